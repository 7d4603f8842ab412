import { describe, expect, it } from 'vitest';
import { inMinutes } from '../../server/assistant/understanding/in-minutes.ts';

const NOW = '2026-11-23T17:38:00+08:00';

describe('minutes', () => {
  it.each([
    ['十分钟就到', 10],
    ['三五分钟', 5],
    ['一刻钟', 15],
    ['半小时到家', 30],
    ['一个小时', 60],
    ['六点差十分到', 12],
    ['home by quarter to six', 7],
    ['a couple of minutes', 2],
    ['half an hour away', 30],
    ['5 to 8 minutes', 8],
    ['wait 10', 10],
    ['running twenty five minutes late', 25],
  ])('of "%s" are %i', (text, minutes) => {
    expect(inMinutes(text, NOW)).toBe(minutes);
  });

  it.each(['马上', '等一下', '几分钟', 'a sec', 'a minute', 'a few minutes', '', '我七点到家'])(
    'are not in "%s"',
    (text) => {
      expect(inMinutes(text, NOW)).toBeUndefined();
    },
  );
});
