import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import openFvad from '@echogarden/fvad-wasm';
import { SPEECH_RATE } from '../speech-to-text.ts';

/** The detector takes 10, 20 or 30 ms; the longest is the surest. In samples. */
export const VOICE_FRAME = (SPEECH_RATE * 30) / 1000;
/** Strictest of its four modes: engines and wind are left out first. */
const STRICT = 3;
/** A "no" lasts some 200 ms; a click or a knock is shorter. */
const VOICED_FRAMES = 5;
/** Below this peak (-44 dB of full scale) a phone's microphone picked up its own hiss. */
const PEAK_MIN = 200;

/** A recording that is softer than this is judged as if it were louder, by 20 dB at most: somebody whispers, or is far away. */
const LOUD = 8000;
const GAIN_MAX = 10;

/** A voice rises and falls by 20 dB and more, hiss and engines by less than 2; between them are voices in noise. */
const RISE_MIN_DB = 4;

/** Tells of one frame of VOICE_FRAME samples after the other whether it is of a voice: it gets used to the noise around. */
export interface VoiceDetector {
  isVoice(frame: Int16Array): boolean;
  close(): void;
}

/** Loads WebRTC's voice activity detector; answers what opens one more. */
export async function openVoiceDetectors(): Promise<() => VoiceDetector> {
  const wasm = createRequire(import.meta.url).resolve('@echogarden/fvad-wasm/fvad.wasm');
  const fvad = await openFvad({ wasmBinary: await readFile(wasm) });
  const { _malloc: reserve, _fvad_new: make, _fvad_free: free, _fvad_process: hear } = fvad;
  const { _fvad_set_mode: setMode, _fvad_set_sample_rate: setRate } = fvad;
  const place = reserve(VOICE_FRAME * 2);

  return () => {
    const detector = make();
    setMode(detector, STRICT);
    setRate(detector, SPEECH_RATE);
    return {
      isVoice(frame) {
        fvad.HEAP16.set(frame, place / 2);
        const isVoice = hear(detector, place, VOICE_FRAME) === 1;
        return isVoice && frame.some((sample) => Math.abs(sample) > PEAK_MIN);
      },
      close: () => free(detector),
    };
  };
}

/** Which frames of VOICE_FRAME samples are of a voice; null where nobody speaks in the recording. */
export type VoiceActivity = (samples: Int16Array) => readonly boolean[] | null;

export async function openVoiceActivity(): Promise<VoiceActivity> {
  const openDetector = await openVoiceDetectors();
  return (samples) => {
    if (riseDb(samples) < RISE_MIN_DB) return null;
    const gain = Math.min(GAIN_MAX, LOUD / samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 1));
    const heard = gain > 1 ? samples.map((sample) => sample * gain) : samples;
    const detector = openDetector();
    try {
      const voiced: boolean[] = [];
      let [run, longest] = [0, 0];
      for (let at = 0; at + VOICE_FRAME <= heard.length; at += VOICE_FRAME) {
        const isVoice = detector.isVoice(heard.subarray(at, at + VOICE_FRAME));
        voiced.push(isVoice);
        run = isVoice ? run + 1 : 0;
        longest = Math.max(longest, run);
      }
      return longest >= VOICED_FRAMES ? voiced : null;
    } finally {
      detector.close();
    }
  };
}

/** How much louder the loudest twentieth of the frames is than the quietest tenth, dB. */
function riseDb(samples: Int16Array): number {
  const levels: number[] = [];
  for (let at = 0; at + VOICE_FRAME <= samples.length; at += VOICE_FRAME) {
    const power =
      samples.subarray(at, at + VOICE_FRAME).reduce((sum, sample) => sum + sample * sample, 0) / VOICE_FRAME;
    levels.push(10 * Math.log10(power + 1));
  }
  levels.sort((a, b) => a - b);
  const at = (share: number) => levels[Math.floor((levels.length - 1) * share)] ?? 0;
  return at(0.95) - at(0.1);
}
