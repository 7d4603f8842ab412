import { signal } from '@preact/signals';
import { afterEach, describe, expect, it } from 'vitest';
import type { Entry, EntryId, LineId, Member, MemberId } from '#protocol';
import { quickRepliesFor } from '../../client/deliveries/quick-replies-for.ts';
import { language } from '../../client/language.ts';
import { bodyInOneLine, inOneLine } from '../../client/timeline/entry-words.ts';
import { findEntry } from '../../client/timeline/find-entry.ts';
import type { TimelineModel } from '../../client/timeline/model.ts';
import { markOf } from '../../client/timeline/said-marks.ts';

afterEach(() => {
  language.value = 'en';
});

const member = (id: string): Member => ({
  id: id as MemberId,
  lineId: 'line-0001' as LineId,
  role: 'courier',
  name: id,
  left: false,
});
const entry = (seq: number): Entry => ({
  id: `entry-${seq}` as EntryId,
  lineId: 'line-0001' as LineId,
  seq,
  rev: seq,
  at: seq,
  by: null,
  clientId: null,
  replyTo: null,
  body: { kind: 'text', text: String(seq) },
});

describe('an entry in one line', () => {
  it('is its words, and where it has none, what it is, in the reader’s language', () => {
    language.value = 'en';
    expect(bodyInOneLine({ kind: 'text', text: 'Blue door' }, [])).toBe('Blue door');
    expect(bodyInOneLine({ kind: 'taken_back', was: 'text' }, [])).toBe('Taken back');
    expect(inOneLine({ kind: 'photo', text: '' }, [])).toBe('Photo');
    language.value = 'zh';
    expect(inOneLine({ kind: 'photo', text: '' }, [])).toBe('照片');
    expect(inOneLine({ kind: 'place', text: '北门' }, [])).toBe('北门');
  });

  it('says who came or went, and as what', () => {
    const lin = { ...member('Lin'), role: 'agent' } as const;
    const came = { kind: 'member', memberId: lin.id, role: lin.role, change: 'joined' } as const;
    language.value = 'en';
    expect(bodyInOneLine(came, [lin])).toBe('Lin (customer service) joined');
    expect(bodyInOneLine({ ...came, change: 'left' }, [lin])).toBe('Lin (customer service) left');
    language.value = 'zh';
    expect(bodyInOneLine(came, [lin])).toBe('Lin（客服）加入了');
  });

  it('leaves a status to the words of statuses', () => {
    expect(bodyInOneLine({ kind: 'status', status: 'arrived' }, [])).toBe('');
  });
});

describe('how far an entry has come', () => {
  const others = [member('member-w'), member('member-s')];
  const marks = (...of: [string, number, number][]) =>
    new Map(of.map(([id, delivered, read]) => [id as MemberId, { delivered, read }]));

  it('is sent until somebody else has it', () => {
    expect(markOf(5, others, marks())).toEqual({ state: 'sent' });
    expect(markOf(5, others, marks(['member-w', 4, 4], ['member-me', 9, 9]))).toEqual({ state: 'sent' });
  });

  it('is delivered to, and read by, whom it names', () => {
    expect(markOf(5, others, marks(['member-w', 5, 2]))).toEqual({ state: 'delivered', with: [others[0]] });
    expect(markOf(5, others, marks(['member-w', 9, 5], ['member-s', 9, 4]))).toEqual({
      state: 'read',
      with: [others[0]],
    });
  });
});

describe('an entry that is looked for', () => {
  /** A line of 100 entries of which the newest 20 are loaded; earlier ones come 20 at a time. */
  function line(works = true): TimelineModel {
    const entries = signal<readonly Entry[]>(Array.from({ length: 20 }, (_, i) => entry(81 + i)));
    const older = signal<'none' | 'there' | 'loading'>('there');
    const model: Pick<TimelineModel, 'entries' | 'older' | 'loadOlder'> = {
      entries,
      older,
      loadOlder() {
        older.value = 'loading';
        setTimeout(() => {
          const first = entries.value[0]?.seq ?? 1;
          if (works) entries.value = [...Array.from({ length: 20 }, (_, i) => entry(first - 20 + i)), ...entries.value];
          older.value = works && first === 21 ? 'none' : 'there';
        });
      },
    };
    return model as TimelineModel;
  }

  it('is found where it is, by its id or its number, loading earlier ones until it is there', async () => {
    expect((await findEntry(line(), { seq: 95 }))?.seq).toBe(95);
    expect((await findEntry(line(), { seq: 3 }))?.seq).toBe(3);
    expect((await findEntry(line(), { id: 'entry-41' as EntryId }))?.seq).toBe(41);
  });

  it('is not found where the line has none such, and where the network is gone', async () => {
    expect(await findEntry(line(), { id: 'entry-x' as EntryId })).toBeNull();
    expect(await findEntry(line(false), { seq: 3 })).toBeNull();
  });
});

describe('quick replies', () => {
  it('fit the status and have the page’s language, each once', () => {
    const replies = [
      { statuses: ['arrived' as const], zh: '马上下来', en: 'Coming down' },
      { statuses: ['arrived' as const, 'nearby' as const], zh: '放门口', en: 'At the door' },
      { statuses: ['arrived' as const], zh: '放门口', en: 'Leave it' },
    ];
    language.value = 'zh';
    expect(quickRepliesFor(replies, 'arrived')).toEqual(['马上下来', '放门口']);
    expect(quickRepliesFor(replies, 'nearby')).toEqual(['放门口']);
    language.value = 'en';
    expect(quickRepliesFor(replies, 'delivered')).toEqual([]);
  });
});
