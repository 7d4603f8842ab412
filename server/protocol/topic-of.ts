import type { Topic } from './deliveries.ts';
import type { Suggestion } from './suggestion.ts';

/**
 * No schema in this file: pages import it as it is. What a line is about once this was understood on it: null where that is
 * settled, undefined where it says nothing of it.
 */
export function topicOf({ act, state }: Pick<Suggestion, 'act' | 'state'>): Topic | null | undefined {
  switch (act.do) {
    case 'reschedule':
    case 'leave_at':
      return state === 'open' ? act.do : null;
    case 'person':
      // Calling the desk settles nothing yet.
      if (state !== 'open' && state !== 'confirmed') return null;
      return act.about === 'problem' ? (act.kind ?? 'other') : act.about;
    case 'received':
      return state === 'applied' || state === 'confirmed' ? null : undefined;
    case 'coming':
    case 'remember':
    case 'landmark':
    case 'proof':
    case 'step':
    case 'answer':
      return undefined;
  }
}
