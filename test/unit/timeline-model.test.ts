import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { AskError } from '../../client/connection.ts';
import { createTimelineModel, type TimelineModel } from '../../client/timeline/model.ts';
import type { Marks } from '../../client/timeline/marks.ts';
import type { EntryId, LineId, MemberId } from '#protocol';
import type { FakeConnection } from '../support/fake-connection.ts';
import { courier, FakeLine, lineId, me } from '../support/fake-line.ts';
import { MemoryStore } from '../support/memory-store.ts';

function open(connection: FakeConnection) {
  const shown: number[] = [];
  const marks: Marks = {
    arrived() {},
    shown: (_line, seq) => void shown.push(seq),
    look() {},
    known() {},
    close() {},
  };
  const waits: { ms: number; run: () => void }[] = [];
  const model = createTimelineModel({
    connection,
    lineId,
    me,
    marks,
    openStore: () => new MemoryStore(),
    after: (ms, run) => void waits.push({ ms, run }),
  });
  /** Lets everything that was to happen later happen. */
  const passTime = () => {
    for (const { run } of waits.splice(0)) run();
  };
  return { model, shown, waits, passTime };
}
const soon = (check: () => void) => vi.waitFor(check, { interval: 1, timeout: 8000 });
const loaded = (model: TimelineModel) => soon(() => expect(model.loaded.value).toBe(true));
const said = (model: TimelineModel) =>
  model.entries.value.map((entry) => (entry.body.kind === 'text' ? entry.body.text : ''));
const seqs = (model: TimelineModel) => model.entries.value.map((entry) => entry.seq);
const from = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, index) => first + index);

/** A line with so many entries: "1", "2", … */
function lineOf(count: number): FakeLine {
  const line = new FakeLine();
  for (let seq = 1; seq <= count; seq += 1) line.add(courier, String(seq));
  return line;
}
async function opened(line: FakeLine) {
  const connection = line.connect();
  const page = open(connection);
  connection.goOnline();
  await loaded(page.model);
  return { connection, ...page };
}

