import { SPEECH_RATE } from '../../media/speech-to-text.ts';
import { chance } from './chance.ts';

/** A sound over time: `t` in seconds from its beginning; about -1 to 1. */
type Wave = (t: number) => number;

const TURN = 2 * Math.PI;
const sine = (hz: number, t: number) => Math.sin(TURN * hz * t);
/** A tone with overtones, each weaker by `fall`. */
const tone = (hz: number, t: number, overtones = 6, fall = 0.6) => {
  let sum = 0;
  for (let n = 1; n <= overtones; n++) sum += fall ** (n - 1) * sine(hz * n, t);
  return sum * (1 - fall);
};
/** Sounds from `from` to `to`, with soft edges of 10 ms. */
const during = (t: number, from: number, to: number) => Math.max(0, Math.min(1, (t - from) / 0.01, (to - t) / 0.01));
/** Struck at `at`, dying away in about `seconds`. */
const struck = (t: number, at: number, seconds: number) => (t < at ? 0 : Math.exp((-5 * (t - at)) / seconds));

/** Noise through a filter of one pole at `lowHz` (what is above grows weaker), less what is below `highHz`. */
function noiseOf(seed: number, lowHz: number, highHz = 0): Wave {
  const random = chance(seed);
  const share = (hz: number) => 1 - Math.exp((-TURN * hz) / SPEECH_RATE);
  const [low, high] = [share(lowHz), share(highHz)];
  // What the filter takes away in loudness is given back.
  const gain = 1 / Math.sqrt(low / (2 - low));
  let [kept, below] = [0, 0];
  return () => {
    kept += low * (random() * 2 - 1 - kept);
    below += high * (kept - below);
    return (kept - below) * gain * 0.5;
  };
}

/** A sound that a noise is part of. */
const over =
  (noise: Wave, mix: (t: number, n: number) => number): Wave =>
  (t) =>
    mix(t, noise(t));

/** Short bursts at chance moments, so many a second, each dying away in `seconds`. */
function bursts(seed: number, perSecond: number, seconds: number, wave: Wave): Wave {
  const random = chance(seed);
  const step = Math.exp(-5 / (seconds * SPEECH_RATE));
  let loudness = 0;
  return (t) => {
    loudness *= step;
    if (random() < perSecond / SPEECH_RATE) loudness = Math.max(loudness, 0.3 + 0.7 * random());
    return loudness * wave(t);
  };
}

/** A tone whose frequency changes, with overtones so strong. */
function sliding(hzAt: (t: number) => number, overtones: readonly number[]): Wave {
  let phase = 0;
  return (t) => {
    phase += (TURN * hzAt(t)) / SPEECH_RATE;
    return overtones.reduce((sum, strength, i) => sum + strength * Math.sin((i + 1) * phase), 0);
  };
}

const melody = [262, 294, 330, 349, 392, 440, 392, 349, 330, 294] as const;
/** A note of the melody every `each` seconds: its frequency, and the time since it began. */
const noteAt = (t: number, each: number) => ({
  hz: melody[Math.floor(t / each) % melody.length] ?? 262,
  since: t % each,
});
/** Something at each of these moments. */
const at = (moments: readonly number[], what: (moment: number) => number) =>
  moments.reduce((sum, moment) => sum + what(moment), 0);

const horn = (hz: number, t: number) => tone(hz, t, 12, 0.8);
const piano: Wave = (t) => {
  const { hz, since } = noteAt(t, 0.4);
  return Math.exp(-3 * since) * tone(hz, t, 8, 0.5);
};
const flute = over(noiseOf(25, 4000, 800), (t, breath) => {
  const { hz, since } = noteAt(t, 0.8);
  return during(since, 0.02, 0.75) * (tone(hz * 2, t + 0.0004 * sine(5.5, t), 3, 0.3) + 0.05 * breath);
});
const strings: Wave = (t) =>
  [220, 277, 330, 440].reduce(
    (sum, hz, i) => sum + 0.3 * (1 + sine(0.2 + 0.07 * i, t)) * tone(hz, t + 0.0003 * sine(5 + 0.3 * i, t), 10, 0.7),
    0,
  );
function band(): Wave {
  const [drum, cymbal] = [noiseOf(26, 1500), noiseOf(27, 8000, 3000)];
  return (t) => {
    const { hz, since } = noteAt(t, 0.5);
    const chord = [1, 1.26, 1.5].reduce((sum, interval) => sum + tone(hz * interval, t, 8, 0.6), 0);
    const drums = struck(t % 0.5, 0, 0.2) * (sine(60, t % 0.5) + 0.4 * drum(t));
    const cymbals = 0.15 * struck(t % 0.25, 0, 0.08) * cymbal(t);
    return 0.4 * chord * Math.exp(-2 * since) + 0.4 * tone(hz / 4, t, 5, 0.6) + drums + cymbals;
  };
}
function traffic(): Wave {
  const [tyres, motors] = [noiseOf(6, 1200, 80), noiseOf(7, 120)];
  return (t) => (0.15 + Math.max(0, sine(0.21, t)) ** 4) * tyres(t) + (0.3 + 0.3 * sine(0.13, t)) * motors(t);
}
function startingEngine(): Wave {
  const rumble = noiseOf(29, 400);
  let phase = 0;
  return (t) => {
    phase += (12 + 18 * Math.min(1, t / 3)) / SPEECH_RATE;
    return Math.exp(-6 * (phase % 1)) * (0.4 + Math.min(1, t / 2)) * (sine(75, t) + 0.6 * sine(150, t) + rumble(t));
  };
}
const added =
  (...parts: readonly Wave[]): Wave =>
  (t) =>
    parts.reduce((sum, part) => sum + part(t), 0);

