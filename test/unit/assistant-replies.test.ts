import { describe, expect, it } from 'vitest';
import { LeavePlace, ProblemKind, REPLIES_MAX, statuses } from '#protocol';
import { type Asked, suggestedReplies } from '../../server/assistant/reply-table.ts';
import type { Wish } from '../../server/assistant/summary.ts';
import { windowWords } from '../../server/assistant/window-words.ts';

const zone = 'Asia/Shanghai';
const at = (iso: string) => Date.parse(`${iso}+08:00`);
/** A Tuesday. */
const now = at('2026-11-24T14:20:00');
const tomorrow = { from: at('2026-11-25T18:00:00'), to: at('2026-11-25T22:00:00') };
const friday = { from: at('2026-11-27T08:00:00'), to: at('2026-11-27T12:00:00') };

const places = LeavePlace.options;
const kinds = ProblemKind.options;
const wishes: readonly Wish[] = [
  ...kinds.map((kind): Wish => ({ intent: 'problem', kind })),
  ...places.map((place): Wish => ({ intent: 'leave_at', place })),
  ...places.map((place): Wish => ({ intent: 'ask_leave_at', place })),
  { intent: 'reschedule', date: '2026-11-25', from: '18:00' },
  { intent: 'not_home' },
  { intent: 'refuse' },
  { intent: 'change_address' },
  { intent: 'ask_where' },
  { intent: 'ask_home' },
  { intent: 'ask_directions' },
  { intent: 'ask_code' },
];

const asked = (means: Wish, more: Partial<Asked> = {}): Asked => ({
  means,
  status: 'out_for_delivery',
  window: null,
  free: [tomorrow, friday],
  isOther: false,
  isNever: () => false,
  now,
  zone,
  ...more,
});
const zh = (means: Wish, more?: Partial<Asked>) => suggestedReplies(asked(means, more)).map((reply) => reply.zh);
const all = wishes.flatMap((means) =>
  statuses.flatMap((status) =>
    [true, false].flatMap((odd) =>
      suggestedReplies(
        asked(means, {
          status,
          window: odd ? friday : null,
          isOther: odd,
          isNever: () => odd,
          free: odd ? [] : [tomorrow],
        }),
      ),
    ),
  ),
);

describe('the replies that are suggested to an agent', () => {
  it('are one to three for whatever is asked, each said once', () => {
    for (const means of wishes)
      for (const status of statuses) {
        const replies = zh(means, { status });
        expect(replies.length).toBeGreaterThan(0);
        expect(replies.length).toBeLessThanOrEqual(REPLIES_MAX);
        expect(new Set(replies).size).toBe(replies.length);
      }
  });

  it('are short, calm, each in its language, and promise no money', () => {
    const wrong = all.filter(
      (reply) =>
        /[a-z]/i.test(reply.zh) ||
        /\p{Script=Han}/u.test(reply.en) ||
        reply.zh.length > 40 ||
        reply.en.length > 120 ||
        /[!！]|undefined/.test(reply.zh + reply.en) ||
        /钱|赔|退款|补偿|红包|优惠|refund|money|pay|compensat|voucher|free of charge/i.test(reply.zh + reply.en),
    );
    expect(wrong).toEqual([]);
  });

  it('name only windows that can be had, in words that nobody can misread', () => {
    expect(zh({ intent: 'reschedule', date: '2026-11-25' })).toEqual([
      '可以改到明天 18:00–22:00，可以吗？',
      '可以改到11月27日周五 08:00–12:00，可以吗？',
      '您希望改到哪天，什么时段？',
    ]);
    expect(suggestedReplies(asked({ intent: 'reschedule', date: '2026-11-25' })).map(({ en }) => en)).toEqual([
      'We can come tomorrow, 18:00–22:00. Is that all right?',
      'We can come Fri 27 November, 08:00–12:00. Is that all right?',
      'Which day and time would suit you?',
    ]);
    expect(zh({ intent: 'reschedule', date: '2026-11-25' }, { isOther: true })[0]).toBe(
      '您说的时间送不了，最近的是明天 18:00–22:00，可以吗？',
    );
    expect(zh({ intent: 'reschedule', date: null }, { free: [] })).toEqual(['您希望改到哪天，什么时段？']);
    // What was delivered is not brought again.
    expect(zh({ intent: 'not_home' }, { status: 'delivered' }).join()).not.toContain('18:00');
  });

  it('go by how the delivery stands', () => {
    expect(zh({ intent: 'problem', kind: 'missing' }, { status: 'left_at_place' })[0]).toBe(
      '请先看看门口和邻居家，我正在问快递员放在哪里了',
    );
    expect(zh({ intent: 'problem', kind: 'missing' }, { status: 'nearby' })[0]).toBe(
      '系统显示还没有送到，我正在问快递员',
    );
    expect(zh({ intent: 'ask_where' }, { status: 'arrived' })[0]).toContain('已经到门口');
    expect(zh({ intent: 'ask_where' }, { status: 'rescheduled', window: friday })[0]).toBe(
      '约好的是11月27日周五 08:00–12:00送',
    );
    expect(zh({ intent: 'leave_at', place: 'guard' })[0]).toBe('好的，我请快递员放门卫那里');
    expect(zh({ intent: 'leave_at', place: 'guard' }, { isNever: (place) => place === 'guard' })[0]).toContain(
      '不能放门卫',
    );
  });
});

describe('a window in words', () => {
  it('goes by the clocks of the door, also over midnight and at its end', () => {
    expect(windowWords({ from: at('2026-11-24T18:00:00'), to: at('2026-11-25T00:00:00') }, now, zone)).toEqual({
      zh: '今天 18:00–24:00',
      en: 'today, 18:00–24:00',
    });
    expect(windowWords({ from: at('2026-11-26T08:00:00'), to: at('2026-11-26T12:00:00') }, now, zone).zh).toBe(
      '后天 08:00–12:00',
    );
    expect(windowWords(tomorrow, now, 'Europe/London').en).toBe('tomorrow, 10:00–14:00');
  });
});
