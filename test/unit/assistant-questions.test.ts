import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AssistantAnswer, Away, EntryId, MemberId, Status, Suggestion } from '#protocol';
import { type Preferences, statuses } from '#protocol';
import { habitsIn, noHabits } from '../../server/assistant/habits.ts';
import {
  answerTo,
  isAnswered,
  type Known,
  type Made,
  questionOf,
  type Said,
  tellsTheSame,
} from '../../server/assistant/questions.ts';
import { withdrawn } from '../../server/assistant/withdrawn.ts';
import type { Reading } from '../../server/assistant/reader.ts';
import { whereAnswer } from '../../server/assistant/where-answer.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Noon at the door. */
const now = Date.parse('2026-11-24T12:00:00+08:00');
const dayFrom = now - 12 * HOUR;
const me = 'member-recipient' as MemberId;

type Intents = Reading['intents'];
const reading = (intents: Intents, confidence = 0.99): Reading => ({
  intents,
  confidence,
  sure: confidence >= 0.915,
  alone: false,
});
let last = 0;
const said = (at: number, intents: Intents, more: Partial<Said> & { confidence?: number } = {}): Said => ({
  id: `entry-${++last}` as EntryId,
  at,
  text: '',
  toHome: false,
  ...more,
  reading: reading(intents, more.confidence),
});
const made = (at: number, act: Suggestion['act'], state: Suggestion['state'], of: EntryId | null = null): Made => ({
  at,
  of,
  suggestion: {
    kind: 'suggestion',
    act,
    about: me,
    asks: null,
    state,
    confidence: 1,
    ...(['confirmed', 'dismissed', 'undone'].includes(state) && { answeredBy: me, answeredAt: at }),
  },
});
const nothing: Known = {
  now,
  dayFrom,
  said: [],
  made: [],
  habits: noHabits,
  address: '演示花园',
  addressDetail: '',
  building: null,
};
const known = (more: Partial<Known>): Known => ({ ...nothing, ...more });
const answer = (question: Parameters<typeof answerTo>[0], more: Partial<Known>) =>
  answerTo(question, known(more))?.answer ?? null;

const plain = (intent: 'not_home' | 'ack' | 'refuse' | 'other' | 'received' | 'coming'): Intents => [
  { intent, slots: {} },
];
const leave = (place: 'door' | 'guard'): Intents => [{ intent: 'leave_at', slots: { place } }];
const codes = (...all: string[]): Intents => all.map((code) => ({ intent: 'access_code', slots: { code } }));
const way = (text: string): Intents => [{ intent: 'directions', slots: { text } }];
const agreed = (at: number, place: 'door' | 'guard', state: Suggestion['state'] = 'confirmed') =>
  made(at, { do: 'leave_at', place }, state);
const wasAnswered = (at: number, told: AssistantAnswer, state: Suggestion['state']) =>
  made(at, { do: 'answer', answer: told }, state);

describe('a routine question', () => {
  it('is the main thing that a message asks, where that is clear', () => {
    expect(questionOf(reading([{ intent: 'ask_home', slots: {} }]))).toBe('home');
    expect(questionOf(reading([{ intent: 'ask_where', slots: {} }], 0.9))).toBe('where');
    expect(questionOf(reading([{ intent: 'ask_code', slots: {} }], 0.7))).toBeNull();
    expect(questionOf(reading([...leave('door'), { intent: 'ask_where', slots: {} }]))).toBeNull();
    expect(questionOf(reading(plain('other')))).toBeNull();
  });
  it('is not answered twice in two minutes, but again where the answer was not so', () => {
    const told: AssistantAnswer = { to: 'code', code: '1', saidAt: now };
    expect(isAnswered('code', [wasAnswered(now - MINUTE, told, 'applied')], now)).toBe(true);
    expect(isAnswered('code', [wasAnswered(now - 2 * MINUTE, told, 'applied')], now)).toBe(false);
    expect(isAnswered('code', [wasAnswered(now - MINUTE, told, 'replaced')], now)).toBe(false);
    expect(isAnswered('home', [wasAnswered(now - MINUTE, told, 'applied')], now)).toBe(false);
  });
});