/** What a phone hears where nobody speaks: how long, s; how loud, 1 is all that fits; and what. */
const waves: Record<string, readonly [seconds: number, loudness: number, wave: Wave]> = {
  'white noise': [4, 0.3, noiseOf(1, 8000)],
  'pink noise': [5, 0.3, added(noiseOf(2, 100), noiseOf(3, 800), noiseOf(4, 5000))],
  'brown noise': [5, 0.5, noiseOf(5, 60)],
  'passing traffic': [12, 0.5, traffic()],
  'a car horn': [3, 0.7, (t) => (during(t, 0.5, 0.8) + during(t, 1.1, 2.2)) * (horn(420, t) + horn(500, t))],
  'horns in traffic': [
    8,
    0.6,
    over(
      noiseOf(8, 600, 50),
      (t, road) => 0.3 * road + during(t, 1, 1.4) * horn(440, t) + (during(t, 3, 3.9) + during(t, 5, 6)) * horn(610, t),
    ),
  ],
  'an electric scooter': [
    6,
    0.4,
    added(
      sliding((t) => 300 + 250 * Math.sin(t), [0.5, 0.25]),
      over(noiseOf(9, 500), (_, wind) => 0.4 * wind),
    ),
  ],
  'an idling motor': [
    5,
    0.5,
    over(noiseOf(10, 900), (t, n) => Math.exp(-14 * ((t * 28) % 1)) * (sine(90, t) + 0.5 * n)),
  ],
  'a siren': [8, 0.5, sliding((t) => 900 + 400 * sine(0.5, t), [1, 0.3, 0.2])],
  'a lorry going backwards': [5, 0.5, over(noiseOf(11, 200), (t, n) => (t % 1 < 0.5 ? sine(1250, t) : 0) + 0.2 * n)],
  rain: [6, 0.3, added(noiseOf(12, 7000, 1000), bursts(13, 120, 0.01, noiseOf(14, 6000, 500)))],
  'wind at the microphone': [
    6,
    0.9,
    over(noiseOf(15, 150), (t, n) => n * (0.1 + Math.abs(sine(0.3, t) * sine(0.7, t)))),
  ],
  'mains hum': [4, 0.3, (t) => sine(50, t) + 0.7 * sine(100, t) + 0.4 * sine(150, t) + 0.2 * sine(250, t)],
  'a fan': [5, 0.3, over(noiseOf(17, 900), (t, n) => n * (1 + 0.3 * sine(23, t)) + 0.1 * sine(120, t))],
  clicks: [4, 0.8, bursts(18, 4, 0.006, noiseOf(19, 8000))],
  'knocks at a door': [
    3,
    0.8,
    over(noiseOf(20, 1200), (t, n) =>
      at([0.5, 0.75, 1, 1.9, 2.15], (m) => struck(t, m, 0.12) * (sine(170, t - m) + n / 2)),
    ),
  ],
  'a tap of 0.3 s': [0.3, 0.9, over(noiseOf(21, 3000), (t, n) => struck(t, 0.08, 0.06) * (sine(220, t) + n))],
  footsteps: [6, 0.5, over(noiseOf(22, 700, 60), (t, n) => struck(t % 0.55, 0.05, 0.1) * n)],
  'keys and a bag': [5, 0.5, bursts(23, 6, 0.15, noiseOf(24, 8000, 1500))],
  'a telephone that rings': [6, 0.5, (t) => (t % 3 < 1.2 ? (sine(440, t) + sine(480, t)) / 2 : 0)],
  'the keys of a lift': [
    3,
    0.5,
    (t) => at([0.3, 0.8, 1.3, 1.8, 2.3], (m) => during(t, m, m + 0.2) * (sine(697 + 80 * m, t) + sine(1336, t))),
  ],
  'a door bell': [
    3,
    0.6,
    (t) => struck(t, 0.3, 1.2) * tone(659, t, 4, 0.4) + struck(t, 0.9, 1.8) * tone(523, t, 4, 0.4),
  ],
  'a piano': [8, 0.5, piano],
  'a flute with a tremble': [8, 0.5, flute],
  'a band': [12, 0.6, band()],
  strings: [10, 0.5, strings],
  birds: [
    6,
    0.4,
    (t) => at([0.4, 0.7, 1, 2.6, 2.8, 3, 4.5, 5], (m) => during(t, m, m + 0.15) * sine(3200 + 4000 * (t - m), t - m)),
  ],
  'a barking dog': [
    4,
    0.8,
    over(noiseOf(28, 2500, 200), (t, n) =>
      at(
        [0.4, 0.9, 2, 2.4],
        (m) => struck(t, m, 0.25) * during(t, m, m + 0.3) * (tone(420 - 500 * (t - m), t, 10, 0.85) + 0.4 * n),
      ),
    ),
  ],
  'an engine that starts': [6, 0.6, startingEngine()],
  'breath at the microphone': [5, 0.4, over(noiseOf(30, 2500, 300), (t, n) => Math.max(0, sine(0.4, t)) ** 2 * n)],
};

/** Sounds of streets, machines, music and weather without any voice, by their names, the same in each run. Mono, 16 kHz. */
export const sounds: readonly { readonly name: string; readonly samples: Int16Array }[] = Object.entries(waves).map(
  ([name, [seconds, loudness, wave]]) => {
    const raw = Float64Array.from({ length: Math.round(seconds * SPEECH_RATE) }, (_, i) => wave(i / SPEECH_RATE));
    const peak = raw.reduce((most, one) => Math.max(most, Math.abs(one)), 0);
    return { name, samples: Int16Array.from(raw, (one) => Math.round((one / peak) * loudness * 32_767)) };
  },
);
