import { signal } from '@preact/signals';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createNotesModel, type NotesModel } from '../../client/notes/model.ts';
import { MicrophoneError } from '../../client/microphone-error.ts';
import type { Said } from '../../client/timeline/said.ts';
import { FakeConnection } from '../support/fake-connection.ts';
import { FakeRecorder } from '../support/fake-recorder.ts';
import type { CutOff, KeptSounds, SoundPart } from '../../client/notes/kept-sounds.ts';
import type { Unsent } from '../../client/timeline/said.ts';
import { AskError } from '../../client/connection.ts';
import type { ClientId, Entry, EntryId, LineId, MemberId } from '#protocol';

/** The phone's storage for what is being spoken. */
class FakeSounds implements KeptSounds {
  parts: SoundPart[] = [];
  left: CutOff[] = [];
  /** The page ends before this is written. */
  writing = Promise.resolve();
  async add(part: SoundPart, wanted: () => boolean) {
    await this.writing;
    if (wanted()) this.parts.push(part);
  }
  load = () => Promise.resolve({ cutOff: this.left, later: false });
  has = (clientId: ClientId) => Promise.resolve([...this.parts, ...this.left].some((one) => one.clientId === clientId));
  forget(clientId: ClientId) {
    this.parts = this.parts.filter((part) => part.clientId !== clientId);
    this.left = this.left.filter((note) => note.clientId !== clientId);
    return Promise.resolve();
  }
}

/** Lets all that is due now happen. */
const settle = () => vi.advanceTimersByTimeAsync(0);

let connection: FakeConnection;
let recorder: FakeRecorder;
let model: NotesModel;
let broken: boolean;
let said: Said[];
let learnt: Entry[];
let ids: (ClientId | undefined)[];
let sounds: FakeSounds;
const entries = signal<readonly Entry[]>([]);
const unsent = signal<readonly Unsent[]>([]);

beforeEach(() => {
  vi.useFakeTimers();
  connection = new FakeConnection();
  connection.goOnline();
  recorder = new FakeRecorder();
  broken = false;
  said = [];
  ids = [];
  learnt = [];
  sounds = new FakeSounds();
  model = open();
});

function open(): NotesModel {
  return createNotesModel({
    connection,
    lineId: 'line' as LineId,
    me: 'me' as MemberId,
    entries,
    learn: (entry) => void learnt.push(entry),
    unsent,
    keptSounds: sounds,
    say(note, _replyTo, clientId) {
      said.push(note);
      ids.push(clientId);
    },
    openRecorder: async () => {
      if (broken) throw new TypeError('Failed to fetch dynamically imported module');
      return recorder;
    },
    fetch: () => Promise.reject(new TypeError('Nothing is fetched here')),
  });
}
afterEach(() => {
  model.close();
  vi.useRealTimers();
});

async function hold(ms: number) {
  model.press();
  await settle();
  recorder.speak(ms);
}

