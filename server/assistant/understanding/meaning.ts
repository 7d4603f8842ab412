import * as v from 'valibot';
import { groupOf } from './intent-order.ts';

/** Where a parcel can be put or whom it can be given to. */
const places = ['door', 'station', 'locker', 'guard', 'neighbour', 'reception', 'mailbox', 'other'] as const;

export const Place = v.picklist(places);
export const Channel = v.picklist(['call', 'message', 'none']);
export const Trouble = v.picklist(['missing', 'damaged', 'wrong', 'late', 'rude', 'other']);
const Clock = v.pipe(v.string(), v.regex(/^([01]\d|2[0-3]):[0-5]\d$/));
const Minutes = v.pipe(v.number(), v.integer(), v.minValue(1));
const Piece = v.pipe(v.string(), v.trim(), v.nonEmpty());

function intent<const Name extends string, const Slots extends v.ObjectEntries>(name: Name, slots: Slots) {
  return v.strictObject({ intent: v.literal(name), slots: v.strictObject(slots) });
}

/** What a recipient's message can mean, by the labelling guide. */
export const RecipientIntent = v.variant('intent', [
  intent('coming', { inMinutes: v.optional(v.pipe(Minutes, v.maxValue(60))) }),
  intent('leave_at', { place: Place, detail: v.optional(Piece) }),
  intent('not_home', {}),
  intent('reschedule', {
    date: v.nullable(v.pipe(v.string(), v.isoDate())),
    from: v.optional(Clock),
    to: v.optional(Clock),
  }),
  intent('refuse', {}),
  intent('ask_where', {}),
  intent('directions', { text: Piece }),
  intent('access_code', { code: v.pipe(v.string(), v.regex(/^[0-9A-Za-z#*]+$/)) }),
  intent('received', {}),
  intent('ack', {}),
  intent('contact', { channel: Channel }),
  intent('problem', { kind: Trouble }),
  intent('change_address', { text: v.string() }),
  intent('other', {}),
]);
export type RecipientIntent = v.InferOutput<typeof RecipientIntent>;

/** What a courier's message can mean, by the labelling guide. */
export const CourierIntent = v.variant('intent', [
  intent('ask_home', {}),
  intent('ask_leave_at', { place: Place }),
  intent('ask_directions', {}),
  intent('ask_code', {}),
  intent('arrived', {}),
  intent('left_at', { place: Place }),
  intent('delay', { inMinutes: v.optional(Minutes) }),
  intent('ack', {}),
  intent('other', {}),
]);
type CourierIntent = v.InferOutput<typeof CourierIntent>;

/** One thing that a message means. */
export type Meaning = RecipientIntent | CourierIntent;

/** Beside one of these nobody need be told that nobody is home. */
export const sayWhatToDo: ReadonlySet<string> = new Set([
  'leave_at',
  'reschedule',
  'refuse',
  'change_address',
  'coming',
]);

/** Two codes, two places, or two kinds of problem may stand in one message. */
const mayStandTwice: ReadonlySet<string> = new Set(['access_code', 'leave_at', 'ask_leave_at', 'problem']);

function twiceFaults(intents: readonly Meaning[]): string[] {
  const names = intents.map(({ intent }) => intent);
  const whole = intents.map((meaning) => JSON.stringify(meaning));
  return names
    .filter((name, at) => names.indexOf(name) < at && (!mayStandTwice.has(name) || new Set(whole).size < whole.length))
    .map((name) => `${name} stands twice`);
}

/** Why these may not stand together, in this order, in one message; empty where they may. */
export function setFaults(intents: readonly Meaning[]): string[] {
  const faults = twiceFaults(intents);
  const names = new Set(intents.map(({ intent }) => intent));
  if (intents.length > 1 && (names.has('ack') || names.has('other'))) faults.push('ack and other stand alone');
  if (names.has('not_home') && intents.some(({ intent }) => sayWhatToDo.has(intent)))
    faults.push('not_home stands only where nothing else says what to do');
  const groups = intents.map(({ intent }) => groupOf[intent]);
  if (groups.some((of, at) => at > 0 && of < (groups[at - 1] ?? 0))) faults.push('the order of the groups is broken');
  return faults;
}
