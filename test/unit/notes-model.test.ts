import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createNotesModel, type NotesModel } from '../../client/notes/model.ts';
import { LEVEL_MS, MicrophoneError, type Recorder } from '../../client/notes/recorder.ts';
import type { ClientId, Entry, EntryId, LineId, MemberId, NoteId } from '#protocol';
import { FakeConnection } from '../support/fake-connection.ts';

const lineId = 'line-0001' as LineId;
const me = 'member-me' as MemberId;

/** A microphone without one: tells levels by hand, opens when told to. */
class FakeRecorder implements Recorder {
  hear: (level: number) => void = () => {};
  opened = Promise.resolve();
  denied: MicrophoneError | null = null;
  cancelled = 0;
  stopped = 0;
  closed = false;
  slices = 0;

  async start(hear: { level(level: number): void }) {
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

const entryOf = (clientId: ClientId): Entry => ({
  id: 'entry-0001' as EntryId,
  lineId,
  seq: 1,
  rev: 1,
  at: 1,
  by: me,
  clientId,
  body: {
    kind: 'voice',
    noteId: 'note-0001' as NoteId,
    durationMs: 1000,
    peaks: [1],
    transcript: { state: 'pending' },
  },
});

/** Lets all that is due now happen. */
const settle = () => vi.advanceTimersByTimeAsync(0);

let connection: FakeConnection;
let recorder: FakeRecorder;
let model: NotesModel;
let broken: boolean;
let sent: Entry[];
let requests: { url: string; headers: Record<string, string>; body: Blob }[];
let answer: (clientId: ClientId) => Response | Promise<Response>;

beforeEach(() => {
  vi.useFakeTimers();
  connection = new FakeConnection();
  connection.goOnline();
  recorder = new FakeRecorder();
  broken = false;
  sent = [];
  requests = [];
  answer = (clientId) => Response.json(entryOf(clientId), { status: 201 });
  model = createNotesModel({
    connection,
    lineId,
    me,
    onSent: (entry) => sent.push(entry),
    openRecorder: async () => {
      if (broken) throw new TypeError('Failed to fetch dynamically imported module');
      return recorder;
    },
    fetch: async (url, init) => {
      const headers = init?.headers as Record<string, string>;
      requests.push({ url: url as string, headers, body: init?.body as Blob });
      return answer(headers['X-Client-Id'] as ClientId);
    },
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
    expect(requests).toMatchObject([
      {
        url: '/api/lines/line-0001/notes',
        headers: { Authorization: 'Bearer token', 'Content-Type': 'audio/mpeg' },
      },
    ]);
    expect(sent).toHaveLength(1);
    expect(model.pending.value).toEqual([]);
  });

  it('shows the note at once, before it is acknowledged', async () => {
    const acknowledged = Promise.withResolvers<Response>();
    answer = () => acknowledged.promise;
    await hold(1000);
    model.release();
    await settle();
    expect(model.pending.value).toMatchObject([{ durationMs: 1000, failed: null }]);
    connection.notify('timeline.changed', entryOf(model.pending.value[0]?.clientId as ClientId));
    expect(model.pending.value).toEqual([]); // the notice was faster than the answer
    acknowledged.resolve(Response.json(entryOf('client-0001' as ClientId)));
  });

  it('forgets what was said when cancelled', async () => {
    await hold(1000);
    model.cancel();
    await settle();
    expect(recorder).toMatchObject({ cancelled: 1, stopped: 0 });
    expect(model.state.value).toEqual({ phase: 'idle' });
    expect(requests).toEqual([]);
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
    expect(requests).toHaveLength(1);
  });

  it('works without holding: the first press starts, the second sends', async () => {
    model.toggle();
    await settle();
    expect(model.state.value).toEqual({ phase: 'recording', locked: true });
    recorder.speak(1000);
    model.toggle();
    await settle();
    expect(requests).toHaveLength(1);
  });

  it('sends by itself at the end of the minute', async () => {
    await hold(61_000);
    await settle();
    expect(model.state.value).toEqual({ phase: 'idle' });
    expect(recorder.stopped).toBe(1);
    expect(requests).toHaveLength(1);
    model.release(); // the finger goes up later and means nothing
    await settle();
    expect(requests).toHaveLength(1);
  });

  it('says that a slip of the thumb was too short, and stops saying it', async () => {
    await hold(300);
    model.release();
    await settle();
    expect(model.refusal.value).toBe('too_short');
    expect(requests).toEqual([]);
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

describe('a note that cannot be sent', () => {
  async function say() {
    await hold(1000);
    model.release();
    await settle();
  }

  it('waits for the network and is sent once it is back, under the same id', async () => {
    answer = () => Promise.reject(new TypeError('Failed to fetch'));
    await say();
    expect(model.pending.value).toMatchObject([{ failed: null }]);
    answer = (clientId) => Response.json(entryOf(clientId));
    connection.goOffline();
    connection.goOnline();
    await settle();
    expect(model.pending.value).toEqual([]);
    expect(requests).toHaveLength(2);
    expect(requests[0]?.headers['X-Client-Id']).toBe(requests[1]?.headers['X-Client-Id']);
    expect(await requests[1]?.body.text()).toBe('voice');
  });

  it('is tried again by itself where the server was busy', async () => {
    answer = () => new Response(null, { status: 503 });
    await say();
    answer = (clientId) => Response.json(entryOf(clientId));
    await vi.advanceTimersByTimeAsync(5000);
    expect(model.pending.value).toEqual([]);
  });

  it('says why it was refused, and is sent again or given up by a tap', async () => {
    answer = () => Response.json({ code: 'audio_unreadable', message: 'No' }, { status: 422 });
    await say();
    expect(model.pending.value).toMatchObject([{ failed: 'audio_unreadable' }]);
    const clientId = model.pending.value[0]?.clientId as ClientId;
    model.retry(clientId);
    await settle();
    expect(requests).toHaveLength(2);
    model.discard(clientId);
    expect(model.pending.value).toEqual([]);
  });

  it('does not hold up the next one for ever', async () => {
    answer = () => Response.json({ code: 'audio_empty', message: 'No' }, { status: 422 });
    await say();
    answer = (clientId) => Response.json(entryOf(clientId));
    await say();
    expect(model.pending.value).toHaveLength(1);
    expect(sent).toHaveLength(1);
  });
});
