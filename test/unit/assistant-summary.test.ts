import { describe, expect, it } from 'vitest';
import type { Act, Entry, EntryBody, EntryId, LineId, MemberId, Role, Suggestion, Understood } from '#protocol';
import { type Heard, summaryOf } from '../../server/assistant/summary.ts';

const MINUTE = 60_000;
const people = { courier: 'courier-1', recipient: 'recipient-1', agent: 'agent-001', station: 'station-1' } as const;

type Line = readonly [who: Role | null, body: EntryBody, means?: readonly Understood[], replyTo?: number];

/** A line of which each entry came a minute after the one before. */
function line(...said: Line[]): Heard[] {
  return said.map(([role, body, means = [], replyTo], at): Heard => {
    const entry: Entry = {
      id: `entry-${at + 1}` as EntryId,
      lineId: 'line-0001' as LineId,
      seq: at + 1,
      rev: at + 1,
      at: (at + 1) * MINUTE,
      by: role && (people[role] as MemberId),
      clientId: null,
      replyTo: replyTo === undefined ? null : (`entry-${replyTo}` as EntryId),
      body,
    };
    return { entry, role, means };
  });
}

const text = (words = '好'): EntryBody => ({ kind: 'text', text: words });
const status = (of: 'rescheduled' | 'delivered' | 'nearby'): EntryBody => ({ kind: 'status', status: of });
const call = (end: 'no_answer' | 'hung_up', talkMs: number): EntryBody =>
  ({ kind: 'call', callId: 'call-0001', end, talkMs }) as EntryBody;
const suggestion = (act: Act, state: Suggestion['state'], asks: Suggestion['asks'] = 'recipient'): EntryBody => ({
  kind: 'suggestion',
  act,
  about: people.recipient as MemberId,
  asks,
  state,
  confidence: 1,
});
const missing: Understood = { intent: 'problem', kind: 'missing' };
const later: Understood = { intent: 'reschedule', date: '2026-11-25', from: '19:00' };
const put: Act = { do: 'reschedule', window: { from: 1, to: 2 }, others: [] };
const open = (...said: Line[]) => summaryOf(line(...said)).open;

describe('a summary for the desk', () => {
  it('is empty of a line on which nothing was understood', () => {
    const nothing = { place: null, last: null, missedCalls: 0, notHome: 0, open: null };
    expect(summaryOf([])).toEqual({ ...nothing, language: null });
    expect(summaryOf(line(['recipient', text('嗯哼')], ['courier', text('Hm')]))).toEqual({
      ...nothing,
      language: 'zh',
    });
  });

  it('tells what was said last, what is agreed, who could not be reached', () => {
    const facts = summaryOf(
      line(
        ['courier', call('no_answer', 0)],
        ['recipient', text('I am not at home'), [{ intent: 'not_home' }]],
        ['courier', call('no_answer', 0)],
        ['courier', call('hung_up', 4000)],
        ['recipient', text('leave it with the guard'), [{ intent: 'leave_at', place: 'guard' }]],
        [null, suggestion({ do: 'leave_at', place: 'guard' }, 'confirmed', 'courier'), [], 5],
        ['courier', text('left it there'), [{ intent: 'left_at', place: 'guard' }]],
        ['recipient', text('!?')],
      ),
    );
    expect(facts).toMatchObject({
      place: 'guard',
      last: { by: people.courier, at: 7 * MINUTE, means: [{ intent: 'left_at', place: 'guard' }] },
      missedCalls: 2,
      notHome: 1,
      open: null,
      language: 'en',
    });
  });

  it('keeps trouble open until the desk or a station has a word, whatever the courier says', () => {
    const asked: Line[] = [
      [null, status('delivered')],
      ['recipient', text(), [missing]],
      ['courier', text()],
    ];
    expect(open(...asked)).toMatchObject({ by: people.recipient, means: missing, since: 2 * MINUTE });
    expect(open(...asked, ['agent', text()])).toBeNull();
    expect(open(...asked, ['station', text()])).toBeNull();
    expect(open(...asked, ['courier', call('hung_up', 9000)])).toBeNull();
    expect(open(...asked, ['courier', call('no_answer', 0)])).not.toBeNull();
    expect(open(...asked, ['recipient', text(), [{ intent: 'received' }]])).toBeNull();
  });

  it('takes the newest of what is open, and how long that was asked', () => {
    expect(
      open(
        ['recipient', text(), [missing]],
        ['recipient', text(), [{ intent: 'ask_where' }]],
        ['recipient', text(), [{ intent: 'problem', kind: 'late' }]],
      ),
    ).toMatchObject({ entryId: 'entry-3', means: { kind: 'late' }, since: MINUTE });
    expect(
      open(['recipient', text(), [missing]], ['courier', text(), [{ intent: 'ask_code' }]], ['recipient', text()]),
    ).toMatchObject({ means: missing });
  });

  it('has a question answered by a word of anybody else’s, not by the assistant, and by the step that it was about', () => {
    const asked: Line = ['recipient', text(), [{ intent: 'ask_where' }]];
    expect(open(asked, ['courier', text()])).toBeNull();
    expect(open(asked, [null, status('nearby')])).not.toBeNull();
    expect(open(asked, [null, status('delivered')])).toBeNull();
    expect(open(asked, [null, suggestion({ do: 'answer', answer: { to: 'where' } }, 'applied'), [], 1])).toMatchObject({
      answeredByAssistant: true,
    });
    expect(open(['courier', text(), [{ intent: 'ask_home' }]], ['courier', text()])).toMatchObject({
      by: people.courier,
    });
  });

  it('goes by the tap where one is waited for', () => {
    const wish: Line = ['recipient', text(), [later]];
    const waits = (state: Suggestion['state'], ...more: Line[]) =>
      open(wish, [null, suggestion(put, state), [], 1], ...more);
    expect(waits('open', ['courier', text()])).toMatchObject({ means: later, asks: 'recipient' });
    for (const state of ['confirmed', 'dismissed', 'undone', 'replaced'] as const) expect(waits(state)).toBeNull();
    expect(open(wish)).toMatchObject({ means: later });
    expect(open(wish, [null, status('rescheduled')])).toBeNull();
    // Called, the desk has not answered yet.
    const person: Act = { do: 'person', about: 'problem', kind: 'missing' };
    expect(open(['recipient', text(), [missing]], [null, suggestion(person, 'confirmed'), [], 1])).not.toBeNull();
  });

  it('takes from a suggestion what was read by another model, and nothing from words that are gone', () => {
    const person: Act = { do: 'person', about: 'refuse' };
    const of = (body: EntryBody, state: Suggestion['state']) =>
      summaryOf(line(['recipient', body], [null, suggestion(person, state), [], 1]));
    expect(of(text(), 'open')).toMatchObject({ open: { by: people.recipient, means: { intent: 'refuse' } } });
    expect(of(text(), 'open').open).not.toHaveProperty('asks');
    expect(of(text(), 'dismissed')).toMatchObject({ open: null, last: null });
    expect(of({ kind: 'taken_back', was: 'text' }, 'replaced')).toMatchObject({ open: null, last: null });
    expect(of({ kind: 'erased', was: 'text', why: 'request' }, 'replaced')).toMatchObject({ open: null, last: null });
  });
});
