import { afterEach, describe, expect, it, vi } from 'vitest';
import type { OutboxStore } from '../../client/timeline/outbox.ts';
import { FakeLine } from '../support/fake-line.ts';
import { MemoryStore } from '../support/memory-store.ts';
import { closePages, open, photo, place, settle, shown, soon, text, voice, waiting } from '../support/outbox-page.ts';

afterEach(closePages);

describe('a reload, a crash, a phone that keeps nothing', () => {
  it('brings back what was said, before anything new, in order', async () => {
    const line = new FakeLine();
    const store = new MemoryStore();
    const before = open(line, store);
    for (const said of [text('one'), photo, voice]) before.model.say(said);
    await soon(() => expect(store.kept.size).toBe(3));
    before.model.close();

    const storage = Promise.withResolvers<OutboxStore>();
    const { model, connection } = open(line, storage.promise);
    connection.goOnline();
    model.say(place); // the phone's storage has not answered yet
    await settle();
    expect(line.received).toEqual([]);
    storage.resolve(store);
    await soon(() => expect(shown(model)).toEqual(['one', 'photo', 'voice', 'north gate']));
    expect(line.received).toEqual(['one', 'photo', 'voice', 'north gate']);
    await soon(() => expect(store.kept.size).toBe(0));
  });

  it('keeps the order although the phone’s clock was set back in between', async () => {
    const line = new FakeLine();
    const store = new MemoryStore();
    const before = open(line, store);
    before.connection.passTime(3_600_000);
    before.model.say(text('one'));
    await soon(() => expect(store.kept.size).toBe(1));
    before.model.close();
    const between = open(line, store);
    between.model.say(text('two')); // before the phone's storage has answered
    await soon(() => expect(store.kept.size).toBe(2));
    between.model.say(text('three'));
    await soon(() => expect(store.kept.size).toBe(3));
    between.model.close();
    const { model, connection } = open(line, store);
    connection.goOnline();
    await soon(() => expect(shown(model)).toEqual(['one', 'two', 'three']));
  });

  it('finds the phone’s storage after a reconnect where it could not be had before', async () => {
    const store = new MemoryStore();
    const line = new FakeLine();
    let isThere = false;
    const { model, connection } = open(line, store, {
      openStore: () => (isThere ? Promise.resolve(store) : Promise.reject(new TypeError('Failed to fetch the code'))),
    });
    for (const words of ['one', 'two', 'three', 'four']) {
      model.say(text(words));
      await settle();
    }
    expect(model.unsafe.value).toBe(true);
    isThere = true;
    line.receive = () => new Promise(() => {});
    connection.goOnline();
    await soon(() => expect(store.kept.size).toBe(4));
    expect(model.unsafe.value).toBe(false);
    connection.goOffline();
  });

  it('brings back what was said from a storage that could not be had at first', async () => {
    const line = new FakeLine();
    const store = new MemoryStore();
    const before = open(line, store);
    before.model.say(text('kept'));
    await soon(() => expect(store.kept.size).toBe(1));
    before.model.close();
    const answers = [() => Promise.reject<OutboxStore>(new Error('The database is busy'))];
    const { model, connection, passTime } = open(line, store, { openStore: () => answers.pop()?.() ?? store });
    connection.goOnline();
    await soon(() => {
      passTime();
      expect(shown(model)).toEqual(['kept']);
    });
  });

  it('says what is unsafe where the phone takes for ever to write it down', async () => {
    vi.useFakeTimers();
    try {
      const store = new MemoryStore();
      store.put = () => new Promise(() => {});
      const { model } = open(new FakeLine(), store);
      model.say(text('here'));
      await vi.advanceTimersByTimeAsync(15_000);
      expect(model.unsafe.value).toBe(true);
    } finally {
      vi.useRealTimers();
    }
  });

  it('in the middle of sending says nothing twice', async () => {
    const line = new FakeLine();
    const store = new MemoryStore();
    const before = open(line, store);
    before.connection.goOnline();
    line.receive = (words) => (words === 'two' ? new Promise<void>(() => {}) : undefined);
    for (const said of [text('one'), text('two'), text('three')]) before.model.say(said);
    await soon(() => expect(line.received).toEqual(['one', 'two']));
    before.connection.goOffline();
    before.model.close();

    line.receive = () => {};
    const { model, connection } = open(line, store);
    connection.goOnline();
    await soon(() => expect(shown(model)).toEqual(['one', 'two', 'three']));
    expect(waiting(model)).toEqual([]);
  });

  it('after the acknowledgement and before the phone forgot shows it once and sends it no more', async () => {
    const line = new FakeLine();
    const store = new MemoryStore();
    store.delete = () => new Promise(() => {}); // the browser ends here
    const before = open(line, store);
    before.connection.goOnline();
    before.model.say(text('once'));
    await soon(() => expect(shown(before.model)).toEqual(['once']));
    expect(store.kept.size).toBe(1);
    before.model.close();

    Reflect.deleteProperty(store, 'delete');
    const storage = Promise.withResolvers<OutboxStore>();
    const { model, connection } = open(line, storage.promise);
    connection.goOnline();
    await soon(() => expect(shown(model)).toEqual(['once']));
    storage.resolve(store);
    await soon(() => expect(store.kept.size).toBe(0));
    expect(waiting(model)).toEqual([]);
    expect(line.received).toEqual(['once']);
  });

  it('keeps what it can where the phone is full, says so, and keeps the rest when there is room', async () => {
    const store = new MemoryStore();
    const { model, connection } = open(new FakeLine(), store);
    store.isFull = true;
    model.say(photo);
    await soon(() => expect(model.unsafe.value).toBe(true));
    store.isFull = false;
    model.say(text('small'));
    await soon(() => expect(model.unsafe.value).toBe(false));
    expect(store.kept.size).toBe(2);
    expect((await store.load()).map(({ said }) => said.kind)).toEqual(['photo', 'text']);
    store.isFull = true;
    model.say(voice);
    await soon(() => expect(model.unsafe.value).toBe(true));
    connection.goOnline();
    await soon(() => expect(waiting(model)).toEqual([]));
    await soon(() => expect(model.unsafe.value).toBe(false));
  });

  it('says what is unsafe where the phone keeps nothing at all, and sends it none the less', async () => {
    const line = new FakeLine();
    const { model, connection } = open(line, Promise.reject(new DOMException('No', 'SecurityError')));
    model.say(voice);
    await soon(() => expect(model.unsafe.value).toBe(true));
    connection.goOnline();
    await soon(() => expect(shown(model)).toEqual(['voice']));
    await soon(() => expect(model.unsafe.value).toBe(false));
  });

  it('does not wait for ever for a storage that never answers', async () => {
    vi.useFakeTimers();
    try {
      const line = new FakeLine();
      const { model, connection } = open(line, new Promise(() => {}));
      connection.goOnline();
      model.say(text('now'));
      await vi.advanceTimersByTimeAsync(20_000);
      expect(line.received).toEqual(['now']);
      expect(waiting(model)).toEqual([]);
    } finally {
      vi.useRealTimers();
    }
  });
});
