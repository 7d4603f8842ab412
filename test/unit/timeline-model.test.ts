import { describe, expect, it, vi } from 'vitest';
import { AskError } from '../../client/connection.ts';
import { createTimelineModel } from '../../client/timeline/model.ts';
import type { Outbox, UnsentText } from '../../client/timeline/outbox.ts';
import type { ClientId, Entry, EntryId, LineId, MemberId } from '#protocol';
import { FakeConnection } from '../support/fake-connection.ts';

const lineId = 'line-0001' as LineId;
const me = 'member-me' as MemberId;
const courier = 'member-courier' as MemberId;

/** The server's side of one line, with the promises a page may rely on. */
class Line {
  readonly changes: Entry[] = [];
  readonly received: string[] = [];
  pageSize = 200;

  add(by: MemberId, text: string, clientId: string | null = null): Entry {
    const known = this.changes.find((entry) => entry.clientId === clientId && clientId !== null);
    if (known) return known;
    const entry: Entry = {
      id: `entry-${this.changes.length}-id` as EntryId,
      lineId,
      seq: this.#seq() + 1,
      rev: this.#rev() + 1,
      at: 1000,
      by,
      clientId: clientId as ClientId | null,
      body: { kind: 'text', text },
    };
    this.changes.push(entry);
    return entry;
  }
  change(seq: number, text: string): Entry {
    const index = this.changes.findIndex((entry) => entry.seq === seq);
    const old = this.changes[index];
    if (!old) throw new Error(`No entry ${seq}`);
    const entry: Entry = { ...old, rev: this.#rev() + 1, body: { kind: 'text', text } };
    this.changes.splice(index, 1);
    this.changes.push(entry);
    return entry;
  }
  connect(): FakeConnection {
    const connection = new FakeConnection();
    connection.answers = {
      'timeline.since': ({ rev }) => {
        const rest = this.changes.filter((entry) => entry.rev > rev);
        return { entries: rest.slice(0, this.pageSize), more: rest.length > this.pageSize };
      },
      'timeline.send': ({ clientId, text }) => {
        this.received.push(text);
        return this.add(me, text, clientId);
      },
    };
    return connection;
  }
  #seq = () => Math.max(0, ...this.changes.map((entry) => entry.seq));
  #rev = () => Math.max(0, ...this.changes.map((entry) => entry.rev));
}

function memoryOutbox(kept: UnsentText[] = []): Outbox & { kept: readonly UnsentText[] } {
  return {
    kept,
    load: () => Promise.resolve(kept),
    save(unsent) {
      this.kept = unsent;
      return Promise.resolve();
    },
  };
}

function open(connection: FakeConnection, outbox = memoryOutbox()) {
  const waits: (() => void)[] = [];
  const model = createTimelineModel({ connection, lineId, me, outbox, after: (_ms, run) => waits.push(run) });
  const passTime = () => {
    for (const run of waits.splice(0)) run();
  };
  return { model, outbox, passTime };
}

type Model = ReturnType<typeof createTimelineModel>;
const said = (model: Model) => model.entries.value.map((entry) => (entry.body.kind === 'text' ? entry.body.text : ''));
const waiting = (model: Model) => model.unsent.value.map((text) => text.text);

describe('a timeline on a page', () => {
  it('shows what was said before the page opened, over several answers', async () => {
    const line = new Line();
    line.pageSize = 2;
    for (const text of ['a', 'b', 'c', 'd', 'e']) line.add(courier, text);
    const connection = line.connect();
    const { model } = open(connection);
    expect(model.loaded.value).toBe(false);
    connection.goOnline();
    await vi.waitFor(() => expect(model.loaded.value).toBe(true));
    expect(said(model)).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  it('fills a gap: a notice that is not the next one makes it ask', async () => {
    const line = new Line();
    const connection = line.connect();
    const { model } = open(connection);
    connection.goOnline();
    connection.notify('timeline.changed', line.add(courier, 'first'));
    line.add(courier, 'lost on the way');
    connection.notify('timeline.changed', line.add(courier, 'third'));
    await vi.waitFor(() => expect(said(model)).toEqual(['first', 'lost on the way', 'third']));
  });

  it('shows a notice that comes twice once, and a changed entry in its old place', async () => {
    const line = new Line();
    const connection = line.connect();
    const { model } = open(connection);
    connection.goOnline();
    const first = line.add(courier, 'turning into text');
    connection.notify('timeline.changed', first);
    connection.notify('timeline.changed', first);
    connection.notify('timeline.changed', line.add(courier, 'second'));
    connection.notify('timeline.changed', line.change(1, 'what was said'));
    expect(said(model)).toEqual(['what was said', 'second']);
    await vi.waitFor(() => expect(model.loaded.value).toBe(true));
  });

  it('ignores other lines', () => {
    const line = new Line();
    const connection = line.connect();
    const { model } = open(connection);
    connection.goOnline();
    connection.notify('timeline.changed', { ...line.add(courier, 'elsewhere'), lineId: 'line-0002' as LineId });
    expect(said(model)).toEqual([]);
  });

  it('catches up after it was away', async () => {
    const line = new Line();
    const connection = line.connect();
    const { model } = open(connection);
    connection.goOnline();
    connection.notify('timeline.changed', line.add(courier, 'before'));
    connection.goOffline();
    line.add(courier, 'meanwhile');
    connection.goOnline();
    await vi.waitFor(() => expect(said(model)).toEqual(['before', 'meanwhile']));
  });

  it('asks again where the server had no time', async () => {
    const line = new Line();
    line.add(courier, 'there');
    const connection = line.connect();
    const answer = connection.answers['timeline.since'];
    connection.answers['timeline.since'] = () => Promise.reject(new AskError('timed_out', 'slow'));
    const { model, passTime } = open(connection);
    connection.goOnline();
    await vi.waitFor(() => expect(model.loaded.value).toBe(false));
    connection.answers['timeline.since'] = answer!;
    await vi.waitFor(() => {
      passTime();
      expect(said(model)).toEqual(['there']);
    });
  });
});

describe('a text said on a page', () => {
  it('is shown at once and sent once', async () => {
    const line = new Line();
    const connection = line.connect();
    const { model } = open(connection);
    connection.goOnline();
    model.send('  coming down ');
    expect(waiting(model)).toEqual(['coming down']);
    await vi.waitFor(() => expect(said(model)).toEqual(['coming down']));
    expect(waiting(model)).toEqual([]);
    expect(line.received).toEqual(['coming down']);
  });

  it('waits while offline and goes out in order, once, after the reconnect', async () => {
    const line = new Line();
    const connection = line.connect();
    const { model } = open(connection);
    model.send('one');
    model.send('two');
    expect(waiting(model)).toEqual(['one', 'two']);
    connection.goOnline();
    await vi.waitFor(() => expect(said(model)).toEqual(['one', 'two']));
    expect(line.received).toEqual(['one', 'two']);
    expect(waiting(model)).toEqual([]);
  });

  it('is sent again under the same id where the answer was lost, and stands there once', async () => {
    const line = new Line();
    const connection = line.connect();
    const { model, passTime } = open(connection);
    connection.goOnline();
    await vi.waitFor(() => expect(model.loaded.value).toBe(true));
    const answer = connection.answers['timeline.send']!;
    connection.answers['timeline.send'] = async (payload) => {
      await answer(payload);
      throw new AskError('timed_out', 'The answer was lost');
    };
    model.send('north gate');
    await vi.waitFor(() => expect(line.received).toHaveLength(1));
    connection.answers['timeline.send'] = answer;
    await vi.waitFor(() => {
      passTime();
      expect(waiting(model)).toEqual([]);
    });
    expect(line.received).toEqual(['north gate', 'north gate']);
    expect(said(model)).toEqual(['north gate']);
  });

  it('is no longer pending once its own notice has come, answer or not', async () => {
    const line = new Line();
    const connection = line.connect();
    const { model } = open(connection);
    connection.answers['timeline.send'] = () => new Promise(() => {});
    connection.goOnline();
    model.send('blue door');
    const { clientId } = model.unsent.value[0]!;
    await Promise.resolve();
    connection.notify('timeline.changed', line.add(me, 'blue door', clientId));
    expect(waiting(model)).toEqual([]);
    expect(said(model)).toEqual(['blue door']);
  });

  it('that is refused says why, lets the next one pass, and can be tried again or given up', async () => {
    const line = new Line();
    const connection = line.connect();
    const answer = connection.answers['timeline.send']!;
    connection.answers['timeline.send'] = (payload) => {
      if (payload.text === 'bad') throw new AskError('too_large', 'Too long');
      return answer(payload);
    };
    const { model, outbox } = open(connection);
    connection.goOnline();
    model.send('bad');
    model.send('good');
    await vi.waitFor(() => expect(said(model)).toEqual(['good']));
    expect(model.unsent.value).toMatchObject([{ text: 'bad', failed: 'too_large' }]);
    expect(outbox.kept).toMatchObject([{ text: 'bad', failed: 'too_large' }]);
    connection.answers['timeline.send'] = answer;
    const { clientId } = model.unsent.value[0]!;
    model.retry(clientId);
    await vi.waitFor(() => expect(said(model)).toEqual(['good', 'bad']));
    model.send('never mind');
    model.discard(model.unsent.value[0]!.clientId);
    expect(waiting(model)).toEqual([]);
  });

  it('survives a reload', async () => {
    const line = new Line();
    const outbox = memoryOutbox();
    const before = open(line.connect(), outbox);
    before.model.send('said before the reload');
    before.model.close();
    const connection = line.connect();
    const { model } = open(connection, memoryOutbox([...outbox.kept]));
    await vi.waitFor(() => expect(waiting(model)).toEqual(['said before the reload']));
    connection.goOnline();
    await vi.waitFor(() => expect(said(model)).toEqual(['said before the reload']));
  });

  it('that is blank is not said', () => {
    const { model } = open(new Line().connect());
    model.send('  \n ');
    expect(waiting(model)).toEqual([]);
  });
});
