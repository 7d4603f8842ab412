import { SPEECH_RATE } from '../../media/speech-to-text.ts';
import { chance } from './chance.ts';
import { sounds } from './sounds.ts';

const clamp = (sample: number) => Math.max(-32_768, Math.min(32_767, Math.round(sample)));
const mapped = (samples: Int16Array, change: (sample: number, index: number) => number) =>
  Int16Array.from(samples, (sample, index) => clamp(change(sample, index)));

/** Spoken from afar or with the phone in a bag: weaker by 26 dB. */
export const quiet = (samples: Int16Array): Int16Array => mapped(samples, (sample) => sample / 20);

/** Shouted into the microphone: 18 dB more than it can take. */
export const clipped = (samples: Int16Array): Int16Array => mapped(samples, (sample) => sample * 8);

/** At the other end of a stairwell: mostly echoes, which die away in 0.6 s. */
export function far(samples: Int16Array): Int16Array {
  const random = chance(7);
  const echoes = Array.from({ length: 60 }, () => {
    const delay = random() ** 1.5 * 0.6;
    return { at: Math.round(delay * SPEECH_RATE), strength: (random() - 0.5) * Math.exp(-6 * delay) };
  });
  return mapped(samples, (sample, index) =>
    echoes.reduce((sum, { at, strength }) => sum + 0.5 * strength * (samples[index - at] ?? 0), 0.2 * sample),
  );
}

/** With a sound of the street so much weaker than the voice, dB, over the whole recording. */
export function inNoise(samples: Int16Array, name: string, weakerDb: number): Int16Array {
  const noise = sounds.find((sound) => sound.name === name)?.samples;
  if (!noise) throw new Error(`There is no sound called ${name}`);
  const power = (one: Int16Array) => one.reduce((sum, sample) => sum + sample * sample, 0) / one.length;
  const gain = Math.sqrt(power(samples) / power(noise) / 10 ** (weakerDb / 10));
  return mapped(samples, (sample, index) => sample + gain * (noise[index % noise.length] ?? 0));
}

/** Linear prediction of this order holds the shape of the mouth at 16 kHz, not the voice. */
const ORDER = 18;
const FRAME = 400;
const HOP = 200;

/**
 * Whispered: in each 25 ms the voice is taken out (linear prediction, autocorrelation method, Levinson and Durbin) and noise of the
 * same loudness goes through the same mouth.
 */
export function whispered(samples: Int16Array): Int16Array {
  const random = chance(11);
  const out = new Float64Array(samples.length);
  for (let from = 0; from + FRAME <= samples.length; from += HOP) {
    const windowed = Float64Array.from(
      samples.subarray(from, from + FRAME),
      (sample, i) => sample * (0.5 - 0.5 * Math.cos((2 * Math.PI * i) / FRAME)),
    );
    const { filter, error } = predictor(windowed);
    const spoken = new Float64Array(FRAME);
    const loudness = Math.sqrt(error / FRAME) * 3;
    for (let i = 0; i < FRAME; i++) {
      let sample = (random() - 0.5) * loudness;
      for (let k = 1; k <= ORDER; k++) sample -= (filter[k] ?? 0) * (spoken[i - k] ?? 0);
      spoken[i] = sample;
      out[from + i] = (out[from + i] ?? 0) + sample * (0.5 - 0.5 * Math.cos((2 * Math.PI * i) / FRAME));
    }
  }
  return mapped(samples, (_, index) => 0.7 * (out[index] ?? 0));
}

function predictor(windowed: Float64Array): { filter: Float64Array; error: number } {
  const r = Float64Array.from({ length: ORDER + 1 }, (_, lag) =>
    windowed.reduce((sum, sample, i) => sum + sample * (windowed[i + lag] ?? 0), 0),
  );
  let filter = new Float64Array(ORDER + 1);
  filter[0] = 1;
  let error = (r[0] ?? 0) * 1.0001 + 1;
  for (let order = 1; order <= ORDER; order++) {
    let sum = 0;
    for (let k = 0; k < order; k++) sum += (filter[k] ?? 0) * (r[order - k] ?? 0);
    const reflection = -sum / error;
    const before = filter;
    filter = before.map((one, k) => (k <= order ? one + reflection * (before[order - k] ?? 0) : 0));
    error *= 1 - reflection * reflection;
  }
  return { filter, error };
}
