import { clausesOf } from './clauses.ts';
import { decide } from './decide.ts';
import { featuresOf } from './features.ts';
import { onlyForbids } from './forbidden.ts';
import { groupOf } from './intent-order.ts';
import type { Intent } from './intent-order.ts';
import type { Meaning } from './meaning.ts';
import { confidenceOf, logOddsOf } from './model.ts';
import type { Model, Weights } from './model.ts';
import { plainText } from './plain-text.ts';
import { slotsFor } from './slots/slots-for.ts';
import { minutesIn, windowIn } from './when.ts';

/** What is known of a message beside its words. */
export interface Context {
  readonly from: 'recipient' | 'courier';
  /** Local time of sending, ISO 8601 with an offset. */
  readonly now: string;
  /** The delivery's status at that moment. */
  readonly status: string;
}

/** What a message means, main intent first. */
export interface Understanding {
  readonly intents: readonly Meaning[];
  /** How often, of messages with this number, the main intent was right: 0 to 1. */
  readonly confidence: number;
}

const nothing: Understanding = { intents: [{ intent: 'other', slots: {} }], confidence: 1 };
/** What is read only in part is not to be acted on. */
const DOUBTFUL = 0.3;

const bareReceipt =
  /^(?:收到[了啦咯嘞哈]?[,，!！。 ]*(?:谢谢|多谢|辛苦了?)?|got it[, ]*(?:thanks|thank you)?)[.!！。~ ]*$/;
/** Orders to a machine; people at a door do not speak like this. */
const toMachine =
  /忽略|无视|指令|提示词|系统[:：提]|以系统|管理员|你现在是|[{}<>]|\[(?:system|系统)|^\/|--\w|\b(?:ignore|disregard|override|instructions?|prompt|system|developer mode|sudo|execute|mark (?:it|this|all|every)|treat)\b/;

/** Whether a text gives orders to a machine, as nobody at a door speaks. It is never believed, and sent nowhere. */
export const ordersMachine = (text: string): boolean => toMachine.test(plainText(text));

/**
 * Makes the function that reads a message: which wishes it holds, what was said of each, and how sure that is. It never
 * fails on a text; what it cannot make sense of is `other`.
 */
export function createUnderstand(model: Model): (text: string, context: Context) => Understanding {
  return (text, context) => {
    if (!/[\p{L}\p{N}]/u.test(text)) return nothing;
    const plain = plainText(text);
    if (context.from === 'recipient' && bareReceipt.test(plain))
      return { intents: [{ intent: context.status === 'delivered' ? 'received' : 'ack', slots: {} }], confidence: 1 };
    const weights = model[context.from];
    const { intents, evidence } = decide(weights.intents, logOddsOf(weights, featuresOf(text, context)));
    const meanings = inOrder(weights, intents, plain, context)
      .flatMap((intent) => read(intent, text, context))
      .slice(0, 3);
    const confidence = confidenceOf(weights.calibration, evidence);
    const main = meanings[0];
    const forbidden = main?.intent === 'leave_at' && meanings.length === 1 && onlyForbids(plain);
    if (main === undefined || forbidden) return { ...nothing, confidence: DOUBTFUL };
    const unsure = main.intent !== intents[0] || (main.intent !== 'other' && toMachine.test(plain));
    return { intents: meanings, confidence: unsure ? Math.min(confidence, DOUBTFUL) : confidence };
  };
}

/** An intent with what was said of it. Somebody who comes in more than an hour wishes another time. */
function read(intent: Intent, text: string, context: Context): Meaning[] {
  if (intent === 'coming' && (minutesIn(text, context.now) ?? 0) > 60)
    return [{ intent: 'reschedule', slots: { ...windowIn(text, context.now) } }];
  return slotsFor(intent, text, context);
}

/** Intents of one group in the order of the text: by the clause that speaks for each most. */
function inOrder(weights: Weights, intents: readonly Intent[], plain: string, context: Context): readonly Intent[] {
  if (new Set(intents.map((intent) => groupOf[intent])).size === intents.length) return intents;
  const odds = clausesOf(plain).map((clause) => logOddsOf(weights, featuresOf(clause, context)));
  const placeOf = (intent: Intent) => {
    const own = odds.map((of) => of[weights.intents.indexOf(intent)] ?? 0);
    return own.indexOf(Math.max(...own));
  };
  return intents.toSorted((one, other) => groupOf[one] - groupOf[other] || placeOf(one) - placeOf(other));
}
