import { describe, expect, it } from 'vitest';
import { asksSomething } from '../../server/assistant/asks-something.ts';
import { factsOf, type Knowable } from '../../server/assistant/facts.ts';
import { redaction } from '../../server/assistant/larger-model/redact.ts';
import { defaultRules } from '../../server/assistant/operator-rules.ts';

const at = (iso: string) => Date.parse(`${iso}+08:00`);
const known: Knowable = {
  status: 'out_for_delivery',
  statusAt: at('2026-11-24T13:05:00'),
  window: { from: at('2026-11-24T18:00:00'), to: at('2026-11-24T22:00:00') },
  place: 'guard',
  stopsBefore: 12,
  hours: [...defaultRules.hours, { from: '09:30', to: '13:00', days: [6, 7] }],
  hasDesk: false,
  now: at('2026-11-24T14:10:00'),
  zone: 'Asia/Shanghai',
};

describe('the facts that a free answer is made of', () => {
  it('are plain sentences with the times of the place', () => {
    expect(factsOf(known)).toEqual([
      'It is 14:10 on 2026-11-24 (Tuesday).',
      'The courier is on the way with the parcel, since 13:05 on 2026-11-24 (Tuesday).',
      'The parcel is to come between 18:00 and 22:00 on 2026-11-24 (Tuesday).',
      'It was agreed that the parcel is left with the guard.',
      'Before this door the courier goes to 12 others.',
      'Parcels are brought between 08:00 and 12:00 every day.',
      'Parcels are brought between 12:00 and 18:00 every day.',
      'Parcels are brought between 18:00 and 22:00 every day.',
      'Parcels are brought between 09:30 and 13:00 on Saturday, Sunday.',
      'A recipient who wants it at another time writes that here, and confirms what is proposed.',
      'Customer service can be called to this line, on this page.',
    ]);
  });

  it('say no more than is known, and no more than can be asked with', () => {
    const bare = {
      ...known,
      status: 'delivered',
      window: null,
      place: null,
      stopsBefore: null,
      hasDesk: true,
    } as const;
    expect(factsOf({ ...bare, hours: [] })).toEqual([
      'It is 14:10 on 2026-11-24 (Tuesday).',
      'The parcel has been delivered, since 13:05 on 2026-11-24 (Tuesday).',
      'Customer service has been called to this line.',
    ]);
    const many = Array.from({ length: 50 }, () => ({ from: '08:00', to: '12:00' }));
    expect(factsOf({ ...known, hours: many }).length).toBeLessThanOrEqual(20);
  });

  it('keep their times where what is private is hidden', () => {
    const { hide } = redaction({
      names: ['王建国'],
      addresses: ['演示花园', '3 号楼 2 单元 1201'],
      references: ['SF2026'],
    });
    for (const fact of factsOf({ ...known, stopsBefore: null })) expect(hide(fact)).toBe(fact);
  });
});

describe('a question', () => {
  it.each([
    '周日你们也送吗',
    '快递费是谁付的',
    '能不能早点',
    '几点开始送',
    'Can I still change the time',
    'so how does this work',
    '在嗎',
    'ok?',
  ])('is told by its words: %s', (text) => expect(asksSomething(text)).toBe(true));

  it.each(['放门口吧', '好的', 'leave it with the guard', '???', '', 'I will be down when I am done'])(
    'is not: %s',
    (text) => expect(asksSomething(text)).toBe(false),
  );
});
