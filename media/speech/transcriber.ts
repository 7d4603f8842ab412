import { PARTIAL_FROM_MS, SPEECH_RATE, SpeechError, type SpeechInput, type SpeechToText } from '../speech-to-text.ts';
import { believed, hasGaps, leastLettersIn } from './belief.ts';
import { isEcho, NO_PROMPT, promptOf } from './prompt.ts';
import { foresighted } from './read-ahead.ts';
import type { SpeechEngine } from './speech-engine.ts';
import { joinedText, tidyText } from './tidy-text.ts';
import { openVoiceActivity, VOICE_FRAME } from './voice-activity.ts';
import { halvesOf, type Window, windowsOf } from './windows.ts';

const FRAME_MS = (VOICE_FRAME / SPEECH_RATE) * 1000;

/** What was said in a stretch of a recording. */
interface Said {
  readonly text: string;
  readonly language: 'zh' | 'en' | null;
}

type Recogniser = Pick<SpeechEngine, 'recognise'>;
type Tell = (soFar: string) => void;

export interface TranscriberOptions {
  /** Stretches that the engine works on at a time. */
  readonly workers: number;
  /** Longest wait for a whole recording of so many ms, however many stretches it has and however often they are read. */
  readonly wholeLimitMs: (recordingMs: number) => number;
  /** Whether a recording may be read while it grows: not by others' servers, as it may never be sent. */
  readonly readsAhead: boolean;
}

/**
 * What every engine needs around it. Only stretches with a voice reach it, as it would invent words for the others; what it is
 * not to be believed is left out, and the rest written as a person would.
 */
export function transcriber(asked: SpeechEngine, options: TranscriberOptions): SpeechToText {
  const { workers, wholeLimitMs, readsAhead } = options;
  const engine = foresighted(asked);
  const foresight: Recogniser = { recognise: (stretch, signal) => engine.foresee(stretch, signal) };
  const voice = openVoiceActivity();
  voice.catch(() => {}); // told to whoever asks

  async function readAll(input: SpeechInput, signal: AbortSignal, tell: Tell | null): Promise<Said> {
    const voiced = (await voice)(input.samples);
    let all: Said = { text: '', language: null };
    if (voiced === null) return all;
    for (const window of windowsOf(input.samples, voiced)) {
      const { text } = all;
      const said = await read(engine, input, voiced, window, signal, tell && ((more) => tell(joinedText(text, more))));
      all = both(all, said);
      if (said.text !== '') tell?.(all.text);
    }
    return all;
  }

  async function readAhead(input: SpeechInput, signal: AbortSignal): Promise<void> {
    const voiced = (await voice)(input.samples);
    if (voiced === null) return;
    // The last stretch may still grow.
    for (const window of windowsOf(input.samples, voiced).slice(0, -1))
      await read(foresight, input, voiced, window, signal, null);
  }

  return {
    workers,
    ...(readsAhead && { readAhead }),
    async transcribe(input, signal, onPartial) {
      const recordingMs = Math.ceil((input.samples.length / SPEECH_RATE) * 1000);
      const late = AbortSignal.timeout(wholeLimitMs(recordingMs));
      try {
        const tell = recordingMs > PARTIAL_FROM_MS && onPartial ? onPartial : null;
        const said = await readAll(input, AbortSignal.any([signal, late]), tell);
        return said.text === '' ? { kind: 'no_speech' } : { kind: 'speech', ...said };
      } catch (error) {
        if (!late.aborted || signal.aborted || error instanceof SpeechError) throw error;
        throw new SpeechError('timed_out', 'The recording as a whole took too long', { cause: error });
      }
    },
    close: () => engine.close(),
  };
}

/** One stretch; where the engine left out much of it, its halves too, and what has more words counts. */
async function read(
  engine: Recogniser,
  input: SpeechInput,
  voiced: readonly boolean[],
  window: Window,
  signal: AbortSignal,
  tell: Tell | null,
): Promise<Said> {
  const { samples, language, words = [] } = input;
  const frames = voiced.slice(window.from / VOICE_FRAME, Math.ceil(window.to / VOICE_FRAME));
  if (!frames.includes(true)) return { text: '', language: null };
  const voiceMs = (frames.lastIndexOf(true) - frames.indexOf(true) + 1) * FRAME_MS;
  let isDone = false;
  const tellWords = async (soFar: string) => {
    const text = await tidyText(believed({ text: soFar, language: null, doubts: null }, voiceMs), 'zh');
    if (!isDone && text !== '') tell?.(text);
  };
  const voicedMs = frames.filter(Boolean).length * FRAME_MS;
  const stretch = {
    samples: samples.subarray(window.from, window.to),
    language,
    prompt: promptOf(words),
    leastLetters: leastLettersIn(voicedMs),
  };
  const heard = await engine
    .recognise(tell ? { ...stretch, onPartial: (soFar) => void tellWords(soFar) } : stretch, signal)
    .finally(() => (isDone = true));
  const recognised = isEcho(heard.text, words)
    ? await engine.recognise({ ...stretch, prompt: NO_PROMPT }, signal)
    : heard;
  const text = await tidyText(believed(recognised, voiceMs), recognised.language);
  const said: Said = { text, language: text === '' ? null : recognised.language };
  const halves = text !== '' && hasGaps(text, voicedMs) ? halvesOf(samples, window) : null;
  if (!halves) return said;
  const first = await read(engine, input, voiced, halves[0], signal, null);
  const second = await read(engine, input, voiced, halves[1], signal, null);
  const parts = both(first, second);
  return parts.text.length > text.length ? parts : said;
}

const both = (first: Said, second: Said): Said => ({
  text: joinedText(first.text, second.text),
  language: first.language ?? second.language,
});
