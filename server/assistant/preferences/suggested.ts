import type { Suggestion } from '#protocol';
import type { Noted } from './learning.ts';

/**
 * What a suggestion says of the visit once it holds; null takes it back where it was undone, or its words were. Null in all: it says
 * nothing.
 */
export function notedBy({ act, state }: Pick<Suggestion, 'act' | 'state'>): Noted | null {
  if (state === 'replaced' && act.do === 'coming') return { home: null };
  if (state !== 'applied' && state !== 'confirmed' && state !== 'undone') return null;
  const isSo = state !== 'undone';
  switch (act.do) {
    case 'coming':
      return { home: isSo ? true : null };
    case 'reschedule':
      return act.why === 'not_home' ? { home: isSo ? false : null } : null;
    case 'leave_at':
      return { place: isSo ? act.place : null };
    case 'step':
      return act.place === undefined ? null : { place: isSo ? act.place : null };
    case 'received':
    case 'person':
    case 'remember':
    case 'landmark':
    case 'proof':
    case 'answer':
      return null;
  }
}