describe('a timeline on a page', () => {
  it('opens with the newest screen', async () => {
    const line = lineOf(120);
    const connection = line.connect();
    const { model } = open(connection);
    expect(model.loaded.value).toBe(false);
    connection.goOnline();
    await loaded(model);
    expect(seqs(model)).toEqual(from(71, 120));
    expect(model.older.value).toBe('there');
  });

  it('fills a gap: a notice that is not the next one makes it ask, and nothing is shown out of place', async () => {
    const line = new FakeLine();
    const { model, connection } = await opened(line);
    line.tell(line.add(courier, 'first'));
    line.add(courier, 'lost on the way');
    connection.notify('timeline.changed', line.add(courier, 'third'));
    expect(said(model)).toEqual(['first']);
    await soon(() => expect(said(model)).toEqual(['first', 'lost on the way', 'third']));
  });

  it('fills a gap before the first entry of an empty line', async () => {
    const line = new FakeLine();
    const { model, connection } = await opened(line);
    line.add(courier, 'lost on the way');
    connection.notify('timeline.changed', line.add(courier, 'second'));
    expect(said(model)).toEqual([]);
    await soon(() => expect(said(model)).toEqual(['lost on the way', 'second']));
  });

  it('shows a notice that comes twice once, and a changed entry in its old place', async () => {
    const line = new FakeLine();
    const { model } = await opened(line);
    const first = line.tell(line.add(courier, 'turning into text'));
    line.tell(first);
    line.tell(line.add(courier, 'second'));
    line.tell(line.change(1, 'what was said'));
    expect(said(model)).toEqual(['what was said', 'second']);
  });

  it('draws nothing anew where nothing is new', async () => {
    const line = lineOf(3);
    const { model, connection } = await opened(line);
    const before = model.entries.value;
    line.tell(line.entries[2]!);
    connection.goOffline();
    connection.goOnline();
    await new Promise((resolve) => setTimeout(resolve));
    expect(model.entries.value).toBe(before);
  });

  it('ignores other lines', async () => {
    const line = new FakeLine();
    const { model, connection } = await opened(line);
    connection.notify('timeline.changed', { ...line.add(courier, 'elsewhere'), lineId: 'line-0002' as LineId });
    expect(said(model)).toEqual([]);
  });

  it('passes over changes that it may not see', async () => {
    const line = lineOf(2);
    const { model, connection } = await opened(line);
    line.rev += 1;
    connection.notify('timeline.passed', { lineId, rev: line.rev });
    line.tell(line.add(courier, '3'));
    await soon(() => expect(said(model)).toEqual(['1', '2', '3']));
  });

  it('asks for a change of which it is told only that there is one', async () => {
    const line = lineOf(2);
    const { model, connection } = await opened(line);
    const { rev } = line.change(2, 'other words');
    connection.notify('timeline.passed', { lineId, rev });
    await soon(() => expect(said(model)).toEqual(['1', 'other words']));
  });

  it('hears what was said while its first question was under way', async () => {
    const line = lineOf(1);
    const connection = line.connect();
    const { model } = open(connection);
    const answer = connection.answers['timeline.open']!;
    connection.answers['timeline.open'] = async (asked) => {
      const page = await answer(asked);
      line.tell(line.add(courier, '2'));
      return page;
    };
    connection.goOnline();
    await soon(() => expect(said(model)).toEqual(['1', '2']));
  });

  it('catches up after it was away', async () => {
    const line = new FakeLine();
    const { model, connection } = await opened(line);
    line.tell(line.add(courier, 'before'));
    connection.goOffline();
    line.add(courier, 'meanwhile');
    line.change(1, 'before, corrected');
    connection.goOnline();
    await soon(() => expect(said(model)).toEqual(['before, corrected', 'meanwhile']));
  });

  it('catches up over several answers at once: never an entry without those before it', async () => {
    const line = lineOf(4);
    line.pageSize = 2;
    const { model, connection } = await opened(line);
    const seen: number[][] = [];
    model.entries.subscribe((entries) => seen.push(entries.map((entry) => entry.seq)));
    connection.goOffline();
    line.add(courier, '5');
    line.add(courier, '6');
    line.add(courier, '7');
    line.change(5, '5 changed'); // so that 5 comes with the second answer, 6 and 7 with the first
    connection.goOnline();
    await soon(() => expect(said(model)).toEqual(['1', '2', '3', '4', '5 changed', '6', '7']));
    expect(seen).toEqual([from(1, 4), from(1, 7)]);
  });

  it('reads the newest screen anew after a very long absence', async () => {
    const line = lineOf(60);
    line.pageSize = 20;
    const { model, connection } = await opened(line);
    connection.goOffline();
    for (let seq = 61; seq <= 400; seq += 1) line.add(courier, String(seq));
    connection.goOnline();
    await soon(() => expect(seqs(model)).toEqual(from(351, 400)));
    expect(model.older.value).toBe('there');
    line.tell(line.add(courier, '401'));
    expect(seqs(model)).toEqual(from(351, 401));
  });

  it('asks again where the server had no time', async () => {
    const line = lineOf(1);
    const connection = line.connect();
    const answer = connection.answers['timeline.open']!;
    connection.answers['timeline.open'] = () => Promise.reject(new AskError('timed_out', 'slow'));
    const { model, passTime } = open(connection);
    connection.goOnline();
    connection.answers['timeline.open'] = answer;
    await soon(() => {
      passTime();
      expect(said(model)).toEqual(['1']);
    });
  });

  it('starts anew where the server was set back to an earlier day', async () => {
    const line = lineOf(5);
    const { model, connection } = await opened(line);
    connection.goOffline();
    line.entries.splice(3);
    line.rev = 3;
    connection.answers['timeline.since'] = () => Promise.reject(new AskError('bad_request', 'No such change'));
    connection.goOnline();
    await soon(() => expect(seqs(model)).toEqual([1, 2, 3]));
    line.tell(line.add(courier, 'another 4'));
    expect(said(model)).toEqual(['1', '2', '3', 'another 4']);
  });

  it('pages back through 10,000 entries, each once', async () => {
    const line = lineOf(10_000);
    const { model } = await opened(line);
    while (model.older.value === 'there') {
      model.loadOlder();
      model.loadOlder(); // a view that asks twice
      expect(model.older.value).toBe('loading');
      await soon(() => expect(model.older.value).not.toBe('loading'));
    }
    expect(model.older.value).toBe('none');
    expect(seqs(model)).toEqual(from(1, 10_000));
    line.tell(line.change(5000, 'changed'));
    expect(said(model)[4999]).toBe('changed');
  });

  it('keeps a change that overtakes the page of earlier entries it belongs to', async () => {
    const line = lineOf(60);
    const { model, connection } = await opened(line);
    const answer = connection.answers['timeline.before']!;
    connection.answers['timeline.before'] = async (asked) => {
      const page = await answer(asked);
      line.tell(line.change(3, 'corrected'));
      return page;
    };
    model.loadOlder();
    await soon(() => expect(model.older.value).toBe('none'));
    expect(said(model).slice(0, 4)).toEqual(['1', '2', 'corrected', '4']);
  });

  it('can be asked for earlier entries again where the network gave out', async () => {
    const line = lineOf(60);
    const { model, connection } = await opened(line);
    connection.goOffline();
    model.loadOlder();
    await soon(() => expect(model.older.value).toBe('there'));
    connection.goOnline();
    model.loadOlder();
    await soon(() => expect(seqs(model)).toEqual(from(1, 60)));
  });

  it('ends with the server’s line whatever gets lost on the way', async () => {
    const act = fc.oneof(
      { weight: 6, arbitrary: fc.record({ kind: fc.constant('add' as const), told: fc.boolean() }) },
      {
        weight: 2,
        arbitrary: fc.record({ kind: fc.constant('change' as const), told: fc.boolean(), which: fc.nat() }),
      },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('pass' as const), told: fc.boolean() }) },
      { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('off', 'on', 'older', 'wait') }) },
    );
    const play = async (acts: readonly (typeof act extends fc.Arbitrary<infer Act> ? Act : never)[]) => {
      const line = lineOf(12);
      line.screenSize = 5;
      line.pageSize = 3;
      const { model, connection } = await opened(line);
      const online = () => connection.state.value.phase === 'online';
      for (const step of acts) {
        switch (step.kind) {
          case 'add':
          case 'change': {
            const entry =
              step.kind === 'add'
                ? line.add(courier, 'more')
                : line.change(1 + (step.which % line.entries.length), `change ${line.rev}`);
            if (step.told) line.tell(entry);
            break;
          }
          case 'pass':
            line.rev += 1;
            if (step.told && online()) connection.notify('timeline.passed', { lineId, rev: line.rev });
            break;
          case 'off':
            connection.goOffline();
            break;
          case 'on':
            if (!online()) connection.goOnline();
            break;
          case 'older':
            model.loadOlder();
            break;
          case 'wait':
            await new Promise((resolve) => setTimeout(resolve));
        }
      }
      connection.goOffline();
      connection.goOnline();
      const last = line.tell(line.add(courier, 'the end'));
      await soon(() => {
        const { value } = model.entries;
        expect(value.at(-1)).toEqual(last);
        expect(value).toEqual(line.entries.slice((value[0]?.seq ?? 0) - 1));
        expect(model.older.value).toBe(value[0]?.seq === 1 ? 'none' : 'there');
      });
      model.close();
    };
    await fc.assert(fc.asyncProperty(fc.array(act, { maxLength: 40 }), play), { numRuns: 100 });
  }, 60_000);
});

