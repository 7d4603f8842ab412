import { SPEECH_RATE } from '../speech-to-text.ts';
import { VOICE_FRAME } from './voice-activity.ts';

const FRAME_MS = (VOICE_FRAME / SPEECH_RATE) * 1000;
const frames = (ms: number) => Math.round(ms / FRAME_MS);

/** Speech begins with three frames of voice among five; a click has fewer. */
const BEGIN_VOICED = 3;
const BEGIN_AMONG = 5;
/** Kept from before the first voice: consonants begin softly. */
const BEFORE = frames(300);
/** Silence that ends an utterance: shorter ones are pauses for breath. */
const END = frames(600);
/** Silence kept at the end. */
const AFTER = frames(210);
/** The longest utterance, and how far back from there its quietest place is looked for. */
const LONGEST = frames(12_000);
const CUT_AMONG = frames(4000);
/** A place is as quiet as these frames around it. */
const CUT_WIDTH = 5;
/** Frames with a voice that an utterance needs, all in all: "好" has some 200 ms. */
const VOICED_MIN = 5;

/** What somebody said in one go: mono, 16 kHz. `startedAt`: when they began, ms of the clock that the frames came with. */
export interface Utterance {
  readonly startedAt: number;
  readonly samples: Int16Array;
}

interface Frame {
  readonly samples: Int16Array;
  readonly voiced: boolean;
  readonly at: number;
}

export interface Utterances {
  /** Takes the next frame of VOICE_FRAME samples, with the time; answers what it ends. */
  take(samples: Int16Array, at: number): Utterance | null;
  /** Nothing comes for now: answers what had begun. */
  end(): Utterance | null;
  /** What is being said, as far as it has come. */
  running(): Utterance | null;
}

/** Cuts sound into utterances: at a silence of 600 ms, or after 12 s at the quietest place. Too little voice is left out. */
export function openUtterances(isVoice: (frame: Int16Array) => boolean): Utterances {
  /** Before speech: the last frames. In speech: the utterance so far. */
  let kept: Frame[] = [];
  let speaking = false;
  let silent = 0;

  function finish(said: Frame[]): Utterance | null {
    if (said.filter(({ voiced }) => voiced).length < VOICED_MIN) return null;
    const last = said.findLastIndex(({ voiced }) => voiced);
    return joined(said.slice(0, last + 1 + AFTER));
  }

  function end(): Utterance | null {
    const said = speaking ? finish(kept) : null;
    kept = [];
    speaking = false;
    silent = 0;
    return said;
  }

  return {
    take(samples, at) {
      const voiced = isVoice(samples);
      kept.push({ samples, voiced, at });
      if (!speaking) {
        if (kept.length > BEFORE) kept.shift();
        speaking = kept.slice(-BEGIN_AMONG).filter((frame) => frame.voiced).length >= BEGIN_VOICED;
        silent = 0;
        return null;
      }
      silent = voiced ? 0 : silent + 1;
      if (silent >= END) return end();
      if (kept.length < LONGEST) return null;
      const cut = quietest(kept);
      const said = finish(kept.slice(0, cut));
      kept = kept.slice(cut);
      return said;
    },
    end,
    running: () => (speaking ? joined(kept) : null),
  };
}

function joined(said: readonly Frame[]): Utterance {
  const samples = new Int16Array(said.length * VOICE_FRAME);
  said.forEach((frame, i) => samples.set(frame.samples, i * VOICE_FRAME));
  return { startedAt: said[0]?.at ?? 0, samples };
}

/** The frame before which to cut. */
function quietest(said: readonly Frame[]): number {
  const power = said.map(({ samples }) => samples.reduce((sum, sample) => sum + sample * sample, 0));
  let best = said.length;
  let least = Infinity;
  for (let i = said.length - CUT_AMONG; i + CUT_WIDTH <= said.length; i++) {
    const around = power.slice(i, i + CUT_WIDTH).reduce((sum, one) => sum + one, 0);
    if (around >= least) continue;
    least = around;
    best = i + Math.floor(CUT_WIDTH / 2);
  }
  return best;
}
