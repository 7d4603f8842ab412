import { describe, expect, it } from 'vitest';
import type { Act, SuggestionState } from '#protocol';
import { notedBy } from '../../server/assistant/preferences/suggested.ts';

const noted = (act: Act, state: SuggestionState) => notedBy({ act, state });

describe('what a suggestion says of a visit', () => {
  it.each<[Act, object | null, object | null]>([
    [{ do: 'coming' }, { home: true }, { home: null }],
    [{ do: 'leave_at', place: 'guard' }, { place: 'guard' }, { place: null }],
    [{ do: 'step', status: 'left_at_place', place: 'door' }, { place: 'door' }, { place: null }],
    [{ do: 'step', status: 'arrived' }, null, null],
    [{ do: 'reschedule', window: null, others: [], why: 'not_home' }, { home: false }, { home: null }],
    [{ do: 'reschedule', window: null, others: [], why: 'vague' }, null, null],
    [{ do: 'person', about: 'refuse' }, null, null],
    [{ do: 'remember', text: 'dog' }, null, null],
  ])('is so once it holds, and taken back where it is undone: %o', (act, holding, undone) => {
    expect([noted(act, 'applied'), noted(act, 'confirmed')]).toEqual([holding, holding]);
    expect(noted(act, 'undone')).toEqual(undone);
  });

  it('is nothing before anybody has said so', () => {
    const act = { do: 'leave_at', place: 'guard' } as const;
    for (const state of ['open', 'dismissed', 'replaced'] as const) expect(noted(act, state)).toBeNull();
  });

  it('is taken back with the words that somebody comes', () => {
    expect(noted({ do: 'coming' }, 'replaced')).toEqual({ home: null });
  });
});
