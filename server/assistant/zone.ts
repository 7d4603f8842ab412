const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** A format costs more to make than all that is asked of it; there are as many as zones are named. */
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  const kept = formats.get(zone);
  if (kept) return kept;
  const made = new Intl.DateTimeFormat('en-u-ca-iso8601-nu-latn-hc-h23', {
    timeZone: zone,
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formats.set(zone, made);
  return made;
}

/** How far the zone's clocks are ahead of UTC at that moment, ms. */
function offsetAt(epochMs: number, zone: string): number {
  const part = new Map(
    formatOf(zone)
      .formatToParts(epochMs)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const of = (name: Intl.DateTimeFormatPartTypes) => part.get(name) ?? 0;
  const wall = Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second'));
  return wall - Math.floor(epochMs / 1000) * 1000;
}

/**
 * The moment as the clocks of the zone show it: `2026-11-24T19:00:00+08:00`, to the second. A zone that is no zone is a
 * RangeError.
 *
 * @param zone IANA name, such as `Asia/Shanghai`
 */
export function localIso(epochMs: number, zone: string): string {
  // An offset has whole minutes, though before 1972 clocks were off by seconds too.
  const minutes = Math.round(offsetAt(epochMs, zone) / MINUTE_MS);
  const wall = new Date(epochMs + minutes * MINUTE_MS).toISOString().slice(0, 19);
  const two = (n: number) => String(Math.floor(n)).padStart(2, '0');
  const ahead = Math.abs(minutes);
  return `${wall}${minutes < 0 ? '-' : '+'}${two(ahead / 60)}:${two(ahead % 60)}`;
}

/**
 * The moment at which the clocks of the zone show that date and time, epoch ms. Where they show it twice (the clocks went
 * back) it is the first; where they never do (the clocks went forward) it is as much later as they jumped, as RFC 5545
 * § 3.3.5 has it. A date or time that is none is a RangeError.
 *
 * @param date `2026-11-24`
 * @param time `19:00`; `24:00` is the end of the day
 */
export function epochOf(date: string, time: string, zone: string): number {
  const day = new Date(`${date}T00:00Z`);
  const wall = Date.parse(`${date}T${time}Z`);
  // JavaScript takes the 30th of February for the 2nd of March.
  if (Number.isNaN(wall) || day.toISOString().slice(0, 10) !== date)
    throw new RangeError('There is no such local time');
  // No zone has more than one change in two days, and none is further from UTC than 14 hours.
  const before = wall - offsetAt(wall - DAY_MS, zone);
  const after = wall - offsetAt(wall + DAY_MS, zone);
  const isShownAt = (epochMs: number) => epochMs + offsetAt(epochMs, zone) === wall;
  return !isShownAt(before) && isShownAt(after) ? after : before;
}
