import { afterEach, describe, expect, it } from 'vitest';
import { AskError } from '../../client/connection.ts';
import type { Said } from '../../client/timeline/said.ts';
import type { EntryId, ErrorCode } from '#protocol';
import { courier, FakeLine, me } from '../support/fake-line.ts';
import { MemoryStore } from '../support/memory-store.ts';
import {
  closePages,
  open,
  photo,
  place,
  settle,
  shown,
  soon,
  text,
  voice,
  waiting,
  wordsOf,
} from '../support/outbox-page.ts';

afterEach(closePages);

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
