import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createHeadStart } from '../../client/notes/head-start.ts';
import { createSender } from '../../client/timeline/outbox-send.ts';
import { sentAhead } from '../../client/timeline/sent-ahead.ts';
import { FakeConnection } from '../support/fake-connection.ts';
import type { ClientId, LineId } from '#protocol';

const lineId = 'line' as LineId;
const clientId = 'client' as ClientId;

/** What the server's routes of a growing note do, in a few lines. */
class GrowingNote {
  have = '';
  requests: string[] = [];
  broken = false;
  /** Set by the answer to the whole. */
  note: string | null = null;
  fetch: typeof globalThis.fetch = async (url, init) => {
    const body = init?.body instanceof Blob ? await init.body.text() : '';
    const headers = new Headers(init?.headers);
    const from = headers.get('x-note-from');
    this.requests.push(`${init?.method} ${from ?? ''}${body}`);
    if (this.broken) throw new TypeError('No network');
    if (init?.method === 'DELETE') this.have = '';
    else if (init?.method === 'PUT') {
      const at = Number(new URL(`http://doorline${url instanceof Request ? url.url : url}`).searchParams.get('from'));
      if (at <= this.have.length) this.have = this.have.slice(0, at) + body;
      return Response.json({ have: this.have.length });
    } else {
      const whole = from === null ? body : this.have.slice(0, Number(from)) + body;
      const sha256 = createHash('sha256').update(whole).digest('hex');
      if (from !== null && headers.get('x-note-sha256') !== sha256)
        return Response.json({ code: 'parts_missing' }, { status: 409 });
      this.note = whole;
    }
    return Response.json({ seq: 1 });
  };
}

let server: GrowingNote;
let connection: FakeConnection;
let hasEarlier: boolean;
const begin = () => createHeadStart({ connection, lineId, clientId, fetch: server.fetch, mustWait: () => hasEarlier });
const mp3 = (text: string) => new Blob([text], { type: 'audio/mpeg' });
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const send = (text: string) => {
  const said = { kind: 'voice', audio: mp3(text), durationMs: 1000, levels: [] } as const;
  return createSender({ connection, lineId, fetch: server.fetch }).send({
    clientId,
    said,
    at: 1,
    replyTo: null,
    failed: null,
  });
};

beforeEach(() => {
  vi.useFakeTimers();
  server = new GrowingNote();
  connection = new FakeConnection();
  connection.goOnline();
  hasEarlier = false;
});
afterEach(() => {
  vi.useRealTimers();
  sentAhead.clear();
});

describe('a note that is sent while it is spoken', () => {
  it('has only its end left when it is done', async () => {
    const ahead = begin();
    ahead.add(mp3('one '));
    await pass(500);
    ahead.add(mp3('two '));
    ahead.add(mp3('three '));
    await pass(500);
    await pass(500); // nothing new
    ahead.add(mp3('four '));
    ahead.done();
    await send('one two three four end');
    expect(server.requests).toEqual(['PUT one ', 'PUT two three ', 'POST 14four end']);
    expect(server.note).toBe('one two three four end');
  });

  it('is sent whole where the server has lost its beginning, and when it is tried again', async () => {
    const ahead = begin();
    ahead.add(mp3('one '));
    await pass(500);
    ahead.done();
    server.have = '';
    await send('one two');
    expect(server.requests).toEqual(['PUT one ', 'POST 4two', 'POST one two']);
    server.requests = [];
    await send('one two');
    expect(server.requests).toEqual(['POST one two']);
  });

  it('goes on from what the server says it has', async () => {
    const ahead = begin();
    ahead.add(mp3('one '));
    await pass(500);
    server.have = '';
    ahead.add(mp3('two '));
    await pass(500); // a gap: not taken
    await pass(500);
    expect(server.requests).toEqual(['PUT one ', 'PUT two ', 'PUT one two ']);
    ahead.forget();
  });

  it('is left to the outbox where something goes wrong, or the network is away', async () => {
    server.broken = true;
    const ahead = begin();
    ahead.add(mp3('one '));
    await pass(500);
    await pass(2000);
    expect(server.requests).toEqual(['PUT one ']);
    ahead.done();
    server.broken = false;
    connection.goOffline();
    const other = begin();
    other.add(mp3('one '));
    await pass(500);
    other.done();
    connection.goOnline();
    await send('one two');
    expect(server.requests).toEqual(['PUT one ', 'POST one two']);
  });

  it('waits while something said earlier still waits, and never sends what is no MP3', async () => {
    hasEarlier = true;
    const ahead = begin();
    ahead.add(mp3('one '));
    await pass(1000);
    expect(server.requests).toEqual([]);
    hasEarlier = false;
    ahead.add(new Blob(['webm'], { type: 'audio/webm' }));
    await pass(1000);
    expect(server.requests).toEqual([]);
    ahead.forget();
    expect(server.requests).toEqual([]);
  });

  it('is forgotten by the server when its speaker cancels it', async () => {
    const ahead = begin();
    ahead.add(mp3('one '));
    await pass(500);
    ahead.forget();
    ahead.add(mp3('late'));
    await pass(1000);
    expect(server.requests).toEqual(['PUT one ', 'DELETE ']);
    expect(server.have).toBe('');
  });
});
