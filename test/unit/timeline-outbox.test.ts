import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { AskError } from '../../client/connection.ts';
import { createTimelineModel, type TimelineModel, type TimelineParts } from '../../client/timeline/model.ts';
import type { Marks } from '../../client/timeline/marks.ts';
import type { OutboxStore } from '../../client/timeline/outbox.ts';
import type { Said } from '../../client/timeline/said.ts';
import type { ClientId, EntryId, ErrorCode } from '#protocol';
import { courier, FakeLine, lineId, me } from '../support/fake-line.ts';
import { MemoryStore } from '../support/memory-store.ts';

const marks: Marks = { arrived() {}, shown() {}, look() {}, known() {}, close() {} };
const opened: TimelineModel[] = [];
afterEach(() => {
  for (const model of opened.splice(0)) model.close();
  vi.unstubAllGlobals();
});

function open(
  line: FakeLine,
  store: OutboxStore | Promise<OutboxStore>,
  { fetch = line.fetch, openStore = () => store }: Pick<TimelineParts, 'fetch' | 'openStore'> = {},
) {
  const connection = line.connect();
  const waits: { ms: number; run: () => void }[] = [];
  const model = createTimelineModel({
    connection,
    lineId,
    me,
    marks,
    openStore,
    after: (ms, run) => void waits.push({ ms, run }),
    fetch,
    random: () => 1,
  });
  opened.push(model);
  const passTime = () => {
    for (const { run } of waits.splice(0)) run();
  };
  return { model, connection, waits, passTime };
}

const text = (words: string): Said => ({ kind: 'text', text: words });
const place: Said = {
  kind: 'place',
  point: { lat: 30, lng: 120 },
  name: 'north gate',
  source: 'pin',
  accuracy: null,
};
const photo: Said = { kind: 'photo', photo: new Blob(['picture'], { type: 'image/jpeg' }), width: 4, height: 3 };
const voice: Said = { kind: 'voice', audio: new Blob(['sound'], { type: 'audio/mpeg' }), durationMs: 900, levels: [1] };

const wordsOf = (said: Said) => (said.kind === 'text' ? said.text : said.kind === 'place' ? said.name : said.kind);
const waiting = (model: TimelineModel) => model.unsent.value.map(({ said }) => wordsOf(said));
const shown = (model: TimelineModel) =>
  model.entries.value.map(({ body }) =>
    body.kind === 'text' ? body.text : body.kind === 'place' ? body.name : body.kind,
  );
const soon = (check: () => void) => vi.waitFor(check, { interval: 1 });
const settle = () => new Promise((resolve) => setTimeout(resolve, 5));

