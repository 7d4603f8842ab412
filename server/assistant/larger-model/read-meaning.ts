import * as v from 'valibot';
import { addDays } from '../understanding/calendar.ts';
import { groupOf } from '../understanding/intent-order.ts';
import { CourierIntent, type Meaning, RecipientIntent, sayWhatToDo, setFaults } from '../understanding/meaning.ts';
import { codesIn } from '../understanding/slots/code.ts';
import type { Context, Understanding } from '../understanding/understand.ts';
import { minutesIn, windowIn } from '../understanding/when.ts';
import type { Redaction } from './redact.ts';
import { Silence } from './silence.ts';

/**
 * How sure an understanding of the larger model counts: enough to be shown, never enough to act without a tap. How often a model that
 * we do not know is right, nobody has measured.
 */
export const LARGER_CONFIDENCE = 0.93;
/** Nobody wishes a delivery later. */
const LATEST_DAYS = 366;
const MOST = 3;

const Wire = v.object({
  sure: v.boolean(),
  intents: v.pipe(v.array(v.looseObject({ intent: v.string() })), v.minLength(1), v.maxLength(MOST)),
});
type Told = v.InferOutput<typeof Wire>['intents'][number];

const sides = { recipient: RecipientIntent, courier: CourierIntent };

/** The slots of an intent that the model told, with its pieces put back; empty and null ones were not said. */
function slotsTold(told: Told, names: readonly string[], hidden: Redaction): Record<string, unknown> {
  const slots: Record<string, unknown> = {};
  for (const name of names) {
    const value = Object.hasOwn(told, name) ? told[name] : undefined;
    if (value === undefined || value === null || value === '') continue;
    const whole = typeof value === 'string' ? hidden.putBack(value) : value;
    if (whole === null) throw new Silence('unknown_placeholder');
    slots[name] = whole;
  }
  return slots;
}

/** What a program reads better than a model, and whatever never left, is read here: times, minutes, codes. */
function ownSlots(intent: Meaning['intent'], told: Record<string, unknown>, text: string, now: string): object[] {
  if (intent === 'coming' || intent === 'delay') {
    const inMinutes = minutesIn(text, now);
    return [inMinutes === undefined ? {} : { inMinutes }];
  }
  if (intent === 'access_code') return codesIn(text).map((code) => ({ code }));
  if (intent === 'change_address') return [{ text: '', ...told }];
  if (intent !== 'reschedule') return [told];
  const own = windowIn(text, now);
  return [own.date === null ? { date: null, ...told } : own];
}

function meaningsOf(told: Told, text: string, { from, now }: Context, hidden: Redaction): Meaning[] {
  const side = sides[from];
  const option = side.options.find(({ entries }) => entries.intent.literal === told.intent);
  if (option === undefined) throw new Silence('wrong_schema');
  const { intent, slots } = option.entries;
  const said = slotsTold(told, Object.keys(slots.entries), hidden);
  const meanings = ownSlots(intent.literal, said, text, now).map((own) => {
    const { success, output } = v.safeParse(side, { intent: told.intent, slots: own });
    if (!success) throw new Silence('wrong_schema');
    return output;
  });
  if (meanings.length === 0) throw new Silence('not_in_text');
  return meanings;
}

const piecesOf = ({ intent, slots }: Meaning): string[] => {
  if (intent === 'directions' || intent === 'change_address') return [slots.text];
  return intent === 'leave_at' ? (slots.detail?.split('; ') ?? []) : [];
};

/** A spot of its own kind that nobody could find. */
const isNowhere = ({ intent, slots }: Meaning) =>
  intent === 'leave_at' && slots.place === 'other' && slots.detail === undefined;

/** A window that ends before it begins, has no day, or lies in the past or far off. */
function isWrongWindow(meaning: Meaning, today: string): boolean {
  if (meaning.intent !== 'reschedule') return false;
  const { date, from, to } = meaning.slots;
  if (date === null) return (from ?? to) !== undefined;
  return date < today || date > addDays(today, LATEST_DAYS) || (from !== undefined && to !== undefined && from >= to);
}

/** As the labelling guide has it: each once, in the order of their groups, and alone what stands alone. */
function inOrder(meanings: readonly Meaning[]): Meaning[] {
  const once = meanings.filter(
    (one, at) => meanings.findIndex((other) => JSON.stringify(other) === JSON.stringify(one)) === at,
  );
  const wishes = once.filter(({ intent }) => intent !== 'ack' && intent !== 'other');
  const kept = wishes.length === 0 ? once.slice(0, 1) : wishes;
  const told = kept.some(({ intent }) => sayWhatToDo.has(intent));
  return kept
    .filter(({ intent }) => !(told && intent === 'not_home'))
    .toSorted((one, other) => groupOf[one.intent] - groupOf[other.intent])
    .slice(0, MOST);
}

/**
 * What the model's answer says of a message, as far as it holds: intents of the sender's side, slots of their kind, pieces that are in the text.
 * Throws `Silence` where it does not.
 *
 * @param text the message as it was, without signs that are not seen
 */
export function readMeaning(answer: unknown, text: string, context: Context, hidden: Redaction): Understanding {
  const wire = v.safeParse(Wire, answer);
  if (!wire.success) throw new Silence('wrong_schema');
  if (!wire.output.sure) throw new Silence('unsure');
  const intents = inOrder(wire.output.intents.flatMap((told) => meaningsOf(told, text, context, hidden)));
  const today = context.now.slice(0, 10);
  if (setFaults(intents).length > 0 || intents.some((meaning) => isNowhere(meaning) || isWrongWindow(meaning, today)))
    throw new Silence('wrong_schema');
  if (intents.flatMap(piecesOf).some((piece) => !text.includes(piece))) throw new Silence('not_in_text');
  return { intents, confidence: LARGER_CONFIDENCE };
}