describe('hold to talk', () => {
  it('sends what was said when the finger goes up', async () => {
    await hold(1500);
    expect(model.state.value).toEqual({ phase: 'recording', locked: false });
    expect(model.ms.value).toBe(1500);
    expect(model.levels.value).toHaveLength(30);
    model.release();
    await settle();
    expect(model.state.value).toEqual({ phase: 'idle' });
    const [note] = said;
    if (note?.kind !== 'voice') throw new Error('Nothing was said');
    expect(note).toMatchObject({ durationMs: 1500, levels: Array.from({ length: 30 }, () => 0.5) });
    expect(note.audio.type).toBe('audio/mpeg');
    expect(await note.audio.text()).toBe('a'.repeat(30));
  });

  it('forgets what was said when cancelled', async () => {
    await hold(1000);
    model.cancel();
    await settle();
    expect(recorder).toMatchObject({ cancelled: 1, stopped: 0 });
    expect(model.state.value).toEqual({ phase: 'idle' });
    expect(said).toEqual([]);
  });

  it('goes on without the finger once locked, until it is sent', async () => {
    await hold(1000);
    model.lock();
    model.release();
    await settle();
    expect(model.state.value).toEqual({ phase: 'recording', locked: true });
    recorder.speak(1000);
    model.send();
    await settle();
    expect(said).toHaveLength(1);
  });

  it('goes on without the finger also where that was meant before the microphone was open', async () => {
    const opening = Promise.withResolvers<void>();
    recorder.opened = opening.promise;
    model.press();
    await settle();
    model.lock();
    opening.resolve();
    await settle();
    expect(model.state.value).toEqual({ phase: 'recording', locked: true });
  });

  it('works without holding: the first press starts, the second sends', async () => {
    model.toggle();
    await settle();
    expect(model.state.value).toEqual({ phase: 'recording', locked: true });
    recorder.speak(1000);
    model.toggle();
    await settle();
    expect(said).toHaveLength(1);
  });

  it('sends by itself at the end of the minute', async () => {
    await hold(61_000);
    await settle();
    expect(model.state.value).toEqual({ phase: 'idle' });
    expect(recorder.stopped).toBe(1);
    expect(said).toHaveLength(1);
    model.release(); // the finger goes up later and means nothing
    await settle();
    expect(said).toHaveLength(1);
  });

  it('says that a slip of the thumb was too short, and stops saying it', async () => {
    await hold(300);
    model.release();
    await settle();
    expect(model.refusal.value).toBe('too_short');
    expect(said).toEqual([]);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(model.refusal.value).toBeNull();
  });

  it.each(['denied', 'in_use', 'missing', 'unsupported'] as const)('says that the microphone is %s', async (reason) => {
    recorder.denied = new MicrophoneError(reason);
    model.press();
    await settle();
    expect(model.state.value).toEqual({ phase: 'idle' });
    expect(model.refusal.value).toBe(reason);
    recorder.denied = null;
    await hold(1000);
    expect(model.refusal.value).toBeNull();
    expect(model.state.value.phase).toBe('recording');
  });

  it('says that the recorder could not be loaded, and loads it with the next press', async () => {
    broken = true;
    model.warmUp();
    await settle();
    expect(model.refusal.value).toBeNull(); // nobody has asked for it yet
    await hold(0);
    expect(model.refusal.value).toBe('not_loaded');
    broken = false;
    await hold(1000);
    expect(model.state.value.phase).toBe('recording');
  });

  it('sends what was said so far when a call takes the microphone', async () => {
    model.press();
    await settle();
    recorder.speak(2000);
    recorder.hearing.taken();
    await settle();
    expect(model.state.value.phase).toBe('idle');
    expect(said).toMatchObject([{ kind: 'voice', durationMs: 2000 }]);
  });

  it('records nothing when a call takes the microphone before it is open', async () => {
    const opening = Promise.withResolvers<void>();
    recorder.opened = opening.promise;
    model.press();
    await settle();
    recorder.hearing.taken();
    opening.resolve();
    await settle();
    expect(model.state.value.phase).toBe('idle');
    expect(recorder.cancelled).toBe(1);
    expect(said).toEqual([]);
  });

  it('does not record after a finger that went up before the microphone was open', async () => {
    const opening = Promise.withResolvers<void>();
    recorder.opened = opening.promise;
    model.press();
    await settle();
    expect(model.state.value).toEqual({ phase: 'asking' });
    model.release();
    expect(model.refusal.value).toBe('try_again');
    opening.resolve();
    await settle();
    expect(model.state.value).toEqual({ phase: 'idle' });
    expect(recorder.cancelled).toBe(1);
  });

  it('releases the microphone when the page leaves the line', async () => {
    await hold(1000);
    model.close();
    await settle();
    expect(recorder).toMatchObject({ cancelled: 1, closed: true });
    model.press();
    await settle();
    expect(model.state.value).toEqual({ phase: 'idle' });
  });
});

