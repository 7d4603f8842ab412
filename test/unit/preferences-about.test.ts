import { afterEach, describe, expect, it } from 'vitest';
import { language } from '../../client/language.ts';
import { aboutOf, askingOf, mayAskFirst, saysSomething } from '../../client/preferences/about-model.ts';
import { askText, habitInWords, riskInWords, rowsInWords } from '../../client/preferences/about-words.ts';
import { defaultQuickReplies } from '../../server/people/default-quick-replies.ts';
import { AskError } from '../../client/connection.ts';
import { FakeConnection } from '../support/fake-connection.ts';
import type { Unsent } from '../../client/timeline/said.ts';
import type {
  ClientId,
  Entry,
  EntryBody,
  EntryId,
  ErrorCode,
  LineId,
  MemberId,
  PreferenceNoteId,
  Preferences,
} from '#protocol';

const lineId = 'line-0001' as LineId;
const [courier, recipient] = ['courier-1' as MemberId, 'recipient-1' as MemberId];
const HOUR_MS = 3_600_000;
const nothing: Preferences = { habit: null, risk: null, home: [], channel: null, notes: [] };
const counted = { by: 'deliveries', place: 'door', times: 9, of: 10, strength: 0.86 } as const;
const door: Preferences = { ...nothing, habit: { ...counted, when: 'weekend', part: null } };
const risk = { risk: 0.6, times: 4, of: 5, when: 'weekday', part: 'morning' } as const;

afterEach(() => {
  language.value = 'en';
});
const inBoth = (say: () => unknown) =>
  (['zh', 'en'] as const).map((one) => {
    language.value = one;
    return say();
  });
const settled = () => new Promise((resolve) => setTimeout(resolve));

let seq = 0;
const entry = (by: MemberId | null, body: EntryBody, at = 0, on = lineId): Entry => {
  seq += 1;
  const id = `entry-${seq}` as EntryId;
  return { id, lineId: on, seq, rev: seq, by, at, clientId: null, replyTo: null, body };
};
const text = (said: string): EntryBody => ({ kind: 'text', text: said });

describe('what is known of a door', () => {
  it('is a habit with the count that it rests on', () => {
    const say = (habit: NonNullable<Preferences['habit']>) =>
      inBoth(() => Object.values(habitInWords(habit, language.value === 'zh' ? '李女士' : 'Ms Li')));
    expect(say({ ...counted, when: 'weekend', part: null })).toEqual([
      ['周末常放门口', '10 次中 9 次'],
      ['Door', '9 of 10 weekends'],
    ]);
    expect(say({ ...counted, place: 'hand', when: 'weekday', part: 'evening' })).toEqual([
      ['工作日晚上常当面交', '10 次中 9 次'],
      ['In person', '9 of 10 weekday evenings'],
    ]);
    expect(say({ ...counted, place: 'station', when: 'always', part: null })).toEqual([
      ['常放驿站', '10 次中 9 次'],
      ['Pickup station', '9 of 10 deliveries'],
    ]);
    expect(say({ by: 'recipient', place: 'door' })).toEqual([
      ['李女士说：放门口', ''],
      ['Ms Li: at the door', ''],
    ]);
  });

  it('is that nobody may be home, and home hours only then', () => {
    expect(inBoth(() => riskInWords(risk))).toEqual([
      '工作日上午 5 次中 4 次没人',
      'Nobody home, 4 of 5 weekday mornings',
    ]);
    expect(inBoth(() => riskInWords({ ...risk, when: 'always', part: null }))).toEqual([
      '5 次中 4 次没人',
      'Nobody home, 4 of 5 deliveries',
    ]);
    const home = [{ when: 'weekday' as const, part: 'evening' as const, times: 5, of: 5 }];
    const channel = { by: 'recipient' as const, channel: 'message' as const };
    const notes = ['ring twice', 'beware of the dog'].map((text, n) => ({
      id: `note-000${n}` as PreferenceNoteId,
      text,
      at: n,
    }));
    expect(inBoth(() => rowsInWords({ habit: null, home, channel, risk, notes }))).toEqual([
      ['喜欢发消息，工作日晚上一般在家', 'beware of the dog', 'ring twice'],
      ['Prefers messages · Usually home: weekday evenings', 'beware of the dog', 'ring twice'],
    ]);
    expect(rowsInWords({ ...nothing, home })).toEqual([]);
    expect(saysSomething({ ...nothing, home })).toBe(false);
    expect(saysSomething(door)).toBe(true);
  });
});

