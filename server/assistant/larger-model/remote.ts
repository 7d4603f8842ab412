import * as v from 'valibot';
import type { Clock } from '../../parts.ts';
import { openBreaker, openBudget, openTurns } from './limits.ts';
import { Silence } from './silence.ts';

/** What is read of an answer at most. */
const ANSWER_MAX_BYTES = 64_000;
/** A photo of the size that is sent costs about so much; models differ. */
const PHOTO_TOKENS = 1500;
/** About so many make a token, in Chinese as in English. */
const BYTES_A_TOKEN = 4;

/** A JSON Schema, as it is handed on. */
export interface JsonSchema {
  readonly [key: string]: unknown;
}

/** One question, in the words of OpenAI's chat completions. */
export interface Question {
  readonly model: string;
  /** What the model is to do, from us. */
  readonly task: string;
  /** What it is to do it with, from people: data. */
  readonly data: string;
  /** A photo, JPEG. */
  readonly photo?: Uint8Array;
  readonly schema: JsonSchema;
  /** Of the answer. */
  readonly mostTokens: number;
}

export interface Remote {
  /** The JSON that the model answers, unchecked, and what it cost. Rejects with `Silence` whatever the remote does. */
  ask(question: Question, signal: AbortSignal): Promise<{ answer: unknown; tokens: number }>;
}

interface RemoteParts {
  readonly url: string;
  readonly key: string | null;
  /** Tokens a day. */
  readonly mostADay: number;
  /** Half of it may be spent waiting for a turn. */
  readonly timeoutMs: number;
  readonly clock: Pick<Clock, 'now'>;
}

const Completion = v.object({
  choices: v.pipe(
    v.array(
      v.object({ message: v.object({ content: v.nullish(v.string(), '') }), finish_reason: v.nullish(v.string()) }),
    ),
    v.minLength(1),
  ),
  usage: v.fallback(
    v.object({ total_tokens: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(10_000_000)) }),
    { total_tokens: 0 },
  ),
});

/** Not every server takes these, and those that do not name the one they mean. */
type Wish = 'response_format' | 'temperature' | 'max_tokens';
const wishes = ['response_format', 'temperature', 'max_tokens'] as const satisfies Wish[];

function bodyOf({ model, task, data, photo, schema, mostTokens }: Question, refused: ReadonlySet<Wish>): string {
  const image = photo && {
    type: 'image_url',
    image_url: { url: `data:image/jpeg;base64,${Buffer.from(photo).toString('base64')}` },
  };
  return JSON.stringify({
    model,
    messages: [
      { role: 'system', content: task },
      { role: 'user', content: image ? [{ type: 'text', text: data }, image] : data },
    ],
    ...(refused.has('temperature') ? {} : { temperature: 0 }),
    // Newer models of OpenAI's take only the newer name, older servers only the older.
    [refused.has('max_tokens') ? 'max_completion_tokens' : 'max_tokens']: mostTokens,
    ...(refused.has('response_format')
      ? {}
      : { response_format: { type: 'json_schema', json_schema: { name: 'answer', strict: true, schema } } }),
  });
}

/** The whole body, as text. */
async function read(response: Response, signal: AbortSignal): Promise<string> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const piece of response.body ?? []) {
      size += piece.length;
      // Leaving the loop ends the answer.
      if (size > ANSWER_MAX_BYTES) throw new Silence('too_large');
      pieces.push(piece);
    }
  } catch (cause) {
    if (cause instanceof Silence) throw cause;
    throw new Silence(signal.aborted ? 'timed_out' : 'broken_off', { cause });
  }
  return Buffer.concat(pieces).toString();
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Silence('not_json', { cause });
  }
}