describe('whether somebody is in', () => {
  it('goes by the newest words of today that say so', () => {
    const out = said(now - HOUR, plain('not_home'));
    const back = said(now - MINUTE, plain('coming'));
    expect(answer('home', { said: [out] })).toEqual({ to: 'home', home: false, saidAt: out.at });
    expect(answer('home', { said: [back, out] })).toEqual({ to: 'home', home: true, saidAt: back.at });
    expect(answer('home', { said: [said(now - 5 * HOUR, plain('coming'))] })).toBeNull();
    expect(answer('home', { said: [out], dayFrom: now })).toBeNull();
  });
  it('takes a yes only for what was asked', () => {
    expect(answer('home', { said: [said(now - MINUTE, plain('ack'))] })).toBeNull();
    const yes = said(now - MINUTE, plain('ack'), { toHome: true });
    expect(answer('home', { said: [yes] })).toMatchObject({ home: true });
    expect(answer('home', { said: [{ ...yes, text: '收到，谢谢' }] })).toBeNull();
  });
  it('is not known after other wishes, unclear words, and what somebody has denied', () => {
    const coming = said(now - HOUR, plain('coming'));
    for (const intents of [plain('refuse'), leave('door'), plain('received')])
      expect(answer('home', { said: [said(now - MINUTE, intents), coming] })).toBeNull();
    const unsure = said(now - MINUTE, plain('not_home'), { confidence: 0.6 });
    expect(answer('home', { said: [unsure, coming] })).toBeNull();
    const undone = made(now, { do: 'coming' }, 'undone', coming.id);
    expect(answer('home', { said: [coming], made: [undone] })).toBeNull();
    const later = said(now - MINUTE, [{ intent: 'coming', slots: { inMinutes: 20 } }]);
    expect(answer('home', { said: [later] })).toBeNull();
  });
  it('is so in the window that was agreed on, and not known outside of it', () => {
    const window = { from: now - HOUR, to: now + HOUR };
    const booked = (at: number, of = window) => made(at, { do: 'reschedule', window: of, others: [] }, 'confirmed');
    const yesterday = now - 20 * HOUR;
    expect(answer('home', { made: [booked(yesterday)] })).toEqual({ to: 'home', home: true, saidAt: yesterday });
    const tomorrow = { from: now + 20 * HOUR, to: now + 22 * HOUR };
    const habits = { home: { times: 9, of: 10 }, leaveAt: null };
    expect(answer('home', { made: [booked(yesterday, tomorrow)], habits })).toBeNull();
    const out = said(now - MINUTE, plain('not_home'));
    expect(answer('home', { said: [out], made: [booked(yesterday)] })).toMatchObject({ home: false });
  });
  it('is else as it usually is, until the recipient says that it is not so', () => {
    const habits = { home: { times: 9, of: 10 }, leaveAt: null };
    const usual = { to: 'home', home: true, saidAt: null, times: 9, of: 10 } as const;
    expect(answer('home', { habits })).toEqual(usual);
    const denied = wasAnswered(now - MINUTE, usual, 'dismissed');
    expect(answer('home', { habits, made: [denied] })).toBeNull();
    const back = said(now, plain('coming'));
    expect(answer('home', { habits, made: [denied], said: [back] })).toMatchObject({ home: true, saidAt: now });
  });
});

