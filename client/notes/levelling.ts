/** What speech is brought to, LUFS: AES TD1008 names it for what is heard on phones, and calls are about as loud. */
const TARGET_LUFS = -16;
/** A whisper beside a phone that does nothing against it needs about this, dB; with more, a quiet room would roar. */
const GAIN_MOST_DB = 30;
const GAIN_LEAST_DB = -20;
/** Full scale less 1 dB, EBU R 128: what decoders and loudspeakers add between two samples still fits. */
const CEILING = 10 ** (-1 / 20);
/** A peak is met by a gain that begins to fall before it and comes back slowly: neither is heard by itself, s. */
const ATTACK_S = 0.005;
const RELEASE_S = 0.15;

/** ITU-R BS.1770-5, annex 1: blocks of 0.4 s that overlap by three quarters. */
const BLOCK_S = 0.4;
const STEP_S = 0.1;
const SILENCE_LUFS = -70;
const PAUSE_LU = 10;

/** b0, b1, b2, a1, a2 of a second-order filter, a0 being 1. */
type Filter = readonly [number, number, number, number, number];

/**
 * The two filters of BS.1770's K weighting for any rate: the standard lists them for 48 kHz, and these are the analogue
 * ones behind its numbers (B. De Man, “Evaluation of implementations of the EBU R128 loudness measurement”, AES 2018).
 */
function weighting(rate: number): readonly [Filter, Filter] {
  const [gain, shelfQ, passQ] = [10 ** (3.999843853973347 / 20), 0.7071752369554196, 0.5003270373238773];
  const middle = gain ** 0.4996667741545416;
  const k = Math.tan((Math.PI * 1681.974450955533) / rate);
  const shelf = 1 + k / shelfQ + k * k;
  const low = Math.tan((Math.PI * 38.13547087602444) / rate);
  const pass = 1 + low / passQ + low * low;
  return [
    [
      (gain + (middle * k) / shelfQ + k * k) / shelf,
      (2 * (k * k - gain)) / shelf,
      (gain - (middle * k) / shelfQ + k * k) / shelf,
      (2 * (k * k - 1)) / shelf,
      (1 - k / shelfQ + k * k) / shelf,
    ],
    [1, -2, 1, (2 * (low * low - 1)) / pass, (1 - low / passQ + low * low) / pass],
  ];
}

function filtered(samples: Float32Array, [b0, b1, b2, a1, a2]: Filter): Float32Array {
  const out = new Float32Array(samples.length);
  let [x1, x2, y1, y2] = [0, 0, 0, 0];
  // A minute has more than a million samples: nothing is made anew for each.
  for (let i = 0; i < samples.length; i++) {
    const x = samples[i] ?? 0;
    const y = b0 * x + b1 * x1 + b2 * x2 - a1 * y1 - a2 * y2;
    x2 = x1;
    x1 = x;
    y2 = y1;
    y1 = y;
    out[i] = y;
  }
  return out;
}

const lufs = (power: number) => -0.691 + 10 * Math.log10(power);
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Integrated loudness of one channel by ITU-R BS.1770, pauses left out, LUFS; null where nothing is louder than silence. */
export function loudnessOf(samples: Float32Array, rate: number): number | null {
  const [shelf, pass] = weighting(rate);
  const weighted = filtered(filtered(samples, shelf), pass);
  const step = Math.round(STEP_S * rate);
  const steps = Array.from({ length: Math.floor(weighted.length / step) }, (_, i) => {
    let power = 0;
    for (let at = i * step; at < (i + 1) * step; at++) power += (weighted[at] ?? 0) ** 2;
    return power / step;
  });
  const each = BLOCK_S / STEP_S;
  const blocks = Array.from({ length: Math.max(0, steps.length - each + 1) }, (_, i) => mean(steps.slice(i, i + each)));
  const sounding = blocks.filter((power) => lufs(power) > SILENCE_LUFS);
  if (sounding.length === 0) return null;
  const spoken = sounding.filter((power) => lufs(power) > lufs(mean(sounding)) - PAUSE_LU);
  return lufs(mean(spoken));
}

/**
 * The same speech as loud as all other speech: one gain for the whole, so that nothing pumps, and peaks that it would drive
 * over full scale are held below it.
 */
export function levelled(samples: Float32Array, rate: number): Float32Array {
  const loudness = loudnessOf(samples, rate);
  if (loudness === null) return samples;
  const gain = 10 ** (Math.max(GAIN_LEAST_DB, Math.min(GAIN_MOST_DB, TARGET_LUFS - loudness)) / 20);
  const held = samples.map((sample) => Math.min(1, CEILING / Math.max(Math.abs(sample) * gain, 1e-9)));
  const [attack, release] = [1 / (ATTACK_S * rate), 1 / (RELEASE_S * rate)];
  for (let i = held.length - 2; i >= 0; i--) held[i] = Math.min(held[i] ?? 1, (held[i + 1] ?? 1) + attack);
  for (let i = 1; i < held.length; i++) held[i] = Math.min(held[i] ?? 1, (held[i - 1] ?? 1) + release);
  return samples.map((sample, i) => sample * gain * (held[i] ?? 1));
}
