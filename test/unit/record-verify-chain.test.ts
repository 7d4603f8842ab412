import { describe, expect, it } from 'vitest';
import type { ClientId, EntryBody, EntryId, LineId, MemberId } from '#protocol';
import { chainStart, contentHash, linkHash } from '../../server/record/chain.ts';
import type { DeliveryRecord, State } from '../../server/record/record-format.ts';
import { verifyChain } from '../../server/record/verify-chain.ts';

const lineId = 'line-0001' as LineId;
const by = 'member-0001' as MemberId;

/** A record of states, each `[rev, seq, body]`, linked as the server links them. */
function recordOf(states: readonly [rev: number, seq: number, body: EntryBody][]): DeliveryRecord {
  let hash = chainStart(lineId);
  const linked = states.map(([rev, seq, content]): State => {
    const salt = `salt ${rev}`;
    const facts = {
      rev,
      seq,
      entryId: `entry-${seq}000` as EntryId,
      at: seq,
      changedAt: rev,
      by,
      clientId: `client-${seq}` as ClientId,
      replyTo: null,
      contentHash: contentHash(salt, content),
    };
    hash = linkHash(hash, { ...facts, lineId });
    return { ...facts, content, salt, hash };
  });
  const seq = Math.max(0, ...states.map(([, number]) => number));
  return {
    format: 'doorline-record',
    version: 1,
    exportedAt: 9,
    delivery: {
      id: lineId,
      reference: 'r',
      status: 'delivered',
      recipientName: 'Li',
      courierName: 'Wang',
      address: 'x',
      addressDetail: '',
      point: { lat: 1, lng: 2 },
      window: null,
      statusAt: 1,
      createdAt: 1,
    },
    members: [],
    chain: { version: 1, lineId, rev: states.at(-1)?.[0] ?? 0, seq, head: hash },
    files: [],
    missing: [],
    states: linked,
  };
}

const text = (words: string): EntryBody => ({ kind: 'text', text: words });
const erased: EntryBody = { kind: 'erased', was: 'text', why: 'request' };

describe('checking a chain', () => {
  it('finds a line whole on which nothing was said', () => {
    expect(verifyChain(recordOf([]))).toEqual({ problems: [], notices: [] });
  });

  it('takes numbers that an older line had before it was chained for no gap', () => {
    const record = recordOf([
      [2, 1, text('a')],
      [3, 2, text('b')],
      [6, 3, text('c')],
    ]);
    const { problems, notices } = verifyChain(record);
    expect(problems).toEqual([]);
    expect(notices).toEqual([
      'Change 1 came before the record of this line was chained.',
      'Changes 4 to 5 came before the record of this line was chained.',
    ]);
  });

  it('believes that a content was erased only where a later link says so', () => {
    const record = recordOf([
      [1, 1, text('a')],
      [2, 2, text('b')],
      [3, 1, erased],
    ]);
    const [first, second] = record.states;
    if (!first || !second) throw new Error('There are two');
    Object.assign(first, { content: null, salt: null });
    expect(verifyChain(record)).toEqual({
      problems: [],
      notices: ['Erased for good, as the record says itself: the content of entry 1.'],
    });
    Object.assign(second, { content: null, salt: null });
    expect(verifyChain(record).problems).toEqual([
      'Entry 2 (change 2): its content was taken out, and no erasure of it is on record.',
    ]);
  });

  it('names an entry that became another, a number that is there twice, and one beyond the last', () => {
    const record = recordOf([
      [1, 1, text('a')],
      [2, 2, text('b')],
      [3, 1, text('c')],
    ]);
    const [, second, third] = record.states;
    if (!second || !third) throw new Error('There are three');
    Object.assign(third, { by: null });
    expect(verifyChain(record).problems).toEqual([
      'Entry 1 (change 3): its link does not fit: it was changed, removed or put in later.',
      'Entry 1 (change 3): its number, time, author or answer are not those it began with.',
    ]);
    Object.assign(third, { by });
    Object.assign(second, { seq: 1 });
    expect(verifyChain(record).problems).toContain('Entry 1 (change 2): there are two entries of this number.');
    Object.assign(second, { seq: 7 });
    expect(verifyChain(record).problems).toContain('Entry 7 is beyond the last that the record names.');
    Object.assign(second, { seq: 2, rev: 1 });
    expect(verifyChain(record).problems).toContain('Entry 2 (change 1): there are two changes of this number.');
  });
});
