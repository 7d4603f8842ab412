import { SPEECH_RATE } from '../speech-to-text.ts';
import { VOICE_FRAME } from './voice-activity.ts';

/**
 * Longest stretch that an engine gets in one go. Windows of whisper.cpp 1.5.0 above 1280 frames of 20 ms have to be full ones of
 * 30 s; the worker adds 128 frames to a stretch.
 */
export const WINDOW_MAX_S = 23;
/** What is longer is cut between these: where a stretch ends is certain as soon as more than WINDOW_MAX_S are there. */
const CUT_FROM_S = 14;
const CUT_TO_S = 21;
/** Halves are cut so far around the middle. */
const AROUND_S = 3;
/** What is shorter is not halved: its halves would be mere phrases. */
const HALVED_S = 8;
/** Quiet for so long around a cut, it is between words, if anywhere. */
const CUT_FRAMES = 9;

const frames = (seconds: number) => Math.round((seconds * SPEECH_RATE) / VOICE_FRAME);

/** A stretch of a recording, in samples; `to` is not in it. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

/**
 * Cuts a recording into stretches for the engine, at its quietest places; one without a voice is left out. Of a recording that grows
 * all stretches but the last stay what they are.
 */
export function windowsOf(samples: Int16Array, voiced: readonly boolean[]): Window[] {
  const all = Math.ceil(samples.length / VOICE_FRAME);
  const windows: Window[] = [];
  for (let from = 0; from < all;) {
    const to =
      all - from <= frames(WINDOW_MAX_S) ? all : quietest(samples, from + frames(CUT_FROM_S), from + frames(CUT_TO_S));
    if (voiced.slice(from, to).includes(true)) {
      windows.push({ from: from * VOICE_FRAME, to: Math.min(to * VOICE_FRAME, samples.length) });
    }
    from = to;
  }
  return windows;
}

/** The same in two, at its quietest place near the middle; null where it is too short for that. */
export function halvesOf(samples: Int16Array, { from, to }: Window): readonly [Window, Window] | null {
  if (to - from < HALVED_S * SPEECH_RATE) return null;
  const middle = Math.round((from + to) / 2 / VOICE_FRAME);
  const cut = quietest(samples, middle - frames(AROUND_S), middle + frames(AROUND_S)) * VOICE_FRAME;
  return [
    { from, to: cut },
    { from: cut, to },
  ];
}

/** The frame with the quietest surroundings, of these and those between them. */
function quietest(samples: Int16Array, first: number, last: number): number {
  const power = (frame: number) =>
    samples.subarray(frame * VOICE_FRAME, (frame + 1) * VOICE_FRAME).reduce((sum, sample) => sum + sample * sample, 0);
  let [best, least] = [first, Infinity];
  for (let at = first; at <= last; at++) {
    let around = 0;
    for (let frame = at - (CUT_FRAMES - 1) / 2; frame <= at + (CUT_FRAMES - 1) / 2; frame++) around += power(frame);
    if (around < least) [best, least] = [at, around];
  }
  return best;
}