describe('what is said on a page', () => {
  it('is shown at once, kept, sent once and then forgotten by the phone', async () => {
    const line = new FakeLine();
    const store = new MemoryStore();
    const { model, connection } = open(line, store);
    connection.goOnline();
    model.say(text('  coming down '));
    expect(waiting(model)).toEqual(['coming down']);
    await soon(() => expect(shown(model)).toEqual(['coming down']));
    expect(waiting(model)).toEqual([]);
    await soon(() => expect(store.kept.size).toBe(0));
    expect(line.received).toEqual(['coming down']);
    expect(model.unsafe.value).toBe(false);
  });

  it('goes out in the order it was said, whatever its kind, one at a time', async () => {
    const line = new FakeLine();
    let underWay = 0;
    line.receive = async () => {
      underWay += 1;
      expect(underWay).toBe(1);
      await settle();
      underWay -= 1;
    };
    const { model, connection } = open(line, new MemoryStore());
    for (const said of [text('one'), photo, place, voice, text('two')]) model.say(said);
    expect(waiting(model)).toEqual(['one', 'photo', 'north gate', 'voice', 'two']);
    connection.goOnline();
    await soon(() => expect(shown(model)).toEqual(['one', 'photo', 'north gate', 'voice', 'two']));
    expect(waiting(model)).toEqual([]);
  });

  it('never stands there twice nor goes for a moment, when the entry is faster than the answer or slower', async () => {
    const line = new FakeLine();
    const { model, connection } = open(line, new MemoryStore());
    const seen = new Set<string>();
    const look = () => seen.add([...shown(model), ...waiting(model)].join());
    connection.goOnline();
    await soon(() => expect(model.loaded.value).toBe(true));
    model.say(text('here'));
    model.entries.subscribe(look);
    model.unsent.subscribe(look);
    await soon(() => expect(shown(model)).toEqual(['here']));
    line.add(courier, 'not told');
    line.tell = (entry) => entry; // only the answer comes now, and it does not follow on what the page has
    model.say(text('there'));
    await soon(() => expect(shown(model)).toEqual(['here', 'not told', 'there']));
    expect(waiting(model)).toEqual([]);
    for (const state of seen) expect(state.match(/\bhere\b/g)).toHaveLength(1);
    expect([...seen].at(-1)).toBe('here,not told,there');
    expect(line.received).toEqual(['here', 'there']);
  });

  it('is sent again under the same id where the answer was lost, and stands there once', async () => {
    const line = new FakeLine();
    line.answers = false;
    line.tell = (entry) => entry;
    const { model, connection, passTime } = open(line, new MemoryStore());
    connection.goOnline();
    model.say(text('north gate'));
    model.say(voice);
    await soon(() => expect(line.received).toEqual(['north gate']));
    line.answers = true;
    await soon(() => {
      passTime();
      expect(shown(model)).toEqual(['north gate', 'voice']);
    });
    expect(line.received).toEqual(['north gate', 'north gate', 'voice']);
    expect(waiting(model)).toEqual([]);
  });

  it('is no longer waiting where it was accepted long ago', async () => {
    const line = new FakeLine();
    const store = new MemoryStore();
    const before = open(line, store);
    before.model.say(text('long ago'));
    await soon(() => expect(store.kept.size).toBe(1));
    before.model.close();
    line.add(me, 'long ago', before.model.unsent.value[0]?.clientId);
    for (let seq = 0; seq < 100; seq += 1) line.add(courier, 'since');
    const { model, connection } = open(line, store);
    await soon(() => expect(waiting(model)).toEqual(['long ago']));
    connection.goOnline();
    await soon(() => expect(waiting(model)).toEqual([]));
    expect(line.entries).toHaveLength(101);
    await soon(() => expect(store.kept.size).toBe(0));
  });

  it('waits longer and longer for a server in trouble, and at once goes on after a reconnect', async () => {
    const line = new FakeLine();
    line.receive = () => Promise.reject(new AskError('unavailable', 'No room'));
    const { model, connection, waits, passTime } = open(line, new MemoryStore());
    connection.goOnline();
    await soon(() => expect(model.loaded.value).toBe(true));
    model.say(photo);
    const pauses: number[] = [];
    for (let times = 0; times < 7; times += 1) {
      await soon(() => expect(waits).toHaveLength(1));
      pauses.push(waits[0]?.ms ?? 0);
      passTime();
    }
    expect(pauses).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
    line.receive = () => {};
    connection.goOffline();
    connection.goOnline();
    await soon(() => expect(shown(model)).toEqual(['photo']));
  });

  it('lets the next thing pass where the server fails on one again and again', async () => {
    const line = new FakeLine();
    line.receive = (words) => (words === 'bad' ? Promise.reject(new AskError('internal', 'A bug')) : undefined);
    const { model, connection, passTime } = open(line, new MemoryStore());
    connection.goOnline();
    model.say(text('bad'));
    model.say(text('good'));
    await soon(() => {
      passTime();
      expect(shown(model)).toEqual(['good']);
    });
    expect(model.unsent.value).toMatchObject([{ failed: 'internal' }]);
  });

  it.each<[string, Said, ErrorCode]>([
    ['a text', text('bad'), 'bad_request'],
    ['a photo', photo, 'photo_unreadable'],
    ['a note', voice, 'audio_empty'],
  ])('says why %s was refused, also after a reload, and can be tried again or given up', async (_, said, code) => {
    const line = new FakeLine();
    const refuse = (words: string) => (words === wordsOf(said) ? Promise.reject(new AskError(code, 'No')) : undefined);
    line.receive = refuse;
    const store = new MemoryStore();
    const before = open(line, store);
    before.connection.goOnline();
    before.model.say(said);
    before.model.say(text('good'));
    await soon(() => expect(shown(before.model)).toEqual(['good']));
    expect(before.model.unsent.value).toMatchObject([{ failed: code }]);
    before.model.close();

    const { model, connection } = open(line, store);
    connection.goOnline();
    await soon(() => expect(model.unsent.value).toMatchObject([{ failed: code }]));
    const clientId = model.unsent.value[0]!.clientId;
    line.receive = () => {};
    model.retry(clientId);
    await soon(() => expect(shown(model)).toEqual(['good', wordsOf(said)]));
    line.receive = refuse;
    model.say(said);
    await soon(() => expect(model.unsent.value).toMatchObject([{ failed: code }]));
    model.discard(model.unsent.value[0]!.clientId);
    expect(waiting(model)).toEqual([]);
    await soon(() => expect(store.kept.size).toBe(0));
  });

  it('takes an answer that is not the server’s for no answer', async () => {
    const line = new FakeLine();
    const answers = [
      new Response('<html>Welcome to our hotel</html>', { status: 403 }),
      new Response('<html>Welcome to our hotel</html>', { status: 200 }),
    ];
    const { model, connection, passTime } = open(line, new MemoryStore(), {
      fetch: async (...request) => answers.pop() ?? line.fetch(...request),
    });
    connection.goOnline();
    model.say(photo);
    await soon(() => {
      passTime();
      expect(shown(model)).toEqual(['photo']);
    });
    expect(answers).toEqual([]);
  });

  it('says that a file is too large where something on the way says so', async () => {
    const { model, connection } = open(new FakeLine(), new MemoryStore(), {
      fetch: async () => new Response('<html>413</html>', { status: 413 }),
    });
    connection.goOnline();
    model.say(photo);
    await soon(() => expect(model.unsent.value).toMatchObject([{ failed: 'too_large' }]));
  });

  it('carries its file, its id and its answer, and ends with the page', async () => {
    const requests: { url: unknown; init: RequestInit }[] = [];
    const { model, connection } = open(new FakeLine(), new MemoryStore(), {
      fetch: (url, init = {}) => {
        requests.push({ url, init });
        return new Promise((_, reject) =>
          init.signal?.addEventListener('abort', () => reject(new DOMException('Ended', 'AbortError'))),
        );
      },
    });
    connection.goOnline();
    model.say(voice, 'entry-first' as EntryId);
    await soon(() => expect(requests).toHaveLength(1));
    const { url, init } = requests[0]!;
    expect(url).toBe('/api/lines/line-0001/notes');
    expect(init).toMatchObject({
      method: 'POST',
      headers: {
        Authorization: 'Bearer token',
        'Content-Type': 'audio/mpeg',
        'X-Client-Id': model.unsent.value[0]?.clientId,
        'X-Reply-To': 'entry-first',
      },
    });
    expect(await (init.body as Blob).text()).toBe('sound');
    model.close();
    expect(init.signal?.aborted).toBe(true);
  });

  it('stays with the phone when the link is revoked', async () => {
    const line = new FakeLine();
    line.receive = () => Promise.reject(new AskError('link_revoked', 'Gone'));
    const store = new MemoryStore();
    const { model, connection } = open(line, store);
    connection.goOnline();
    model.say(photo);
    await soon(() => expect(line.received).toEqual(['photo']));
    await settle();
    expect(model.unsent.value).toMatchObject([{ failed: null }]);
    expect(store.kept.size).toBe(1);
  });

  it('that is blank is not said', () => {
    const { model } = open(new FakeLine(), new MemoryStore());
    model.say(text('  \n '));
    expect(waiting(model)).toEqual([]);
  });

  it('answers what the draft answers to, once', async () => {
    const line = new FakeLine();
    const { model, connection } = open(line, new MemoryStore());
    const first = 'entry-first' as EntryId;
    const other = 'entry-other' as EntryId;
    connection.goOnline();
    model.draft.answer(first);
    model.say(voice);
    model.say(text('and more'));
    model.draft.answer(first);
    model.say(photo, other);
    model.say(place, null);
    expect(model.draft.replyTo.value).toBe(first);
    await soon(() => expect(line.entries.map(({ replyTo }) => replyTo)).toEqual([first, null, other, null]));
  });
});

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

