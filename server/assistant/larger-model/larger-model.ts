import type { Logger } from 'pino';
import { type ImageCodec, ImageError } from '../../../media/image-codec.ts';
import type { Clock } from '../../parts.ts';
import { ordersMachine } from '../understanding/understand.ts';
import type { Context, Understanding } from '../understanding/understand.ts';
import { readAnswer, readSight, type Sight } from './free-words.ts';
import type { KnownOfLine } from './private-words.ts';
import { readMeaning } from './read-meaning.ts';
import { redaction, withoutUnseen } from './redact.ts';
import { openRemote, type Question } from './remote.ts';
import { Silence, type Why } from './silence.ts';
import { tasks } from './tasks.ts';

/** What stands behind is not sent: nobody's wish begins there, each character costs, and orders to a machine are looked for no further. */
const MOST_CHARACTERS = 600;
const MOST_FACTS = 20;
/** The same trouble is logged once in so long, ms. */
const LOG_AGAIN_MS = 600_000;

/** Longest side of a photo that leaves, px: writing can be read, and it costs no more than a message. */
export const MODEL_PHOTO_SIDE = 1024;

/** What the model is asked for. */
export type Asked = 'understand' | 'answer' | 'look';

/** What became of one question: answered, or why nothing was said. */
export interface Outcome {
  readonly asked: Asked;
  readonly outcome: 'answered' | Why;
  /** What it cost, as far as it is known. */
  readonly tokens: number;
}

/**
 * A language model of the operator's, somewhere else. It never fails: null is that it has nothing to say, be it unsure, slow, broken, capped or lying, and the
 * caller goes on as if there were none. What is private is hidden before a text leaves.
 */
export interface LargerModel {
  /** What a message means; with a confidence that is enough to be shown, never to act without a tap. */
  understand(text: string, context: Context, known: KnownOfLine): Promise<Understanding | null>;
  /**
   * An answer of at most 300 characters in the question's language, from nothing but the facts.
   *
   * @param facts plain sentences, at most 20
   */
  answer(question: string, facts: readonly string[], known: KnownOfLine): Promise<string | null>;
  /** What a photo (JPEG) shows. Null too where the operator lets no photo leave. */
  look(image: Uint8Array, mime: string): Promise<Sight | null>;
  /** Ends what is asked at the moment; nothing is asked any more. */
  close(): void;
}

interface ModelParts {
  /** Base address, as `https://host/v1`. */
  readonly url: string;
  readonly key: string | null;
  readonly name: string;
  /** Whether photos may leave, and to which model of that address. */
  readonly vision: string;
  readonly timeoutMs: number;
  /** Most tokens a day (UTC). */
  readonly mostADay: number;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Pick<Logger, 'warn'>;
  /** Strips photos of all that is no picture; its small picture, of `MODEL_PHOTO_SIDE`, is what leaves. */
  readonly images: Pick<ImageCodec, 'read'>;
  readonly observe: (outcome: Outcome) => void;
}

const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const weekdayOf = (now: string) => weekdays[new Date(`${now.slice(0, 10)}T00:00:00Z`).getUTCDay()];

export function openLargerModel(parts: ModelParts): LargerModel {
  const { name, vision, timeoutMs, clock, log, images, observe } = parts;
  const remote = openRemote(parts);
  const closing = new AbortController();
  /** When each trouble was logged last, epoch ms. */
  const logged = new Map<string, number>();

  function tell(asked: Asked, why: Why, cause: unknown): void {
    if (why === 'unsure' || why === 'not_asked' || why === 'closed') return;
    const now = clock.now();
    if (now - (logged.get(why) ?? -Infinity) < LOG_AGAIN_MS) return;
    logged.set(why, now);
    log.warn({ asked, why, code: codeOf(cause) }, 'the larger model says nothing');
  }

  /** Asks, reads the answer, and turns whatever goes wrong over there into null. */
  async function asked<T>(
    what: Asked,
    question: () => Question | Promise<Question>,
    read: (answer: unknown) => T,
  ): Promise<T | null> {
    let tokens = 0;
    try {
      if (closing.signal.aborted) throw new Silence('closed');
      const signal = AbortSignal.any([closing.signal, AbortSignal.timeout(timeoutMs)]);
      const told = await remote.ask(await question(), signal);
      tokens = told.tokens;
      const said = read(told.answer);
      observe({ asked: what, outcome: 'answered', tokens });
      return said;
    } catch (error) {
      if (!(error instanceof Silence)) throw error;
      const why = closing.signal.aborted ? 'closed' : error.why;
      observe({ asked: what, outcome: why, tokens });
      tell(what, why, error.cause);
      return null;
    }
  }

  return {
    understand(text, context, known) {
      const message = withoutUnseen(text).slice(0, MOST_CHARACTERS);
      const hidden = redaction(known);
      return asked(
        'understand',
        () => {
          // Whoever gives orders to a machine is read by people.
          if (ordersMachine(message) || !/[\p{L}\p{N}]/u.test(message)) throw new Silence('not_asked');
          const { from, now, status } = context;
          const data = { message: hidden.hide(message), from, now: `${now} ${weekdayOf(now) ?? ''}`, status };
          return { model: name, ...tasks[from], data: JSON.stringify(data) };
        },
        (answer) => readMeaning(answer, message, context, hidden),
      );
    },

    answer(question, facts, known) {
      const asking = withoutUnseen(question).slice(0, MOST_CHARACTERS);
      const given = facts.slice(0, MOST_FACTS).map((fact) => withoutUnseen(fact).slice(0, MOST_CHARACTERS));
      const hidden = redaction(known);
      return asked(
        'answer',
        () => {
          if (given.length === 0 || ordersMachine(asking)) throw new Silence('not_asked');
          const data = {
            question: hidden.hide(asking),
            facts: given.map((fact, at) => `${at + 1}. ${hidden.hide(fact)}`),
          };
          return { model: name, ...tasks.answer, data: JSON.stringify(data) };
        },
        (answer) => readAnswer(answer, asking, given, hidden),
      );
    },

    look(image, mime) {
      return asked(
        'look',
        async () => {
          if (vision === 'off' || mime !== 'image/jpeg') throw new Silence('not_asked');
          const { thumb } = await images.read(image).catch((cause: unknown) => {
            throw cause instanceof ImageError ? new Silence('unreadable_photo', { cause }) : cause;
          });
          return { model: vision === 'on' ? name : vision, ...tasks.look, data: '{"photo":"attached"}', photo: thumb };
        },
        readSight,
      );
    },

    close: () => closing.abort(),
  };
}

/** What the network said of a failure, as `ECONNREFUSED`: a code, no words. */
function codeOf(error: unknown): unknown {
  if (!(error instanceof Error)) return undefined;
  return 'code' in error && typeof error.code === 'string' ? error.code : codeOf(error.cause);
}
