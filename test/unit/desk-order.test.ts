import { describe, expect, it } from 'vitest';
import {
  chosenRows,
  heldInPlace,
  isMeant,
  longestWaitFirst,
  unchangedKept,
  type InboxRow,
} from '../../client/pages/desk/inbox-order.ts';
import type { LineId, LineSummary, Member, MemberId, Status, Topic } from '#protocol';

const me = 'member-me' as MemberId;
const idOf = (n: number) => `line-000${n}` as LineId;

interface Given {
  readonly status?: Status;
  readonly since?: number;
  readonly unread?: number;
  readonly hasCall?: boolean;
  readonly topic?: Topic;
  readonly lastAt?: number;
  readonly station?: 'here' | 'left';
}

function open(n: number, given: Given = {}): InboxRow {
  const { status = 'arrived', since = null, unread = 0, hasCall = false, topic, lastAt = 0, station } = given;
  const keeper: Member = {
    id: 'keeper-1' as MemberId,
    lineId: idOf(n),
    role: 'station',
    name: '驿站',
    left: station === 'left',
  };
  const line: LineSummary = {
    delivery: {
      id: idOf(n),
      reference: `YD 2606 123${n}`,
      status,
      recipientName: `Zhou ${n}`,
      courierName: '刘师傅',
      address: '演示花园',
      addressDetail: `6号楼 80${n}`,
      point: { lat: 0, lng: 0 },
      window: null,
      statusAt: 0,
    },
    me,
    members: station ? [keeper] : [],
    stop: n,
    lastWords: { by: me, kind: 'text', text: 'x', at: lastAt },
    unread,
    waitsSince: since,
  };
  return { kind: 'open', id: idOf(n), line, since, unread, hasCall, topic };
}

const asked = (n: number, since: number): InboxRow => ({
  kind: 'asked',
  id: idOf(n),
  since,
  line: {
    lineId: idOf(n),
    reference: `YD${n}`,
    status: 'lost',
    recipientName: '赵阿姨',
    address: '7号楼 601',
    askedAt: since,
  },
});

const numbers = (rows: readonly InboxRow[]) => rows.map(({ id }) => Number(id.at(-1)));

describe('the inbox', () => {
  it('has who waits longest first, then what is unread, then the newest words', () => {
    const rows = [
      open(1, { lastAt: 5 }),
      open(2, { lastAt: 9 }),
      open(3, { unread: 1, lastAt: 1 }),
      open(4, { since: 20 }),
      asked(5, 10),
    ];
    expect(numbers(longestWaitFirst(rows))).toEqual([5, 4, 3, 2, 1]);
  });

  it('leaves the row in front where it stood when it came there, read and answered since', () => {
    const asWaited = open(4, { since: 10 });
    const asUnread = open(3, { unread: 1 });
    const answered = [open(4), asked(5, 20), open(6, { since: 30 })];
    expect(numbers(longestWaitFirst(answered))).toEqual([5, 6, 4]);
    expect(numbers(longestWaitFirst(answered, [asWaited]))).toEqual([4, 5, 6]);
    const read = [open(1, { lastAt: 9 }), open(2, { unread: 1 }), open(3)];
    expect(numbers(longestWaitFirst(read, [asUnread]))).toEqual([2, 3, 1]);
  });

  it('moves nothing under a hand: what has gone keeps its place, what is new comes last', () => {
    const before = [asked(1, 10), open(2, { since: 20 }), open(3)];
    const joined = open(1, { since: 90 });
    expect(heldInPlace([open(4, { since: 5 }), open(3), joined], before)).toEqual([
      joined,
      before[1],
      before[2],
      open(4, { since: 5 }),
    ]);
  });

  it('keeps the same object for a row in which nothing has changed', () => {
    const before = [asked(1, 10), open(2, { since: 20, unread: 1 })];
    const known = new Map(before.map((row) => [row.id, row]));
    const again = before.map((row) => ({ ...row }));
    const kept = unchangedKept(again, known);
    expect(kept.every((row, index) => row === before[index])).toBe(true);
    const [, second] = before;
    const read: InboxRow[] = second?.kind === 'open' ? [{ ...second, unread: 0 }] : [];
    expect(unchangedKept(read, known)).toEqual(read);
    expect(unchangedKept(read, known)[0]).toBe(read[0]);
  });

  it('shows a tab, and the line in front wherever it belongs by now', () => {
    const rows = [open(1), open(2, { since: 20 }), asked(3, 10)];
    const shown = (tab: 'waiting' | 'mine' | 'all', current: LineId | null = null) =>
      numbers(chosenRows(rows, { tab, filter: null, current }));
    expect(shown('waiting')).toEqual([2, 3]);
    expect(shown('mine')).toEqual([1, 2]);
    expect(shown('all')).toEqual([1, 2, 3]);
    expect(shown('waiting', idOf(1))).toEqual([1, 2, 3]);
  });

  it('narrows it to what is unread, in trouble, in a call, or at a station', () => {
    const rows = [
      open(1, { unread: 2 }),
      open(2, { status: 'failed' }),
      open(3, { hasCall: true }),
      open(4, { status: 'at_station' }),
      open(5, { station: 'here' }),
      open(6, { station: 'left' }),
      asked(7, 1),
      open(8, { topic: 'missing' }),
      open(9, { topic: 'leave_at' }),
    ];
    const only = (filter: 'unread' | 'problem' | 'call' | 'station') =>
      numbers(chosenRows(rows, { tab: 'all', filter, current: null }));
    expect(only('unread')).toEqual([1, 7]);
    expect(only('problem')).toEqual([2, 7, 8]);
    expect(only('call')).toEqual([3]);
    expect(only('station')).toEqual([4, 5]);
  });

  it('finds a line by its number, recipient and door, however they are spaced', () => {
    const row = open(1);
    for (const text of ['yd26061231', '1231', 'zhou 1', 'ZHOU1', '6号楼801', '演示花园'])
      expect(isMeant(row, text), text).toBe(true);
    for (const text of ['9999', '刘师傅', ' ', '·']) expect(isMeant(row, text), text).toBe(false);
    expect(isMeant(asked(2, 1), '赵阿姨')).toBe(true);
  });
});