describe('two tabs of one link', () => {
  it('send one after the other, and what one has sent is waiting on neither', async () => {
    const line = new FakeLine();
    const store = new MemoryStore();
    let underWay = 0;
    line.receive = async () => {
      underWay += 1;
      expect(underWay).toBe(1);
      await settle();
      underWay -= 1;
    };
    const first = open(line, store);
    for (const said of [text('one'), photo]) first.model.say(said);
    await soon(() => expect(store.kept.size).toBe(2));
    const second = open(line, store);
    await soon(() => expect(waiting(second.model)).toEqual(['one', 'photo']));
    second.model.say(text('from the second'));
    first.connection.goOnline();
    second.connection.goOnline();
    const all = ['one', 'photo', 'from the second'];
    for (const { model } of [first, second]) {
      await soon(() => expect(shown(model)).toEqual(all));
      expect(waiting(model)).toEqual([]);
    }
    expect(line.received).toEqual(all);
    await soon(() => expect(store.kept.size).toBe(0));
  });

  it('send what is there although a sleeping tab holds the turn', async () => {
    const line = new FakeLine();
    vi.stubGlobal('navigator', {
      locks: {
        request: (_name: string, { signal }: { signal: AbortSignal }) =>
          new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error))),
      },
    });
    vi.useFakeTimers();
    try {
      const { model, connection } = open(line, new MemoryStore());
      connection.goOnline();
      model.say(text('now'));
      await vi.advanceTimersByTimeAsync(10_000);
      expect(line.received).toEqual([]);
      await vi.advanceTimersByTimeAsync(10_000);
      expect(line.received).toEqual(['now']);
    } finally {
      vi.useRealTimers();
    }
  });

  it('forget together what is given up on one of them', async () => {
    const events = new EventTarget();
    vi.stubGlobal('addEventListener', events.addEventListener.bind(events));
    vi.stubGlobal('removeEventListener', events.removeEventListener.bind(events));
    vi.stubGlobal('localStorage', {
      getItem: () => null,
      removeItem() {},
      // A browser tells the other tabs; here the tab itself hears it too, which changes nothing.
      setItem: (key: string, newValue: string) =>
        events.dispatchEvent(Object.assign(new Event('storage'), { key, newValue })),
    });
    const store = new MemoryStore();
    const first = open(new FakeLine(), store);
    first.model.say(text('never mind'));
    await soon(() => expect(store.kept.size).toBe(1));
    const second = open(new FakeLine(), store);
    await soon(() => expect(waiting(second.model)).toEqual(['never mind']));
    first.model.discard(first.model.unsent.value[0]!.clientId);
    expect(waiting(second.model)).toEqual([]);
  });
});