describe('what the server tells of it', () => {
  const answering = (answer: () => Preferences) => {
    const connection = new FakeConnection();
    let asked = 0;
    connection.answers['preferences.about'] = () => {
      asked += 1;
      return answer();
    };
    connection.goOnline();
    return { connection, asked: () => asked };
  };

  it('is asked for the line that is looked at, kept, and asked again when it may have changed', async () => {
    const { connection, asked } = answering(() => door);
    const about = aboutOf(connection, lineId);
    expect(about.told.value).toBeNull();
    expect(asked()).toBe(0);
    const leave = about.follow();
    await settled();
    expect(about.told.value).toEqual(door);
    expect(aboutOf(connection, lineId)).toBe(about);
    connection.notify('timeline.changed', entry(courier, text('hello')));
    connection.notify('timeline.changed', entry(null, { kind: 'status', status: 'nearby' }, 0, 'line-0002' as LineId));
    await settled();
    expect(asked()).toBe(1);
    connection.notify('timeline.changed', entry(null, { kind: 'status', status: 'rescheduled' }));
    await settled();
    expect(asked()).toBe(2);
    leave();
    connection.goOffline();
    connection.goOnline();
    await settled();
    expect(asked()).toBe(2);
  });

  it('is nothing where it is not to be known, and stays through trouble that passes', async () => {
    let refusal: ErrorCode | null = null;
    const { connection } = answering(() => {
      if (refusal) throw new AskError(refusal, '');
      return door;
    });
    const about = aboutOf(connection, lineId);
    onceAgain(about.follow());
    await settled();
    connection.goOffline();
    onceAgain(about.follow());
    await settled();
    expect(about.told.value).toEqual(door);
    connection.goOnline();
    refusal = 'unavailable';
    onceAgain(about.follow());
    await settled();
    expect(about.told.value).toEqual(door);
    for (const code of ['too_late', 'forbidden'] as const) {
      refusal = code;
      onceAgain(about.follow());
      await settled();
      expect(about.told.value).toEqual(nothing);
    }
  });
  const onceAgain = (leave: () => void) => leave();
});

describe('the question before a trip in vain', () => {
  const now = 10 * HOUR_MS;
  const between = { me: courier, recipient };
  const unsent = (said: string, failed: ErrorCode | null = null): Unsent => ({
    clientId: 'client-1' as ClientId,
    at: now,
    replyTo: null,
    said: { kind: 'text', text: said },
    failed,
  });

  it('is one of the ready answers of the courier', () => {
    for (const words of Object.values(askText))
      expect(defaultQuickReplies.courier.flatMap(({ zh, en }) => [zh, en])).toContain(words);
  });

  it('is asked before anybody stands at the door', () => {
    expect((['created', 'out_for_delivery', 'nearby', 'rescheduled'] as const).every(mayAskFirst)).toBe(true);
    expect((['arrived', 'delivered', 'failed'] as const).some(mayAskFirst)).toBe(false);
  });

  it('waits, fails, was asked, was answered: and is asked anew for another visit', () => {
    expect(askingOf([entry(courier, text('5 分钟到'))], [], between, now)).toEqual({ state: 'not_asked' });
    expect(askingOf([], [unsent('您在家吗？')], between, now)).toEqual({ state: 'waiting' });
    expect(askingOf([], [unsent('Are you home?', 'forbidden')], between, now)).toEqual({ state: 'failed' });
    const asked = entry(courier, text('您在家吗？'), now - HOUR_MS);
    expect(askingOf([asked], [], between, now)).toEqual({ state: 'asked', at: now - HOUR_MS });
    expect(askingOf([asked, entry(null, { kind: 'status', status: 'nearby' })], [], between, now).state).toBe('asked');
    const desk = entry('agent-1' as MemberId, text('您好'));
    expect(askingOf([asked, desk], [], between, now).state).toBe('asked');
    expect(askingOf([asked, entry(recipient, text('在'))], [], between, now)).toEqual({ state: 'answered' });
    expect(askingOf([asked], [], between, now + 6 * HOUR_MS)).toEqual({ state: 'not_asked' });
    expect(askingOf([entry(recipient, text('您在家吗？'), now)], [], between, now)).toEqual({ state: 'not_asked' });
  });
});
