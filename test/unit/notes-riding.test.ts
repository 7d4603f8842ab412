import { signal } from '@preact/signals';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRidingModel, type RidingModel } from '../../client/notes/riding-model.ts';
import { languageOf } from '../../client/notes/read-aloud.ts';
import { FakeConnection } from '../support/fake-connection.ts';
import type { Entry, EntryId, LineId, MemberId, NoteId, Transcript } from '#protocol';

const me = 'me' as MemberId;
const her = 'her' as MemberId;
let connection: FakeConnection;
let busy = signal(false);
let visible = signal(true);
/** What the server answers about the time without a network. */
let missed: Entry[];
/** What sounded, in order. */
let heard: string[];
/** Ends what sounds now. */
let end: (played?: boolean) => void;
let model: RidingModel;
let count = 0;

const settle = () => new Promise((resolve) => setTimeout(resolve));
function entry(body: Entry['body'], by: MemberId = her): Entry {
  const seq = ++count;
  return {
    id: `entry-${seq}` as EntryId,
    lineId: 'line' as LineId,
    seq,
    rev: seq,
    at: connection.now(),
    by,
    clientId: null,
    replyTo: null,
    body,
  };
}
const text = (words: string, by = her) => entry({ kind: 'text', text: words }, by);
const note = (transcript: Transcript) =>
  entry({ kind: 'voice', noteId: 'note' as NoteId, durationMs: 2000, sha256: '', peaks: [], transcript });
const sounding = <T>(what: string, cut: T) => {
  heard.push(what);
  return new Promise<boolean | T>((resolve) => {
    end = (played = true) => resolve(played);
    hushed = () => resolve(cut);
  });
};
let hushed = () => {};

beforeEach(() => {
  connection = new FakeConnection();
  connection.goOnline();
  busy = signal(false);
  visible = signal(true);
  missed = [];
  heard = [];
  hushed = () => {};
  model = createRidingModel({
    connection,
    busy,
    first: null,
    knownAt: connection.now() - 1,
    visible,
    hasVoice: true,
    saidSince: () => Promise.resolve(missed),
    say: (words) => sounding(words, true),
    hush: () => hushed(),
    play: (one) => sounding(`♪ ${one.seq}`, true),
    stop: () => hushed(),
    wordsOf: (one) =>
      one.by === me
        ? null
        : {
            who: '李女士',
            text:
              one.body.kind === 'text'
                ? one.body.text
                : one.body.kind === 'voice' && one.body.transcript.state === 'done'
                  ? one.body.transcript.text
                  : '',
          },
  });
});
afterEach(() => model.close());

/** What is told sounds, and then there is time for the next. */
async function tell(...entries: Entry[]) {
  for (const one of entries) connection.notify('timeline.changed', one);
  await settle();
}
async function finished(played = true) {
  end(played);
  await settle();
}

