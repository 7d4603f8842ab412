import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createNotesModel, type NotesModel } from '../../client/notes/model.ts';
import { MicrophoneError } from '../../client/microphone-error.ts';
import { LEVEL_MS, type Recorder } from '../../client/notes/recorder.ts';
import type { Said } from '../../client/timeline/said.ts';
import { FakeConnection } from '../support/fake-connection.ts';

/** A microphone without one: tells levels by hand, opens when told to. */
class FakeRecorder implements Recorder {
  hear: (level: number) => void = () => {};
  /** A call takes the microphone. */
  taken: () => void = () => {};
  opened = Promise.resolve();
  denied: MicrophoneError | null = null;
  cancelled = 0;
  stopped = 0;
  closed = false;
  slices = 0;

  async start(hear: { level(level: number): void; taken(): void }) {
    this.taken = () => hear.taken();
    await this.opened;
    if (this.denied) throw this.denied;
    this.slices = 0;
    this.hear = (loud) => {
      this.slices++;
      hear.level(loud);
    };
    return {
      stop: async () => {
        this.stopped++;
        return { audio: new Blob(['voice'], { type: 'audio/mpeg' }), durationMs: this.slices * LEVEL_MS };
      },
      cancel: () => void this.cancelled++,
    };
  }
  speak(ms: number) {
    for (let at = 0; at < ms; at += LEVEL_MS) this.hear(0.5);
  }
  close() {
    this.closed = true;
  }
}

/** Lets all that is due now happen. */
const settle = () => vi.advanceTimersByTimeAsync(0);

let connection: FakeConnection;
let recorder: FakeRecorder;
let model: NotesModel;
let broken: boolean;
let said: Said[];

beforeEach(() => {
  vi.useFakeTimers();
  connection = new FakeConnection();
  connection.goOnline();
  recorder = new FakeRecorder();
  broken = false;
  said = [];
  model = createNotesModel({
    connection,
    say: (note) => said.push(note),
    openRecorder: async () => {
      if (broken) throw new TypeError('Failed to fetch dynamically imported module');
      return recorder;
    },
    fetch: () => Promise.reject(new TypeError('Nothing is fetched here')),
  });
});
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
    expect(await note.audio.text()).toBe('voice');
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
    recorder.taken();
    await settle();
    expect(model.state.value.phase).toBe('idle');
    expect(said).toMatchObject([{ kind: 'voice', durationMs: 2000 }]);
  });

  it('records nothing when a call takes the microphone before it is open', async () => {
    const opening = Promise.withResolvers<void>();
    recorder.opened = opening.promise;
    model.press();
    await settle();
    recorder.taken();
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