describe('a note that is cut off', () => {
  it('is kept second by second while it is spoken', async () => {
    await hold(2400);
    await settle();
    expect(sounds.parts.map(({ part, levels }) => [part, levels.length])).toEqual([
      [0, 20],
      [1, 20],
    ]);
    const [first, second] = sounds.parts;
    expect(await first?.audio.text()).toBe('a'.repeat(20));
    expect(second?.clientId).toBe(first?.clientId);
    recorder.speak(100, 'z');
    model.release();
    await settle();
    expect(ids).toEqual([first?.clientId]); // the outbox clears the parts away under this id
  });

  it('is not written any more once it is in the outbox', async () => {
    const writing = Promise.withResolvers<void>();
    sounds.writing = writing.promise;
    await hold(1000);
    model.release();
    await settle();
    expect(said).toHaveLength(1);
    writing.resolve();
    await settle();
    expect(sounds.parts).toEqual([]);
  });

  it('is gone when its speaker cancels it, or it was too short', async () => {
    await hold(1500);
    await settle();
    expect(sounds.parts).toHaveLength(1);
    model.cancel();
    await settle();
    expect(sounds.parts).toEqual([]);
    expect(model.cutOff.value).toBeNull();
  });

  it('waits for its speaker when the phone takes the microphone, and is sent by a tap', async () => {
    await hold(2000);
    recorder.hearing.ended();
    await settle();
    expect(model.state.value).toEqual({ phase: 'idle' });
    expect(said).toEqual([]);
    expect(model.cutOff.value).toMatchObject({ durationMs: 2000 });
    model.release(); // the finger that still held
    const clientId = model.cutOff.value?.clientId;
    await model.sendCutOff();
    expect(ids).toEqual([clientId]);
    expect(said).toMatchObject([{ kind: 'voice', durationMs: 2000 }]);
    expect(model.cutOff.value).toBeNull();
  });

  it('waits for its speaker where its line leaves the view, and so does no press that was not one yet', async () => {
    await hold(2000);
    model.leave();
    await settle();
    expect(model.state.value).toEqual({ phase: 'idle' });
    expect(said).toEqual([]);
    expect(model.cutOff.value).toMatchObject({ durationMs: 2000 });
    await model.forgetCutOff();
    model.press(); // the microphone is not open yet
    model.leave();
    await settle();
    expect(model.state.value).toEqual({ phase: 'idle' });
    expect(model.cutOff.value).toBeNull();
  });

  it('is offered by the next page, and forgotten by a tap', async () => {
    model.close();
    const note: CutOff = {
      clientId: 'client-before' as ClientId,
      audio: new Blob(['before']),
      durationMs: 3000,
      levels: [],
    };
    sounds.left = [note];
    model = open();
    await settle();
    expect(model.cutOff.value).toEqual(note);
    await model.forgetCutOff();
    expect(sounds.left).toEqual([]);
    expect(model.cutOff.value).toBeNull();
    expect(said).toEqual([]);
  });

  it('is sent once where two pages offer it', async () => {
    model.close();
    const clientId = 'client-two-pages' as ClientId;
    const note: CutOff = { clientId, audio: new Blob(['before']), durationMs: 3000, levels: [] };
    sounds.left = [note];
    model = open();
    const other = open();
    await settle();
    expect([model.cutOff.value, other.cutOff.value]).toEqual([note, note]);
    await model.sendCutOff();
    sounds.left = []; // as the outbox does with the stroke in which it takes the note
    await other.sendCutOff();
    expect(ids).toEqual([clientId]);
    expect(other.cutOff.value).toBeNull();
    other.close();
  });

  it('is sent also by a phone that keeps nothing', async () => {
    sounds.add = () => Promise.reject(new Error('No storage'));
    sounds.load = () => Promise.reject(new Error('No storage'));
    sounds.has = () => Promise.reject(new Error('No storage'));
    await hold(2000);
    recorder.hearing.ended();
    await settle();
    await model.sendCutOff();
    expect(said).toMatchObject([{ kind: 'voice', durationMs: 2000 }]);
  });

  it('is not offered where it was sent after all', async () => {
    model.close();
    const clientId = 'client-sent' as ClientId;
    sounds.left = [{ clientId, audio: new Blob(), durationMs: 3000, levels: [] }];
    unsent.value = [
      { clientId, at: 1, replyTo: null, failed: null, said: { kind: 'text', text: 'in place of the note' } },
    ];
    model = open();
    await settle();
    expect(model.cutOff.value).toBeNull();
    unsent.value = [];
  });
});

describe('a transcript', () => {
  const entryId = 'entry' as EntryId;
  // The model hands it on as it came.
  const changed = { id: entryId, seq: 7 } as Entry;

  it('is made again, or put right, and the answer is shown', async () => {
    const asked: unknown[] = [];
    connection.answers = {
      'notes.retry': (payload) => (asked.push(payload), changed),
      'notes.correct': (payload) => (asked.push(payload), changed),
    };
    expect(await model.transcripts.retry(entryId)).toBeNull();
    expect(await model.transcripts.correct(entryId, 'Blue door')).toBeNull();
    expect(asked).toEqual([
      { lineId: 'line', entryId },
      { lineId: 'line', entryId, text: 'Blue door' },
    ]);
    expect(learnt).toEqual([changed, changed]);
  });

  it('is told how far it is, on this line', () => {
    const told = { lineId: 'line' as LineId, entryId, ahead: 3, partial: '' };
    connection.notify('notes.progress', told);
    connection.notify('notes.progress', { ...told, lineId: 'other' as LineId, entryId: 'elsewhere' as EntryId });
    expect([...model.transcripts.progress.value]).toEqual([[entryId, told]]);
    connection.notify('notes.progress', { ...told, ahead: 0, partial: 'Blue' });
    expect(model.transcripts.progress.value.get(entryId)).toMatchObject({ ahead: 0, partial: 'Blue' });
  });

  it('is translated where the operator’s service answers', async () => {
    connection.answers = { 'notes.translate': ({ to }) => ({ text: to === 'en' ? 'The blue door' : '蓝色的门' }) };
    expect(await model.transcripts.translate(entryId, 'en')).toBe('The blue door');
    connection.answers = { 'notes.translate': () => Promise.reject(new AskError('unavailable', 'No service')) };
    expect(await model.transcripts.translate(entryId, 'en')).toBeNull();
  });

  it('says why it was not', async () => {
    connection.answers = { 'notes.retry': () => Promise.reject(new AskError('conflict', 'It has not failed')) };
    expect(await model.transcripts.retry(entryId)).toBe('conflict');
    connection.goOffline();
    expect(await model.transcripts.correct(entryId, 'Blue door')).toBe('offline');
    expect(learnt).toEqual([]);
  });
});
