/** Dates are `YYYY-MM-DD` and have no time zone of their own: they are the recipient's calendar days. */
const DAY_MS = 86_400_000;

const asDate = (date: string) => new Date(`${date}T00:00:00Z`);

/** The date so many calendar days later, or earlier where `days` is negative. */
export function addDays(date: string, days: number): string {
  return new Date(asDate(date).getTime() + days * DAY_MS).toISOString().slice(0, 10);
}

/** 1 for Monday to 7 for Sunday. */
export function weekday(date: string): number {
  return asDate(date).getUTCDay() || 7;
}

/** The next such weekday strictly after today. */
export function comingWeekday(today: string, day: number): string {
  return addDays(today, ((day - weekday(today) + 6) % 7) + 1);
}

/** That weekday of the Monday-based week which begins so many weeks after this one. */
export function weekdayOfWeek(today: string, day: number, weeks: number): string {
  return addDays(today, day - weekday(today) + 7 * weeks);
}

function made(year: number, month: number, day: number): string | undefined {
  const date = new Date(Date.UTC(year, month - 1, day));
  // A day that the month has not got rolls over into the next month.
  return date.getUTCDate() === day ? date.toISOString().slice(0, 10) : undefined;
}

/** The next such day of a month strictly after today, in the first month that has it. */
export function comingMonthDay(today: string, day: number): string | undefined {
  return firstAfter(today, 14, (at) => made(Number(today.slice(0, 4)), Number(today.slice(5, 7)) + at, day));
}

/** That day of the calendar month which begins so many months after this one. */
export function dayOfMonth(today: string, day: number, months: number): string | undefined {
  const month = Number(today.slice(5, 7)) - 1 + months;
  return made(Number(today.slice(0, 4)) + Math.floor(month / 12), (month % 12) + 1, day);
}

/** The next such date of a year, today included. */
export function comingYearDay(today: string, month: number, day: number): string | undefined {
  return firstAfter(addDays(today, -1), 9, (at) => made(Number(today.slice(0, 4)) + at, month, day));
}

/** The next nth weekday of a month (the second Sunday of May), today included. */
export function comingNthWeekday(today: string, month: number, day: number, nth: number): string | undefined {
  return firstAfter(addDays(today, -1), 2, (at) => {
    const first = made(Number(today.slice(0, 4)) + at, month, 1);
    return first === undefined ? undefined : addDays(comingWeekday(addDays(first, -1), day), 7 * (nth - 1));
  });
}

function firstAfter(date: string, tries: number, of: (at: number) => string | undefined): string | undefined {
  return Array.from({ length: tries }, (_, at) => of(at)).find((found) => found !== undefined && found > date);
}

const lunar = new Intl.DateTimeFormat('en-u-ca-chinese', { month: 'numeric', day: 'numeric', timeZone: 'UTC' });

/** Where the new moon falls near midnight the calendar of the platform can be a day off, so new years are the published ones. */
const newYears =
  '2026-02-17 2027-02-06 2028-01-26 2029-02-13 2030-02-03 2031-01-23 2032-02-11 2033-01-31 2034-02-19 2035-02-08 2036-01-28'.split(
    ' ',
  );

/** The next such day of the Chinese lunar calendar, today included. Leap months have no festivals and are passed over. */
export function comingLunarDay(today: string, month: number, day: number): string | undefined {
  const published =
    month === 1 ? newYears.map((first) => addDays(first, day - 1)).find((date) => date >= today) : undefined;
  if (published !== undefined) return published;
  const wanted = `${month}/${day}`;
  return Array.from({ length: 400 }, (_, at) => addDays(today, at)).find(
    (date) => lunar.format(asDate(date)) === wanted,
  );
}
