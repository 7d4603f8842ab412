/** Quiet room and full voice, dB of full scale: the ends of the bars. */
const QUIET_DB = -55;
const LOUD_DB = -12;

/** Height of a bar, 0 to 1, for a linear level of 0 to 1: people hear in decibels. */
export function loudness(linear: number): number {
  if (linear <= 0) return 0;
  const db = 20 * Math.log10(linear);
  return Math.min(1, Math.max(0, (db - QUIET_DB) / (LOUD_DB - QUIET_DB)));
}
