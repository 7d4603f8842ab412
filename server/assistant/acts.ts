import type { Act, LeavePlace, PhotoId, Status, Suggestion } from '#protocol';
import { WINDOWS_MAX } from '../protocol/limits.ts';
import { mayBecome } from '../protocol/acts-by-status.ts';
import type { AssistantRules } from '../protocol/operator-assistant.ts';
import type { Reading } from './reader.ts';
import { fitted, nextWindows, type Room, windowsOnceBack } from './windows.ts';

/** What is known of the line when a message of it was read. */
export interface Known {
  readonly status: Status;
  readonly room: Room;
  readonly leaveAt: AssistantRules['leaveAt'];
  /** Customer service is called or on the line: a person reads it anyway. */
  readonly hasDesk: boolean;
  /** Words can be kept for the next delivery to this recipient. */
  readonly canRemember: boolean;
}

/** What is made of a message: what to do, who is asked, and whether it is done already. */
export type Proposal = Pick<Suggestion, 'act' | 'asks'> & { readonly state: 'open' | 'applied' };

type Meaning = Reading['intents'][number];

/** Windows to choose from beside the one that is proposed. */
const OTHERS = 3;
const REMEMBERED_MAX = 120;

const ask = (asks: 'recipient' | 'courier', act: Act): Proposal => ({ act, asks, state: 'open' });

/** Who is asked whether a parcel is left there; null: it is not done. */
export function whoAgrees(place: LeavePlace, leaveAt: Known['leaveAt']): 'recipient' | 'courier' | null {
  const policy = leaveAt[place] ?? 'courier';
  return policy === 'nobody' ? null : policy;
}

function reschedule(meaning: Extract<Meaning, { intent: 'reschedule' | 'not_home' }>, { room }: Known): Act {
  if (meaning.intent === 'not_home')
    return { do: 'reschedule', window: null, others: windowsOnceBack(room, OTHERS), why: 'not_home' };
  const { window, why } = fitted(meaning.slots, room);
  const others = nextWindows(room, WINDOWS_MAX)
    .filter(({ from, to }) => from !== window?.from || to !== window.to)
    .slice(0, OTHERS);
  return { do: 'reschedule', window, others, ...(why && { why }) };
}

function proposed(meaning: Meaning, reading: Reading, known: Known): Proposal | null {
  switch (meaning.intent) {
    case 'coming':
    case 'received': {
      const { intent, slots } = meaning;
      const act: Act = intent === 'coming' ? { do: 'coming', ...slots } : { do: 'received' };
      return reading.alone ? { act, asks: 'recipient', state: 'applied' } : ask('recipient', act);
    }
    case 'reschedule':
    case 'not_home':
      return ask('recipient', reschedule(meaning, known));
    case 'leave_at': {
      const asks = whoAgrees(meaning.slots.place, known.leaveAt);
      return asks && ask(asks, { do: 'leave_at', ...meaning.slots });
    }
    case 'refuse':
    case 'change_address':
      return known.hasDesk ? null : ask('recipient', { do: 'person', about: meaning.intent });
    case 'problem':
      return known.hasDesk ? null : ask('recipient', { do: 'person', about: 'problem', kind: meaning.slots.kind });
    case 'directions':
      return known.canRemember && meaning.slots.text.length <= REMEMBERED_MAX
        ? ask('recipient', { do: 'remember', text: meaning.slots.text })
        : null;
    case 'arrived':
      return ask('courier', { do: 'step', status: 'arrived' });
    case 'left_at': {
      const { place } = meaning.slots;
      return ask('courier', { do: 'step', status: place === 'station' ? 'at_station' : 'left_at_place', place });
    }
    case 'access_code':
    case 'ack':
    case 'ask_code':
    case 'ask_directions':
    case 'ask_home':
    case 'ask_leave_at':
    case 'ask_where':
    case 'contact':
    case 'delay':
    case 'other':
      return null;
  }
}

/** The one thing to propose after a message: of its first wish that something can be made of. Null: silence. */
export function proposalOf(reading: Reading, known: Known): Proposal | null {
  if (!reading.sure) return null;
  for (const meaning of reading.intents) {
    const proposal = proposed(meaning, reading, known);
    if (proposal && mayBecome(proposal.act, known.status)) return proposal;
  }
  return null;
}

/** Nothing hangs on it: it asks only where nothing else does. */
export const isOffer = (act: Act): boolean => act.do === 'landmark' || act.do === 'proof' || act.do === 'remember';

/** What a photo may be for: the recipient's door before the courier is there, the courier's proof of where the parcel is. */
export function photoProposal(from: 'recipient' | 'courier', photoId: PhotoId, status: Status): Proposal | null {
  if (from === 'recipient')
    return ['assigned', 'out_for_delivery', 'nearby'].includes(status)
      ? ask('recipient', { do: 'landmark', photoId })
      : null;
  return ['arrived', 'left_at_place', 'delivered'].includes(status) ? ask('courier', { do: 'proof', photoId }) : null;
}