describe('whatever happens between', () => {
  it('everything said arrives once and in order, or is refused and said to be', async () => {
    const act = fc.record({
      kind: fc.constantFrom(
        'say',
        'say',
        'say',
        'on',
        'off',
        'reload',
        'slow reload',
        'clock on',
        'clock back',
        'lose answers',
        'answer',
        'wait',
        'full',
        'room',
      ),
      said: fc.constantFrom<Said>(text(''), photo, voice, place),
    });
    const play = async (acts: readonly { kind: string; said: Said }[]) => {
      const line = new FakeLine();
      line.receive = (words) => (words.endsWith('7') ? Promise.reject(new AskError('forbidden', 'No')) : undefined);
      const store = new MemoryStore();
      let page = open(line, store);
      const all: ClientId[] = [];
      for (const { kind, said } of acts) {
        if (kind === 'say') {
          page.model.say(said.kind === 'text' ? text(`text ${all.length}`) : said);
          all.push(page.model.unsent.value.at(-1)!.clientId);
        } else if (kind === 'on' && page.connection.state.value.phase !== 'online') page.connection.goOnline();
        else if (kind === 'off') page.connection.goOffline();
        else if (kind === 'lose answers') line.answers = false;
        else if (kind === 'answer') line.answers = true;
        else if (kind === 'full') store.isFull = true;
        else if (kind === 'room') store.isFull = false;
        else if (kind === 'clock on') page.connection.passTime(3_600_000);
        else if (kind === 'clock back') page.connection.passTime(-3_600_000);
        else await settle();
        // What was said is written by now. Nobody reloads a page that says that it must be kept open.
        if (kind.endsWith('reload') && !page.model.unsafe.value) {
          page.connection.goOffline();
          page.model.close();
          page = open(line, store);
          if (kind === 'reload') await settle();
        }
      }
      line.answers = true;
      page.connection.goOffline();
      page.connection.goOnline();
      const { model, passTime } = page;
      await soon(() => {
        passTime();
        expect(model.unsent.value.filter(({ failed }) => failed === null)).toEqual([]);
        const refused = new Set(model.unsent.value.map(({ clientId }) => clientId));
        const arrived = line.entries.map(({ clientId }) => clientId);
        expect(arrived).toEqual(all.filter((clientId) => !refused.has(clientId)));
      });
      for (const { said } of model.unsent.value) expect(wordsOf(said)).toMatch(/7$/);
      model.close();
    };
    await fc.assert(fc.asyncProperty(fc.array(act, { maxLength: 30 }), play), { numRuns: 300 });
  });
});
