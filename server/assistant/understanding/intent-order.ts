import type { Meaning } from '../corpus/labels.ts';

/** What a message can want or say, from a recipient or a courier. */
export type Intent = Meaning['intent'];

/**
 * Which group an intent stands in: what changes the delivery (or asks), what helps to get there (or tells), contact and
 * questions, and what always stands alone. The intents of a message come in the order of their groups.
 */
export const groupOf: Readonly<Record<Intent, number>> = {
  leave_at: 0,
  reschedule: 0,
  refuse: 0,
  change_address: 0,
  coming: 0,
  not_home: 0,
  received: 0,
  problem: 0,
  access_code: 1,
  directions: 1,
  contact: 2,
  ask_where: 2,
  ask_home: 0,
  ask_leave_at: 0,
  ask_directions: 0,
  ask_code: 0,
  arrived: 1,
  left_at: 1,
  delay: 1,
  ack: 3,
  other: 3,
};

const ALONE = 3;
/** Beside one of these nobody need be told that nobody is home. */
const sayWhatToDo = new Set<Intent>(['leave_at', 'reschedule', 'refuse', 'change_address', 'coming']);
const MOST = 3;

function mayStandTogether(intents: readonly Intent[]): boolean {
  if (intents.length > 1 && intents.some((intent) => groupOf[intent] === ALONE)) return false;
  return !(intents.includes('not_home') && intents.some((intent) => sayWhatToDo.has(intent)));
}

/** Every set of one to three of these intents that may stand in one message. */
export function setsOf(intents: readonly Intent[]): Intent[][] {
  const grown = (set: Intent[], rest: readonly Intent[]): Intent[][] =>
    set.length === MOST ? [set] : [set, ...rest.flatMap((intent, at) => grown([...set, intent], rest.slice(at + 1)))];
  return grown([], intents).filter((set) => set.length > 0 && mayStandTogether(set));
}