describe('riding', () => {
  it('reads what comes aloud, one after the other, and not what the rider said', async () => {
    const [first, second] = [text('走北门'), text('到了吗')];
    await tell(first, text('5 分钟', me), second);
    expect(heard).toEqual(['李女士：走北门']);
    expect(model.entry.value).toEqual(first);
    expect(model.sounding.value).toBe(true);
    await finished();
    expect(heard).toEqual(['李女士：走北门', '李女士：到了吗']);
    expect(model.entry.value).toEqual(second);
    await finished();
    expect(model.sounding.value).toBe(false);
  });

  it('tells of a phone that reads nothing aloud, and of its voice when there is one after all', async () => {
    expect(model.isVoiceless.value).toBe(false);
    await tell(text('走北门'));
    await finished(false);
    expect(model.isVoiceless.value).toBe(true);
    model.listen();
    await settle();
    await finished();
    expect(model.isVoiceless.value).toBe(false);
  });

  it('plays a new note, shows its words when they come, and reads them to who listens again', async () => {
    const spoken = note({ state: 'pending' });
    await tell(spoken);
    expect(heard).toEqual(['李女士']);
    await finished();
    expect(heard).toEqual(['李女士', `♪ ${spoken.seq}`]);
    await finished();
    model.listen(); // no words yet: the voice once more
    await settle();
    await finished();
    expect(heard.slice(2)).toEqual(['李女士', `♪ ${spoken.seq}`]);
    await finished();
    if (spoken.body.kind !== 'voice') throw new Error('It is a note');
    const written: Entry = {
      ...spoken,
      body: { ...spoken.body, transcript: { state: 'done', text: '走北门', language: 'zh' } },
    };
    await tell(written);
    expect(model.entry.value).toEqual(written);
    expect(heard).toHaveLength(4); // the same note is no news
    model.listen();
    await settle();
    expect(heard.at(-1)).toBe('走北门');
  });

  it('reads the words of a note that cannot be played', async () => {
    await tell(note({ state: 'done', text: '走北门', language: 'zh' }));
    await finished();
    await finished(false);
    expect(heard.at(-1)).toBe('走北门');
  });

  it('is silent while the rider talks or is called, and goes on after it', async () => {
    await tell(text('走北门'), text('到了吗'));
    busy.value = true;
    await settle();
    expect(heard).toEqual(['李女士：走北门']);
    await tell(text('在吗'));
    expect(heard).toHaveLength(1);
    busy.value = false;
    await settle();
    expect(heard).toEqual(['李女士：走北门', '李女士：到了吗']);
  });

  it('is switched off and on by a tap; what came meanwhile is shown', async () => {
    await tell(text('走北门'));
    model.toggleAloud();
    await settle();
    expect(model.sounding.value).toBe(false);
    const quiet = text('到了吗');
    await tell(quiet);
    expect(heard).toEqual(['李女士：走北门']);
    expect(model.entry.value).toEqual(quiet);
    model.listen();
    await settle();
    expect(heard.at(-1)).toBe('李女士：到了吗');
  });

  it('does not bring up what was said before it began, also where that changes now', async () => {
    await tell({ ...text('走北门'), at: connection.now() - 1000 });
    expect(heard).toEqual([]);
  });

  it('reads what came while there was no network, in order, once', async () => {
    const [before, first, second] = [text('走北门'), text('到了吗'), text('在吗')];
    await tell(before);
    await finished();
    connection.goOffline();
    connection.passTime(3_600_000);
    missed = [{ ...before, at: connection.now() }, first, text('马上', me), second];
    connection.goOnline();
    await settle();
    await tell(first); // and once more by itself
    expect(heard).toEqual(['李女士：走北门', '李女士：到了吗']);
    await finished();
    await finished();
    expect(heard.slice(2)).toEqual(['李女士：在吗']);
    connection.goOffline();
    connection.goOnline();
    await settle();
    expect(heard).toHaveLength(3);
  });

  it('reads again what a phone let nobody hear while the page was out of sight', async () => {
    await tell(text('走北门'));
    visible.value = false; // in the middle of it
    await finished(false);
    await tell(text('到了吗'));
    expect(heard).toEqual(['李女士：走北门']);
    visible.value = true;
    await settle();
    expect(heard).toEqual(['李女士：走北门', '李女士：走北门']);
    await finished();
    expect(heard.slice(2)).toEqual(['李女士：到了吗']);
    await finished();
    expect(heard).toHaveLength(3);
  });

  it('sounds out of sight where the phone lets it, and goes on where a phone in sight has no voice', async () => {
    visible.value = false;
    await tell(text('走北门'));
    await finished();
    visible.value = true;
    await tell(text('到了吗'));
    await finished(false);
    expect(heard).toEqual(['李女士：走北门', '李女士：到了吗']);
    expect(model.sounding.value).toBe(false);
  });
});

it('reads Chinese with a Chinese voice, also where Latin letters are in it', () => {
  expect(languageOf('李女士：走 B 门')).toBe('zh');
  expect(languageOf('At the door')).toBe('en');
});
