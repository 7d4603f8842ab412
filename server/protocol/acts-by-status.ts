import type { Status } from './deliveries.ts';
import { mayFollow, mayMakeStep } from './steps.ts';
import type { Act } from './suggestion.ts';

// No schema in this file: pages import it as it is, so that no card asks what can no longer be.

const handedOver = new Set<Status>(['delivered', 'left_at_place', 'at_station']);
const over = new Set<Status>(['delivered', 'returned', 'lost']);
const beforeTheDoor = new Set<Status>(['assigned', 'out_for_delivery', 'nearby', 'arrived']);

/** Whether what was understood can still be made of a delivery that stands there. */
export function mayBecome(act: Act, status: Status): boolean {
  switch (act.do) {
    case 'coming':
      return beforeTheDoor.has(status) || status === 'at_station';
    case 'received':
      return status === 'arrived' || handedOver.has(status);
    case 'reschedule':
      return status === 'rescheduled' || mayFollow(status, 'rescheduled');
    case 'leave_at':
      return beforeTheDoor.has(status) || status === 'rescheduled' || status === 'failed';
    case 'person':
      return act.about === 'problem' || !(over.has(status) || status === 'left_at_place');
    case 'step':
      return mayMakeStep('courier', status, act.status);
    case 'landmark':
    case 'remember':
      return !over.has(status);
    case 'proof':
    case 'answer':
      return true;
  }
}

/**
 * What an undo would not bring back: the desk was called, the photo was shown, the note is kept on the recipient's own page, a step is
 * taken back by the courier's own button.
 */
const forGood = new Set<Act['do']>(['person', 'landmark', 'remember', 'step', 'answer']);

/** Whether what was made of it can be undone at all. */
export const canBeUndone = (act: Act): boolean => !forGood.has(act.do);
