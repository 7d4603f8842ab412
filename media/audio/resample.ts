/** Zero crossings of the filter on each side: 16 keep what would fold back about 60 dB down. */
const CROSSINGS = 16;

/**
 * Brings samples from one rate to another by a Hann-windowed sinc, cut off at the lower rate's half so that nothing folds
 * back (Smith, "Digital Audio Resampling"). In and out -1..1.
 */
export function resample(samples: Float32Array, fromRate: number, toRate: number): Float32Array {
  if (fromRate === toRate) return samples;
  const step = fromRate / toRate;
  const cutoff = Math.min(1, toRate / fromRate);
  const reach = CROSSINGS / cutoff;
  // The filter is read from a table of 512 points a crossing: a sine for each tap would take seconds.
  const points = 512;
  const table = new Float32Array(CROSSINGS * points + 2);
  for (let i = 0; i <= CROSSINGS * points; i++) {
    const x = i / points;
    const sinc = x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
    table[i] = sinc * (0.5 + 0.5 * Math.cos((Math.PI * x) / CROSSINGS));
  }

  const out = new Float32Array(Math.floor(samples.length / step));
  for (let i = 0; i < out.length; i++) {
    const centre = i * step;
    const first = Math.max(0, Math.ceil(centre - reach));
    const last = Math.min(samples.length - 1, Math.floor(centre + reach));
    let sum = 0;
    for (let k = first; k <= last; k++) {
      sum += (samples[k] ?? 0) * (table[Math.round(Math.abs(k - centre) * cutoff * points)] ?? 0);
    }
    out[i] = sum * cutoff;
  }
  return out;
}
