import { setTimeout as wait } from 'node:timers/promises';
import * as v from 'valibot';
import { wavFile } from '../audio/wav-file.ts';
import { SPEECH_RATE, SpeechError } from '../speech-to-text.ts';
import type { Recognised, SpeechEngine, Stretch } from './speech-engine.ts';

/** The words of half a minute, with all that a server tells of them: far more than any of them takes. */
const ANSWER_MAX_BYTES = 1_000_000;
/** The longest pause that a server may ask for and be given, ms; what asks for more has failed. */
const PAUSE_MAX_MS = 20_000;
/** After an answer "too many" that names no time. */
const PAUSE_MS = 2000;

/** What OpenAI's whisper-1 answers as `verbose_json`; of `json`, and of whisper.cpp's server, there is only the text. */
const Answer = v.object({
  text: v.string(),
  language: v.optional(v.string()),
  segments: v.optional(
    v.array(
      v.object({ text: v.string(), avg_logprob: v.optional(v.number()), no_speech_prob: v.optional(v.number()) }),
    ),
  ),
});

export interface HttpEngineOptions {
  /** Where recordings are posted to: `…/v1/audio/transcriptions`, or whisper.cpp's `…/inference`. */
  readonly url: string;
  readonly key: string | null;
  readonly model: string;
  /** Longest wait for a stretch of so many ms, from asking to the last byte, pauses included. */
  readonly limitMs: (stretchMs: number) => number;
  readonly log: { warn(details: object, message: string): void };
}

/**
 * A speech server spoken to by OpenAI's `audio/transcriptions`. It may take several stretches at a time. Where it says that it is
 * asked too often or is overloaded, it is asked once more, after the time that it names.
 */
export function openHttpEngine(options: HttpEngineOptions): SpeechEngine {
  const closing = new AbortController();

  async function ask(stretch: Stretch, signal: AbortSignal): Promise<Recognised> {
    const response = await post(options, stretch, signal);
    const pauseMs = pauseAfter(response);
    if (pauseMs === null) return read(response, stretch);
    await response.body?.cancel();
    await wait(pauseMs, undefined, { signal });
    return read(await post(options, stretch, signal), stretch);
  }

  return {
    async recognise(stretch, signal) {
      const late = AbortSignal.timeout(options.limitMs(Math.ceil((stretch.samples.length / SPEECH_RATE) * 1000)));
      try {
        return await ask(stretch, AbortSignal.any([signal, late, closing.signal]));
      } catch (error) {
        signal.throwIfAborted();
        const failure = failureOf(error, late.aborted);
        // A wrong key or address is the operator's to mend; what was said stays out of the log.
        if (!closing.signal.aborted) options.log.warn({ reason: failure.message }, 'the speech server failed');
        throw failure;
      }
    },
    close() {
      closing.abort(new SpeechError('engine_failed', 'The speech engine is closed'));
      return Promise.resolve();
    },
  };
}

function failureOf(error: unknown, isLate: boolean): SpeechError {
  if (error instanceof SpeechError) return error;
  if (isLate) return new SpeechError('timed_out', 'The speech server took too long', { cause: error });
  return new SpeechError('engine_failed', 'The speech server could not be asked, or broke off', { cause: error });
}

async function post({ url, key, model }: HttpEngineOptions, stretch: Stretch, signal: AbortSignal): Promise<Response> {
  const { samples, language, prompt } = stretch;
  const form = new FormData();
  form.set('file', new Blob([Uint8Array.from(wavFile(samples))], { type: 'audio/wav' }), 'note.wav');
  form.set('model', model);
  form.set('response_format', /whisper/i.test(model) ? 'verbose_json' : 'json');
  form.set('temperature', '0');
  if (language !== null) form.set('language', language);
  const words = prompt[language ?? 'any'];
  if (words !== '') form.set('prompt', words);
  // Put into bytes here: of a form that fetch is still sending when the answer comes, Node 24 has a rejection that nobody can catch.
  const encoded = new Response(form);
  const headers = new Headers(encoded.headers);
  if (key !== null) headers.set('authorization', `Bearer ${key}`);
  return fetch(url, {
    method: 'POST',
    body: await encoded.arrayBuffer(),
    headers,
    // A key goes where it was meant for.
    redirect: 'error',
    signal,
  });
}

/** How long to wait before asking again, ms; null where that would not help. */
function pauseAfter({ status, headers }: Response): number | null {
  if (status !== 429 && status !== 503) return null;
  const named = headers.get('retry-after');
  const pauseMs = named === null ? PAUSE_MS : Number(named) * 1000;
  return pauseMs >= 0 && pauseMs <= PAUSE_MAX_MS ? pauseMs : null;
}

async function read(response: Response, stretch: Stretch): Promise<Recognised> {
  if (!response.ok) {
    await response.body?.cancel();
    const why = response.status === 401 || response.status === 403 ? ' (see DOORLINE_SPEECH_KEY)' : '';
    throw new SpeechError('engine_failed', `The speech server answered ${response.status}${why}`);
  }
  const answer = v.safeParse(Answer, parsed(await bodyOf(response)));
  if (!answer.success) throw new SpeechError('engine_failed', 'The speech server answered something else');
  const { text, language, segments = [] } = answer.output;
  return { text, language: stretch.language ?? languageOf(language, text), doubts: doubtsIn(segments) };
}

async function bodyOf(response: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of response.body ?? []) {
    bytes += part.length;
    if (bytes > ANSWER_MAX_BYTES) throw new SpeechError('engine_failed', 'The speech server answered without an end');
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

function languageOf(named: string | undefined, text: string): 'zh' | 'en' {
  if (named !== undefined && /^(zh|chinese|mandarin|yue|cantonese)/i.test(named)) return 'zh';
  return /\p{Script=Han}/u.test(text) ? 'zh' : 'en';
}

/** The worst of the server's own doubts is not that of all words, so each counts by its length. */
function doubtsIn(segments: NonNullable<v.InferOutput<typeof Answer>['segments']>): Recognised['doubts'] {
  let [noSpeech, logProbability, letters] = [0, 0, 0];
  for (const { text, avg_logprob, no_speech_prob } of segments) {
    if (avg_logprob === undefined || no_speech_prob === undefined) return null;
    noSpeech += no_speech_prob * text.length;
    logProbability += avg_logprob * text.length;
    letters += text.length;
  }
  return letters === 0 ? null : { noSpeech: noSpeech / letters, meanLogProbability: logProbability / letters };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
