const DAY_MS = 86_400_000;
const ms = (date: string) => Date.parse(`${date}T00:00:00Z`);

/** The date so many days after another; dates are written 2026-11-23. */
export function addDays(date: string, days: number): string {
  return new Date(ms(date) + days * DAY_MS).toISOString().slice(0, 10);
}

/** 1 is Monday, 7 is Sunday. */
function weekdayOf(date: string): number {
  return new Date(ms(date)).getUTCDay() || 7;
}

/** The next such weekday strictly after the day. */
export function nextWeekday(today: string, weekday: number): string {
  return addDays(today, ((weekday - weekdayOf(today) + 6) % 7) + 1);
}

/** That weekday of a later week; weeks begin on Monday. */
export function weekdayOfWeek(today: string, weekday: number, weeks: number): string {
  return addDays(today, weekday - weekdayOf(today) + 7 * weeks);
}

/** The first date on or after the day that fits, within two years, or null where there is none. */
function firstThat(from: string, fits: (date: string) => boolean): string | null {
  for (let days = 0; days < 800; days++) {
    const date = addDays(from, days);
    if (fits(date)) return date;
  }
  return null;
}

/** The next such day of the month strictly after today, in the named month where one is named (1 is January). */
export function nextDayOfMonth(today: string, day: number, month?: number): string | null {
  const from = month === undefined ? addDays(today, 1) : today;
  return firstThat(
    from,
    (date) => Number(date.slice(8)) === day && (month === undefined || Number(date.slice(5, 7)) === month),
  );
}

/** First days of Chinese years; of 2027 the calendar built into Node is a day off, as its new moon falls just before midnight. */
const newYears = [
  '2026-02-17',
  '2027-02-06',
  '2028-01-26',
  '2029-02-13',
  '2030-02-03',
  '2031-01-23',
  '2032-02-11',
  '2033-01-31',
  '2034-02-19',
  '2035-02-08',
];

/** The next such day of the first Chinese month, until 2035; day 0 is New Year's Eve. */
export function nextLunarNewYear(today: string, day: number): string | null {
  return newYears.map((first) => addDays(first, day - 1)).find((date) => date >= today) ?? null;
}