describe('marks, typing and taking back', () => {
  it('knows how far each member has come, forward only, also after it was away', async () => {
    const line = lineOf(3);
    line.marks.push({ memberId: courier, delivered: 2, read: 1 });
    const { model, connection } = await opened(line);
    expect(model.marks.value).toEqual(new Map([[courier, { delivered: 2, read: 1 }]]));
    connection.notify('timeline.marked', { lineId, memberId: courier, delivered: 3, read: 1 });
    connection.notify('timeline.marked', { lineId, memberId: courier, delivered: 2, read: 2 });
    expect(model.marks.value.get(courier)).toEqual({ delivered: 3, read: 2 });
    connection.goOffline();
    line.marks.splice(0, 1, { memberId: courier, delivered: 3, read: 3 });
    connection.goOnline();
    await soon(() => expect(model.marks.value.get(courier)).toEqual({ delivered: 3, read: 3 }));
  });

  it('tells how far it has come itself, but not for its own words', async () => {
    const line = lineOf(3);
    const { shown } = await opened(line);
    expect(shown.at(-1)).toBe(3);
    line.tell(line.add(me, 'mine'));
    expect(shown.at(-1)).toBe(3);
    line.tell(line.add(courier, 'theirs'));
    expect(shown.at(-1)).toBe(5);
  });

  it('shows who is writing until they have said it or stopped', async () => {
    const line = new FakeLine();
    const other = 'member-agent' as MemberId;
    const { model, connection, passTime } = await opened(line);
    for (const memberId of [courier, other, me]) connection.notify('timeline.typing', { lineId, memberId });
    connection.notify('timeline.typing', { lineId: 'line-0002' as LineId, memberId: courier });
    expect(model.typing.value).toEqual([courier, other]);
    line.tell(line.add(courier, 'there'));
    expect(model.typing.value).toEqual([other]);
    passTime();
    expect(model.typing.value).toEqual([]);
  });

  it('goes on showing who goes on writing', async () => {
    const { model, connection, waits } = await opened(new FakeLine());
    connection.notify('timeline.typing', { lineId, memberId: courier });
    const [first] = waits.splice(0);
    connection.notify('timeline.typing', { lineId, memberId: courier });
    first?.run();
    expect(model.typing.value).toEqual([courier]);
  });

  it('tells now and then that its own member is writing, and anew after they said it', async () => {
    const line = new FakeLine();
    const { model, connection } = await opened(line);
    const told = vi.fn<() => null>(() => null);
    connection.answers['timeline.typing'] = told;
    for (let key = 0; key < 20; key += 1) model.isTyping();
    expect(told).toHaveBeenCalledTimes(1);
    connection.passTime(3000);
    model.isTyping();
    expect(told).toHaveBeenCalledTimes(2);
    model.say({ kind: 'text', text: 'said' });
    model.isTyping();
    expect(told).toHaveBeenCalledTimes(3);
    connection.goOffline();
    connection.passTime(3000);
    model.isTyping(); // nobody hears it, nothing breaks
  });

  it('takes back one’s own words, or says why not', async () => {
    const line = new FakeLine();
    const { model, connection } = await opened(line);
    const entry = line.tell(line.add(me, 'oops'));
    connection.answers['timeline.take_back'] = ({ entryId }) => {
      if (entryId !== entry.id) throw new AskError('too_late', 'Too late');
      return { ...line.change(1, ''), body: { kind: 'taken_back', was: 'text' } };
    };
    expect(await model.takeBack(entry.id)).toBe(null);
    expect(model.entries.value[0]?.body).toEqual({ kind: 'taken_back', was: 'text' });
    expect(await model.takeBack('entry-other' as EntryId)).toBe('too_late');
  });

  it('asks the server what it searches for', async () => {
    const { model, connection } = await opened(new FakeLine());
    connection.answers['timeline.search'] = (asked) => {
      expect(asked).toEqual({ lineId, text: 'gate', after: null });
      return { found: [], next: 'more' };
    };
    expect(await model.search('gate', null)).toEqual({ found: [], next: 'more' });
  });
});