describe('where to leave it', () => {
  it('is what was agreed on, unless something else was said since', () => {
    const yes = agreed(now - HOUR, 'guard');
    expect(answer('leave_at', { made: [yes] })).toEqual({ to: 'leave_at', place: 'guard', agreed: true });
    const thanks = said(now - MINUTE, plain('ack'));
    expect(answer('leave_at', { made: [yes], said: [thanks] })).toMatchObject({ agreed: true });
    for (const intents of [plain('other'), plain('refuse'), leave('door')])
      expect(answer('leave_at', { made: [yes], said: [said(now - MINUTE, intents)] })).toBeNull();
    expect(answer('leave_at', { made: [agreed(now - MINUTE, 'door', 'open'), yes] })).toBeNull();
    expect(answer('leave_at', { made: [agreed(now - MINUTE, 'guard', 'undone'), yes] })).toBeNull();
  });
  it('is no consent where there is only a wish, or a habit', () => {
    for (const state of ['open', 'dismissed', 'undone', 'replaced'] as const)
      expect(answer('leave_at', { made: [agreed(now, 'door', state)] })).toBeNull();
    const habits = { home: null, leaveAt: { place: 'door', times: 9, of: 10 } } as const;
    expect(answer('leave_at', { habits })).toEqual({ to: 'leave_at', place: 'door', times: 9, of: 10, agreed: false });
    expect(answer('leave_at', { habits, made: [agreed(now, 'guard', 'open')] })).toBeNull();
    expect(answer('leave_at', { habits, said: [said(now, plain('other'))] })).toBeNull();
  });
});

describe('what is usual', () => {
  const evening = '2026-11-24T19:30:00+08:00';
  const shown: Preferences = { habit: null, risk: null, home: [], channel: null, notes: [] };
  it('holds for the hour of the question, and is no place where a hand takes it', () => {
    const home = [
      { when: 'weekend', part: 'evening', times: 9, of: 9 },
      { when: 'weekday', part: 'evening', times: 8, of: 10 },
    ] as const;
    expect(habitsIn({ ...shown, home: [...home] }, evening).home).toEqual({ times: 8, of: 10 });
    expect(habitsIn({ ...shown, home: [...home] }, '2026-11-28T19:30:00+08:00').home).toEqual({ times: 9, of: 9 });
    expect(habitsIn({ ...shown, home: [...home] }, '2026-11-24T09:30:00+08:00').home).toBeNull();
    const habit = {
      by: 'deliveries',
      place: 'door',
      times: 9,
      of: 10,
      when: 'always',
      part: null,
      strength: 0.9,
    } as const;
    expect(habitsIn({ ...shown, habit }, evening).leaveAt).toEqual({ place: 'door', times: 9, of: 10 });
    expect(habitsIn({ ...shown, habit: { by: 'recipient', place: 'guard' } }, evening).leaveAt).toEqual({
      place: 'guard',
    });
    expect(habitsIn({ ...shown, habit: { ...habit, place: 'hand' } }, evening).leaveAt).toBeNull();
  });
});

describe('a code', () => {
  it('is the newest that was said, all of one message, and none where it may be another now', () => {
    const first = said(now - HOUR, codes('4096#'));
    const second = said(now - MINUTE, codes('12', '34'));
    expect(answer('code', { said: [first] })).toEqual({ to: 'code', code: '4096#', saidAt: first.at });
    expect(answer('code', { said: [second, first] })).toMatchObject({ code: '12 / 34' });
    expect(answer('code', { said: [said(now, plain('other'), { text: '密码改了' }), first] })).toBeNull();
    expect(answer('code', { said: [said(now, codes('9'), { confidence: 0.6 }), first] })).toBeNull();
    const denied = wasAnswered(now, { to: 'code', code: '4096#', saidAt: first.at }, 'dismissed');
    expect(answer('code', { said: [first], made: [denied] })).toBeNull();
  });
  it('leaves an answer that holds no longer', () => {
    const { suggestion } = wasAnswered(now, { to: 'code', code: '4096#', saidAt: now }, 'applied');
    expect(withdrawn(suggestion)).toMatchObject({ state: 'replaced', act: { answer: { code: '' } } });
  });
});

describe('which door', () => {
  it('is what the courier has not before them: flat, house, and the way as it was said', () => {
    expect(answer('way', {})).toBeNull();
    expect(answer('way', { addressDetail: '3-2-1201' })).toEqual({ to: 'way', address: '3-2-1201' });
    const building = { zh: '3号楼', en: 'Building 3' };
    for (const addressDetail of ['3 号楼 2 单元 1201', '5栋1201', 'Bldg 3, flat 1201', 'No. 5'])
      expect(answer('way', { addressDetail, building })).toEqual({ to: 'way', address: addressDetail });
    expect(answer('way', { addressDetail: '1201', building })).toEqual({ to: 'way', address: '1201', building });
    expect(answer('way', { building, said: [said(now, way('从北门进'))] })).toEqual({
      to: 'way',
      address: '演示花园',
      said: '从北门进',
      building,
    });
  });
});

