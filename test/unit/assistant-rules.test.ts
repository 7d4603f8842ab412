import { describe, expect, it } from 'vitest';
import { type Act, type MemberId, type Suggestion, UNDO_MS } from '#protocol';
import { photoProposal, proposalOf, type Known } from '../../server/assistant/acts.ts';
import { defaultRules } from '../../server/assistant/operator-rules.ts';
import type { Reading } from '../../server/assistant/reader.ts';
import { answered } from '../../server/assistant/rules.ts';

const li = 'li-12345678' as MemberId;
const wang = 'wang-1234567' as MemberId;
const window = { from: 1000, to: 2000 };
const other = { from: 3000, to: 4000 };

const suggestion = (act: Act, change: Partial<Suggestion> = {}): Suggestion => ({
  kind: 'suggestion',
  act,
  about: li,
  asks: 'recipient',
  state: 'open',
  confidence: 0.98,
  ...change,
});
const byLi = { by: li, role: 'recipient', at: 50 } as const;
const byWang = { by: wang, role: 'courier', at: 50 } as const;
const reschedule: Act = { do: 'reschedule', window, others: [] };

describe('a suggestion', () => {
  it('is confirmed by whom it asks, and by nobody else', () => {
    expect(answered(suggestion(reschedule), 0, { answer: 'confirm', ...byLi })).toMatchObject({
      state: 'confirmed',
      answeredBy: li,
      answeredAt: 50,
    });
    for (const answer of ['confirm', 'dismiss', 'undo'] as const)
      expect(answered(suggestion(reschedule), 0, { answer, ...byWang })).toBe('forbidden');
  });

  it('is the same when it is confirmed twice, and a conflict where the two mean different things', () => {
    const confirmed = suggestion(reschedule, { state: 'confirmed', answeredAt: 50 });
    expect(answered(confirmed, 0, { answer: 'confirm', ...byLi })).toBe('same');
    expect(answered(confirmed, 0, { answer: 'confirm', window: other, ...byLi })).toBe('conflict');
    expect(answered(confirmed, 0, { answer: 'dismiss', ...byLi })).toBe('conflict');
  });

  it('is changed on the way', () => {
    expect(answered(suggestion(reschedule), 0, { answer: 'confirm', window: other, ...byLi })).toMatchObject({
      act: { window: other },
    });
    const leave = suggestion({ do: 'leave_at', place: 'door', detail: 'under the mat' }, { asks: 'courier' });
    expect(answered(leave, 0, { answer: 'confirm', place: 'guard', ...byWang })).toMatchObject({
      act: { do: 'leave_at', place: 'guard' },
    });
    expect(answered(leave, 0, { answer: 'confirm', ...byWang })).toMatchObject({ act: { detail: 'under the mat' } });
  });

  it('without a time needs one', () => {
    const vague = suggestion({ do: 'reschedule', window: null, others: [], why: 'vague' });
    expect(answered(vague, 0, { answer: 'confirm', ...byLi })).toBe('bad_request');
    expect(answered(vague, 0, { answer: 'confirm', window, ...byLi })).toMatchObject({ state: 'confirmed' });
  });

  it('can be undone for a while, whether a person or nobody confirmed it', () => {
    const applied = suggestion({ do: 'coming' }, { state: 'applied' });
    expect(answered(applied, 0, { answer: 'undo', ...byLi, at: UNDO_MS })).toMatchObject({ state: 'undone' });
    expect(answered(applied, 0, { answer: 'undo', ...byLi, at: UNDO_MS + 1 })).toBe('too_late');
    const confirmed = suggestion(reschedule, { state: 'confirmed', answeredAt: 100_000 });
    expect(answered(confirmed, 0, { answer: 'undo', ...byLi, at: UNDO_MS + 100_000 })).toMatchObject({
      state: 'undone',
    });
    expect(answered(suggestion(reschedule, { state: 'undone' }), 0, { answer: 'undo', ...byLi })).toBe('same');
    expect(answered(suggestion(reschedule), 0, { answer: 'undo', ...byLi })).toBe('conflict');
  });

  it('that has called somebody cannot be undone', () => {
    const called = suggestion({ do: 'person', about: 'refuse' }, { state: 'confirmed', answeredAt: 10 });
    expect(answered(called, 0, { answer: 'undo', ...byLi })).toBe('forbidden');
  });

  it('that answers in the recipient’s name is theirs to take back, and not the courier’s', () => {
    const told = suggestion(
      { do: 'answer', answer: { to: 'home', home: true, saidAt: 1 } },
      { asks: null, state: 'applied' },
    );
    expect(answered(told, 0, { answer: 'dismiss', ...byLi })).toMatchObject({ state: 'dismissed' });
    expect(answered(told, 0, { answer: 'dismiss', ...byWang })).toBe('forbidden');
    expect(answered(told, 0, { answer: 'confirm', ...byLi })).toBe('forbidden');
  });

  it('that was replaced is answered no more', () => {
    for (const answer of ['confirm', 'dismiss', 'undo'] as const)
      expect(answered(suggestion(reschedule, { state: 'replaced' }), 0, { answer, ...byLi })).toBe('conflict');
  });
});

