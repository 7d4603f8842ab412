import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import openFvad from '@echogarden/fvad-wasm';
import { SPEECH_RATE } from '../speech-to-text.ts';

/** The detector takes 10, 20 or 30 ms; the longest is the surest. */
const FRAME = (SPEECH_RATE * 30) / 1000;
/** Strictest of its four modes: engines and wind are left out first. */
const STRICT = 3;
/** A "no" lasts some 200 ms; a click or a knock is shorter. */
const VOICED_FRAMES = 5;
/** Below this peak (-44 dB of full scale) a phone's microphone picked up its own hiss. */
const PEAK_MIN = 200;

/** A voice rises and falls by 20 dB and more, hiss and engines by less than 2; between them are voices in noise. */
const RISE_MIN_DB = 4;

/** Tells whether anybody speaks in a recording. */
export type VoiceActivity = (samples: Int16Array) => boolean;

/** Loads WebRTC's voice activity detector. */
export async function openVoiceActivity(): Promise<VoiceActivity> {
  const wasm = createRequire(import.meta.url).resolve('@echogarden/fvad-wasm/fvad.wasm');
  const fvad = await openFvad({ wasmBinary: await readFile(wasm) });
  const { _malloc: reserve, _fvad_new: make, _fvad_free: free, _fvad_process: hear } = fvad;
  const { _fvad_set_mode: setMode, _fvad_set_sample_rate: setRate } = fvad;
  const place = reserve(FRAME * 2);

  return (samples) => {
    if (riseDb(samples) < RISE_MIN_DB) return false;
    const detector = make();
    try {
      setMode(detector, STRICT);
      setRate(detector, SPEECH_RATE);
      let voiced = 0;
      for (let at = 0; at + FRAME <= samples.length; at += FRAME) {
        const frame = samples.subarray(at, at + FRAME);
        const loud = frame.some((sample) => Math.abs(sample) > PEAK_MIN);
        fvad.HEAP16.set(frame, place / 2);
        const isVoice = hear(detector, place, FRAME) === 1;
        voiced = isVoice && loud ? voiced + 1 : 0;
        if (voiced >= VOICED_FRAMES) return true;
      }
      return false;
    } finally {
      free(detector);
    }
  };
}

/** How much louder the loudest twentieth of the frames is than the quietest tenth, dB. */
function riseDb(samples: Int16Array): number {
  const levels: number[] = [];
  for (let at = 0; at + FRAME <= samples.length; at += FRAME) {
    const power = samples.subarray(at, at + FRAME).reduce((sum, sample) => sum + sample * sample, 0) / FRAME;
    levels.push(10 * Math.log10(power + 1));
  }
  levels.sort((a, b) => a - b);
  const at = (share: number) => levels[Math.floor((levels.length - 1) * share)] ?? 0;
  return at(0.95) - at(0.1);
}