/** JSON as models write it: bare, or in one fenced block and nothing else. */
function jsonIn(content: string): unknown {
  const fenced = /^\s*```(?:json)?\s*\n([^`]*)\n\s*```\s*$/.exec(content);
  return parsed(fenced?.[1] ?? content);
}

/** Epoch ms, from seconds or a date; undefined where it is neither. */
function retryAfter(said: string | null, now: number): number | undefined {
  if (said === null) return undefined;
  const at = /^\d{1,6}$/.test(said) ? now + Number(said) * 1000 : Date.parse(said);
  return Number.isNaN(at) ? undefined : at;
}

/**
 * A model that answers to OpenAI's `POST /chat/completions`, within its limits: a few at once, so many tokens a day, and left alone
 * for a while when it fails.
 */
export function openRemote({ url, key, mostADay, timeoutMs, clock }: RemoteParts): Remote {
  const turns = openTurns(timeoutMs / 2);
  const breaker = openBreaker(clock);
  const budget = openBudget(mostADay, clock);
  const refused = new Set<Wish>();
  const address = new URL(url);
  address.pathname = `${address.pathname.replace(/\/+$/, '')}/chat/completions`;

  const post = (question: Question, signal: AbortSignal) =>
    fetch(address, {
      method: 'POST',
      redirect: 'manual',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        ...(key === null ? {} : { authorization: `Bearer ${key}` }),
      },
      body: bodyOf(question, refused),
      signal,
    }).catch((cause: unknown) => {
      throw new Silence(signal.aborted ? 'timed_out' : 'unreachable', { cause });
    });

  /** Whether the remote refused something that it can be asked without. */
  async function withoutWish(response: Response, signal: AbortSignal): Promise<boolean> {
    if (response.status !== 400 && response.status !== 422) return false;
    const said = await read(response, signal);
    const named = wishes.find((wish) => !refused.has(wish) && said.includes(wish));
    if (named !== undefined) refused.add(named);
    return named !== undefined;
  }

  async function answered(question: Question, signal: AbortSignal): Promise<string> {
    const response = await post(question, signal);
    if (response.ok) {
      if (/^application\/(?:[\w.-]+\+)?json\b/i.test(response.headers.get('content-type') ?? ''))
        return read(response, signal);
      await response.body?.cancel();
      throw new Silence('not_json');
    }
    if (await withoutWish(response, signal)) return answered(question, signal);
    if (!response.bodyUsed) await response.body?.cancel();
    const until = retryAfter(response.headers.get('retry-after'), clock.now());
    throw new Silence(`http_${response.status}`, { until });
  }

  /** What the answer says and what it cost; a remote that answers something else has failed. */
  function completion(text: string) {
    const { success, output } = v.safeParse(Completion, parsed(text));
    const [choice] = success ? output.choices : [];
    if (!success || choice === undefined) throw new Silence('wrong_schema');
    return { content: choice.message.content, cut: choice.finish_reason === 'length', cost: output.usage.total_tokens };
  }

  return {
    async ask(question, signal) {
      breaker.check();
      const giveBack = await turns.take(signal);
      try {
        breaker.check();
        const { task, data, schema } = question;
        const bytes = Buffer.byteLength(task + data + JSON.stringify(schema));
        const most =
          Math.ceil(bytes / BYTES_A_TOKEN) + question.mostTokens + (question.photo === undefined ? 0 : PHOTO_TOKENS);
        budget.take(most);
        const { content, cut, cost } = await answered(question, signal)
          .then(completion)
          .catch((error: unknown) => {
            if (error instanceof Silence) {
              // Nobody pays for what was not answered at all.
              if (error.why === 'unreachable' || error.why.startsWith('http_')) budget.correct(most, 0);
              breaker.failed(error.until);
            }
            throw error;
          });
        breaker.worked();
        // A remote that reports less than was sent is not believed.
        const tokens = Math.max(cost, most - question.mostTokens);
        budget.correct(most, tokens);
        if (cut) throw new Silence('cut_short');
        return { answer: jsonIn(content), tokens };
      } finally {
        giveBack();
      }
    },
  };
}