const known = (change: Partial<Known> = {}): Known => ({
  status: 'out_for_delivery',
  room: {
    hours: defaultRules.hours,
    now: Date.parse('2026-11-24T14:10:00+08:00'),
    zone: 'Asia/Shanghai',
    booked: [],
    today: true,
  },
  leaveAt: {},
  hasDesk: false,
  canRemember: true,
  ...change,
});
const reading = (intents: Reading['intents'], change: Partial<Reading> = {}): Reading => ({
  intents,
  confidence: 0.99,
  alone: false,
  sure: true,
  ...change,
});

describe('what is made of a message', () => {
  it('is done at once only for plain words of coming and receiving', () => {
    const alone = { alone: true };
    expect(proposalOf(reading([{ intent: 'coming', slots: { inMinutes: 3 } }], alone), known())).toEqual({
      act: { do: 'coming', inMinutes: 3 },
      asks: 'recipient',
      state: 'applied',
    });
    expect(
      proposalOf(reading([{ intent: 'received', slots: {} }], alone), known({ status: 'delivered' })),
    ).toMatchObject({ state: 'applied' });
    expect(proposalOf(reading([{ intent: 'coming', slots: {} }]), known())).toMatchObject({ state: 'open' });
    const all: Reading['intents'] = [
      { intent: 'leave_at', slots: { place: 'door' } },
      { intent: 'reschedule', slots: { date: '2026-11-25' } },
      { intent: 'refuse', slots: {} },
      { intent: 'not_home', slots: {} },
      { intent: 'change_address', slots: { text: '' } },
      { intent: 'problem', slots: { kind: 'missing' } },
      { intent: 'directions', slots: { text: 'second stair' } },
      { intent: 'arrived', slots: {} },
      { intent: 'left_at', slots: { place: 'door' } },
    ];
    for (const meaning of all) expect(proposalOf(reading([meaning], alone), known())).toMatchObject({ state: 'open' });
  });

  it('is silence where it is unsure, and where there is nothing to do', () => {
    expect(proposalOf(reading([{ intent: 'refuse', slots: {} }], { sure: false }), known())).toBeNull();
    for (const intent of ['ack', 'other', 'ask_where'] as const)
      expect(proposalOf(reading([{ intent, slots: {} }]), known())).toBeNull();
  });

  it('is silence where the delivery is beyond it', () => {
    const wish = reading([{ intent: 'leave_at', slots: { place: 'door' } }]);
    for (const status of ['delivered', 'at_station', 'returned', 'lost'] as const)
      expect(proposalOf(wish, known({ status }))).toBeNull();
    expect(proposalOf(reading([{ intent: 'received', slots: {} }]), known())).toBeNull();
  });

  it('asks the courier about a place, or whom the operator says', () => {
    const wish = reading([{ intent: 'leave_at', slots: { place: 'guard', detail: 'the east gate' } }]);
    expect(proposalOf(wish, known())).toEqual({
      act: { do: 'leave_at', place: 'guard', detail: 'the east gate' },
      asks: 'courier',
      state: 'open',
    });
    expect(proposalOf(wish, known({ leaveAt: { guard: 'recipient' } }))).toMatchObject({ asks: 'recipient' });
    expect(proposalOf(wish, known({ leaveAt: { guard: 'nobody' } }))).toBeNull();
  });

  it('leaves refusals, other addresses and trouble to a person, once', () => {
    for (const [intent, about] of [
      ['refuse', 'refuse'],
      ['change_address', 'change_address'],
    ] as const) {
      const wish = reading([intent === 'refuse' ? { intent, slots: {} } : { intent, slots: { text: '' } }]);
      expect(proposalOf(wish, known())).toMatchObject({ act: { do: 'person', about }, asks: 'recipient' });
      expect(proposalOf(wish, known({ hasDesk: true }))).toBeNull();
    }
  });

  it('is of the first wish that something can be made of', () => {
    const wish = reading([
      { intent: 'leave_at', slots: { place: 'guard' } },
      { intent: 'leave_at', slots: { place: 'door' } },
    ]);
    expect(proposalOf(wish, known({ leaveAt: { guard: 'nobody' } }))).toMatchObject({ act: { place: 'door' } });
  });

  it('offers times where nobody is home and none was said', () => {
    expect(proposalOf(reading([{ intent: 'not_home', slots: {} }]), known())).toMatchObject({
      act: { do: 'reschedule', window: null, why: 'not_home', others: [{}, {}, {}] },
    });
  });
});

describe('a photo', () => {
  const photo = 'photo-123456';
  it('may show the way to the door before the courier is there, or where the parcel is', () => {
    const photoId = photo as Extract<Act, { do: 'proof' }>['photoId'];
    expect(photoProposal('recipient', photoId, 'nearby')?.act).toEqual({ do: 'landmark', photoId });
    expect(photoProposal('recipient', photoId, 'delivered')).toBeNull();
    expect(photoProposal('courier', photoId, 'left_at_place')?.act).toEqual({ do: 'proof', photoId });
    expect(photoProposal('courier', photoId, 'out_for_delivery')).toBeNull();
  });
});