describe('where the courier is', () => {
  const away: Away = { distanceM: 1200, leftMs: 4 * MINUTE, stopsLeft: 2, at: now };
  it('is told as the line is told it, and without a distance where nobody was heard of lately', () => {
    expect(whereAnswer('out_for_delivery', { away, stopsBefore: 5, now })).toEqual({
      to: 'where',
      distanceM: 1200,
      minutes: 4,
      stopsBefore: 2,
    });
    const late = { away, stopsBefore: 5, now: now + 3 * MINUTE };
    expect(whereAnswer('nearby', late)).toEqual({ to: 'where', stopsBefore: 2 });
    const unseen = { ...away, distanceM: null, leftMs: null, at: null };
    expect(whereAnswer('out_for_delivery', { away: unseen, stopsBefore: 2, now })).toEqual({
      to: 'where',
      stopsBefore: 2,
    });
  });
  it('is only how many doors come first where no position is shared', () => {
    expect(whereAnswer('out_for_delivery', { away: null, stopsBefore: 3, now })).toEqual({
      to: 'where',
      stopsBefore: 3,
    });
    expect(whereAnswer('nearby', { away: null, stopsBefore: 0, now })).toBeNull();
  });
  it('is silence before the round begins and from the arrival on', () => {
    const told = (status: Status) => whereAnswer(status, { away, stopsBefore: 0, now }) !== null;
    expect(statuses.filter(told)).toEqual(['out_for_delivery', 'nearby']);
  });
});

describe('no facts', () => {
  const intents = fc.constantFrom<Intents>(
    plain('not_home'),
    plain('ack'),
    plain('other'),
    plain('coming'),
    leave('door'),
    codes('4096'),
    way('左拐'),
  );
  const anything = fc
    .array(fc.record({ ago: fc.nat(HOUR), intents, confidence: fc.double({ min: 0, max: 1, noNaN: true }) }))
    .map((all) => all.sort((one, other) => one.ago - other.ago).map((one) => said(now - one.ago, one.intents, one)));
  const questions = ['home', 'leave_at', 'code', 'way'] as const;

  it('give no answer', () => {
    for (const question of questions) expect(answer(question, {})).toBeNull();
  });
  it('are made up: a code, a way and a presence are of somebody’s own words, and words are no consent', () => {
    fc.assert(
      fc.property(anything, (words) => {
        expect(answer('leave_at', { said: words })).toBeNull();
        for (const question of ['home', 'code', 'way'] as const) {
          const found = answerTo(question, known({ said: words }));
          if (!found) continue;
          const source = words.find(({ id }) => id === found.from) ?? expect.fail('without a source');
          expect(source.reading.confidence).toBeGreaterThanOrEqual(question === 'home' ? 0.915 : 0.85);
          const wanted = { home: ['coming', 'not_home', 'ack'], code: ['access_code'], way: ['directions'] }[question];
          expect(wanted).toContain(source.reading.intents[0]?.intent);
        }
      }),
    );
  });
  it('are left once the recipient has said that it is not so', () => {
    fc.assert(
      fc.property(anything, fc.constantFrom(...questions), (words, question) => {
        const found = answerTo(question, known({ said: words }));
        if (!found) return;
        const denied = wasAnswered(now, found.answer, 'dismissed');
        const again = answerTo(question, known({ said: words, made: [denied] }));
        expect(again).toBeNull();
      }),
    );
  });
  it('tell the same whenever they were said', () => {
    const home = { to: 'home', home: true, saidAt: now } as const;
    expect(tellsTheSame(home, { ...home, saidAt: null, times: 9, of: 10 })).toBe(true);
    expect(tellsTheSame(home, { ...home, home: false })).toBe(false);
  });
});
