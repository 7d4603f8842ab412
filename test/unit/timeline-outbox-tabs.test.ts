import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { AskError } from '../../client/connection.ts';
import type { Said } from '../../client/timeline/said.ts';
import type { ClientId } from '#protocol';
import { FakeLine } from '../support/fake-line.ts';
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
      model.say(text('now'));
      connection.goOnline();
      await vi.advanceTimersByTimeAsync(10_000);
      expect(line.received).toEqual([]);
      await vi.advanceTimersByTimeAsync(10_000);
      expect(line.received).toEqual(['now']);
    } finally {
      vi.useRealTimers();
    }
  });

  it('need no turn for what is said while there is a network', async () => {
    const line = new FakeLine();
    vi.stubGlobal('navigator', { locks: { request: () => new Promise(() => undefined) } });
    const { model, connection } = open(line, new MemoryStore());
    connection.goOnline();
    await settle();
    model.say(text('at once'));
    await soon(() => expect(line.received).toEqual(['at once']));
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
    await fc.assert(fc.asyncProperty(fc.array(act, { maxLength: 30 }), play), { numRuns: 100 });
  }, 60_000);
});
