import { beforeEach, describe, expect, it } from 'vitest';
import type { DeviceId, LineId, LinkId, MemberId } from '#protocol';
import { RefusedError } from '../../server/edge/refused-error.ts';
import type { Caller, Membership, Notify } from '../../server/parts.ts';
import { openMarks } from '../../server/timeline/marks.ts';
import type { LineMark, MarksStore } from '../../server/timeline/marks-store.ts';
import { TestClock } from '../support/test-clock.ts';

const lineId = 'line-0001' as LineId;
const otherLine = 'line-0002' as LineId;
const me = 'member-001' as MemberId;
const scope = { role: 'recipient', scopeId: lineId } as const;
const caller: Caller = { actor: { linkId: 'link-0001' as LinkId, ...scope }, deviceId: 'device-001' as DeviceId };

let clock: TestClock;
let written: LineMark[][];
let stored: LineMark[];
let told: unknown[];
let reported: unknown[];
let failing: boolean;

beforeEach(() => {
  clock = new TestClock();
  [written, stored, told, reported, failing] = [[], [], [], [], false];
});

function marks() {
  const store: MarksStore = {
    of: async (lineIds) => stored.filter((mark) => lineIds.includes(mark.lineId)),
    endsOf: async (lineIds) => new Map(lineIds.map((id) => [id, 10])),
    async write(marks) {
      if (failing) throw new Error('The disk is full');
      written.push([...marks]);
      stored = [...stored.filter((old) => !marks.some((mark) => mark.lineId === old.lineId)), ...marks];
    },
  };
  const membership: Membership = {
    async mustBeOn(_actor, line) {
      if (line !== lineId && line !== otherLine && !line.startsWith('many-'))
        throw new RefusedError('forbidden', 'Not theirs');
      return { id: me, lineId: line, role: 'recipient', name: 'Li', left: false, hiddenSeq: 0 };
    },
    members: async () => [],
  };
  const line: Notify['line'] = (_line, _name, body) => void told.push(body);
  const nothing = () => undefined;
  const notify: Notify = { line, scope: nothing, desk: nothing, admit: nothing, dismiss: nothing, device: nothing };
  return openMarks({ clock, notify, membership, report: (_, error) => void reported.push(error), store });
}

const mark = (delivered: number, read: number, on = lineId) => ({ lineId: on, memberId: me, delivered, read });
/** Lets what was begun come to its end: every step of it waits for nothing but a promise. */
const settle = () => new Promise((done) => void setImmediate(done));

describe('marks', () => {
  it('are told at once and written later, all together', async () => {
    const open = marks();
    await open.move(caller, [mark(3, 2), mark(1, 0, otherLine)]);
    await open.move(caller, [mark(4, 4)]);
    expect(told).toEqual([mark(3, 2), mark(1, 0, otherLine), mark(4, 4)]);
    expect(written).toEqual([]);
    clock.pass(1000);
    await settle();
    expect(written).toEqual([[mark(4, 4), mark(1, 0, otherLine)]]);
    clock.pass(10_000);
    await settle();
    expect(written).toHaveLength(1);
  });

  it('do not go back where more are known than can be kept in memory', async () => {
    stored = [mark(5, 5)];
    const open = marks();
    await open.move(caller, [mark(5, 5)]);
    const many = Array.from({ length: 20_000 }, (_, i) => mark(1, 1, `many-${i}` as LineId));
    await open.move(caller, [...many, mark(2, 0)]);
    expect(told).toHaveLength(many.length);
    await open.close();
  });

  it('never go back, and are not told where they do not move', async () => {
    stored = [mark(5, 5)];
    const open = marks();
    await open.move(caller, [mark(4, 3), mark(5, 5)]);
    await open.move(caller, [mark(2, 0)]);
    expect(told).toEqual([]);
    await open.close();
    expect(written).toEqual([]);
  });

  it('of what was read say that it was delivered', async () => {
    const open = marks();
    await open.move(caller, [mark(0, 6)]);
    expect(told).toEqual([mark(6, 6)]);
  });

  it.each([
    ['beyond the end of the line', 'bad_request', mark(11, 0)],
    ['read beyond the end of the line', 'bad_request', mark(0, 11)],
    ['on a line of other people', 'forbidden', mark(1, 1, 'line-0003' as LineId)],
  ])('%s are refused, and those beside them do not move', async (_, code, wrong) => {
    const open = marks();
    await expect(open.move(caller, [mark(1, 1), wrong])).rejects.toMatchObject({ code });
    expect(told).toEqual([]);
    expect(await open.of(lineId)).toEqual([]);
  });

  it('are in the database before somebody counts by them or asks for them', async () => {
    const open = marks();
    await open.move(caller, [mark(3, 2)]);
    await open.settled({ role: 'courier', scopeId: lineId });
    expect(written).toEqual([]);
    await open.settled(scope);
    expect(written).toEqual([[mark(3, 2)]]);
    await open.move(caller, [mark(7, 7)]);
    expect(await open.of(otherLine)).toEqual([]);
    expect(written).toHaveLength(1);
    expect(await open.of(lineId)).toEqual([{ memberId: me, delivered: 7, read: 7 }]);
  });

  it('that cannot be written are reported once, and written when they can be', async () => {
    const open = marks();
    failing = true;
    await open.move(caller, [mark(3, 2)]);
    for (let i = 0; i < 3; i++) {
      clock.pass(1000);
      await settle();
    }
    await open.settled(scope);
    expect(reported).toHaveLength(1);
    failing = false;
    clock.pass(1000);
    await settle();
    expect(written).toEqual([[mark(3, 2)]]);
  });

  it('that are left are written at the end, and nothing after it', async () => {
    const open = marks();
    await open.move(caller, [mark(3, 2)]);
    await open.close();
    await open.close();
    clock.pass(10_000);
    await settle();
    expect(written).toEqual([[mark(3, 2)]]);
  });
});
