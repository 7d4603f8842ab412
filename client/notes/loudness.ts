/** Quietest that is drawn, dB of full scale: a quiet room. */
const FLOOR_DB = -55;
/** A phone held to speak seldom gets louder. */
const CEILING_DB = -10;

/** How loud samples of -1..1 sound, 0-1: their mean power on a scale of dB. */
export function loudness(samples: Float32Array): number {
  let power = 0;
  for (const sample of samples) power += sample * sample;
  const db = 10 * Math.log10(power / Math.max(1, samples.length) + 1e-9);
  return Math.max(0, Math.min(1, (db - FLOOR_DB) / (CEILING_DB - FLOOR_DB)));
}
