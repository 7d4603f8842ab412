import { afterEach, describe, expect, it } from 'vitest';
import { AskError } from '../../client/connection.ts';
import { language } from '../../client/language.ts';
import { rememberedOf, type Change } from '../../client/preferences/remembered-model.ts';
import {
  countedInWords,
  doneInWords,
  hoursInWords,
  placesInWords,
  refusalInWords,
  shownInWords,
} from '../../client/preferences/remembered-words.ts';
import { FakeConnection } from '../support/fake-connection.ts';
import type { ErrorCode, LineId, PreferenceNoteId, Remembered } from '#protocol';

const lineId = 'line-0001' as LineId;
const all: Remembered = {
  remembering: 'on',
  deliveries: 12,
  since: Date.UTC(2026, 2, 15),
  place: null,
  channel: null,
  places: [
    { place: 'door', times: 9 },
    { place: 'hand', times: 3 },
  ],
  hours: [
    { when: 'weekday', part: 'morning', home: 1, away: 4 },
    { when: 'weekend', part: 'evening', home: 3, away: 0 },
  ],
  channels: [],
  notes: [],
  shown: {
    habit: { by: 'deliveries', place: 'door', times: 9, of: 10, when: 'weekend', part: null, strength: 0.86 },
    risk: { risk: 0.6, times: 4, of: 5, when: 'weekday', part: 'morning' },
    home: [],
    channel: { by: 'recipient', channel: 'message' },
    notes: [],
  },
};

afterEach(() => {
  language.value = 'en';
});
const inBoth = (say: () => unknown) =>
  (['zh', 'en'] as const).map((one) => {
    language.value = one;
    return say();
  });
const settled = () => new Promise((resolve) => setTimeout(resolve));

describe('what is remembered, for the one it is about', () => {
  it('is plain counts, and what a courier reads', () => {
    expect(inBoth(() => placesInWords(all))).toEqual([
      ['门口 9 次', '当面交 3 次'],
      ['Door 9×', 'In person 3×'],
    ]);
    expect(inBoth(() => hoursInWords(all))).toEqual([
      ['工作日上午：在家 1 次，没人 4 次', '周末晚上：在家 3 次'],
      ['Weekday mornings: home 1×, nobody 4×', 'Weekend evenings: home 3×'],
    ]);
    expect(inBoth(() => shownInWords(all.shown, '李女士'))).toEqual([
      ['周末常放门口 · 10 次中 9 次', '喜欢发消息', '工作日上午 5 次中 4 次没人'],
      ['Door, 9 of 10 weekends', 'Prefers messages', 'Nobody home, 4 of 5 weekday mornings'],
    ]);
    expect(countedInWords(all)).toMatch(/^From 12 deliveries since March 2026\. Only the courier/);
    expect(countedInWords({ ...all, deliveries: 0, since: null })).toMatch(/^Nothing is remembered yet/);
  });

  it('says what became of a change, and what to do where nothing did', () => {
    expect(doneInWords({ do: 'remember', on: false })).toBe('Off, and everything is deleted');
    expect(doneInWords({ do: 'delete', what: 'all' })).toBe('Deleted');
    expect(refusalInWords('full')).toMatch(/delete one/);
    expect(refusalInWords('offline')).toMatch(/No network/);
    expect(refusalInWords('internal')).toBe('That did not work. Try again');
  });
});

describe('the model of it', () => {
  function open() {
    const connection = new FakeConnection();
    const asked: unknown[] = [];
    connection.answers['preferences.mine'] = () => all;
    const answer =
      (name: string, next: Partial<Remembered>) =>
      (payload: object): Remembered => {
        asked.push([name, payload]);
        return { ...all, ...next };
      };
    connection.answers['preferences.correct'] = answer('correct', { place: 'guard' });
    connection.answers['preferences.add_note'] = answer('add_note', {});
    connection.answers['preferences.delete'] = answer('delete', { places: [] });
    connection.answers['preferences.remember'] = answer('remember', { remembering: 'off' });
    return { connection, asked, model: rememberedOf(connection, lineId) };
  }

  it('asks once there is a connection, and sends each change as the server knows it', async () => {
    const { connection, asked, model } = open();
    const leave = model.follow();
    await settled();
    expect(model.all.value).toBeNull();
    expect(model.ended.value).toEqual({ code: 'offline' });
    connection.goOnline();
    await settled();
    expect(model.all.value).toEqual(all);
    expect(model.ended.value).toBeNull();
    const note = 'note-0001' as PreferenceNoteId;
    const changes: Change[] = [
      { do: 'place', place: 'guard' },
      { do: 'channel', channel: 'call' },
      { do: 'add', text: 'dog' },
      { do: 'delete', what: note },
      { do: 'remember', on: false },
    ];
    for (const change of changes) {
      const sent = model.change(change);
      expect(model.sending.value).toEqual(change);
      expect(await model.change({ do: 'delete', what: 'all' })).toBe(false);
      expect(await sent).toBe(true);
      expect(model.ended.value).toEqual({ change });
    }
    expect(asked).toEqual([
      ['correct', { lineId, place: 'guard' }],
      ['correct', { lineId, channel: 'call' }],
      ['add_note', { lineId, text: 'dog' }],
      ['delete', { lineId, what: note }],
      ['remember', { lineId, on: false }],
    ]);
    expect(model.all.value?.remembering).toBe('off');
    leave();
  });

  it('keeps what is known where a change is refused, and says why', async () => {
    const { connection, model } = open();
    connection.goOnline();
    model.follow()();
    await settled();
    const refuse = (code: ErrorCode) => () => {
      throw new AskError(code, '');
    };
    connection.answers['preferences.add_note'] = refuse('full');
    expect(await model.change({ do: 'add', text: 'dog' })).toBe(false);
    expect(model.ended.value).toEqual({ code: 'full' });
    expect(model.all.value).toEqual(all);
    expect(model.sending.value).toBeNull();
    connection.goOffline();
    expect(await model.change({ do: 'delete', what: 'all' })).toBe(false);
    expect(model.ended.value).toEqual({ code: 'offline' });
  });
});
