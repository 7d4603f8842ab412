import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { understoodInWords, type Understood } from '../../client/assistant/act-words.ts';
import { cardInWords, sourceInWords, troubleInWords } from '../../client/assistant/card-words.ts';
import { newsInWords } from '../../client/assistant/riding-words.ts';
import { lastWordsInWords } from '../../client/deliveries/last-words.tsx';
import { language } from '../../client/language.ts';
import { clockTime } from '../../client/time-words.ts';
import { lastWordsOf } from '../../server/protocol/last-words.ts';
import { AT, li, people, understanding, wang, window } from '../support/understandings.ts';
import type { Act, EntryBody, MemberId, PhotoId, Status, Suggestion } from '#protocol';

const zhPeople = people.map((member) => ({ ...member, name: member.role === 'courier' ? '王师傅' : '李女士' }));
const tomorrow: Act = { do: 'reschedule', window, others: [] };
const hours = () => `${clockTime(window.from)}–${clockTime(window.to)}`;
const understood = (act: Act, more: Partial<Understood> = {}): Understood => ({
  act,
  about: li,
  asks: 'recipient',
  state: 'open',
  ...more,
});
const read = (of: Understood, me: MemberId = li, isOver = false) =>
  understoodInWords(of, { me, members: language.value === 'zh' ? zhPeople : people, now: AT }, isOver);

beforeEach(() => {
  language.value = 'en';
});
afterEach(() => {
  language.value = 'en';
});

describe('the line of the timeline', () => {
  it('says what was understood and who is waited for, to each in their own words', () => {
    expect(read(understood(tomorrow))).toBe(`Understood: Deliver tomorrow, ${hours()} · waiting for you`);
    expect(read(understood(tomorrow), wang)).toBe(`Understood: Deliver tomorrow, ${hours()} · waiting for Ms Li`);
    expect(read(understood(tomorrow), wang, true)).toBe(`Understood: Deliver tomorrow, ${hours()} · nobody confirmed`);
    language.value = 'zh';
    expect(read(understood(tomorrow), wang)).toBe(`听懂为：明天 ${hours()} 送 · 等李女士确认`);
  });

  it('says what became of it', () => {
    const door: Act = { do: 'leave_at', place: 'door', detail: '鞋柜上' };
    const asks = 'courier' as const;
    expect(read(understood(door, { state: 'confirmed', asks, answeredBy: wang }))).toBe(
      'Mr Wang confirmed: Leave it at the door (鞋柜上)',
    );
    expect(read(understood(door, { state: 'dismissed', asks, answeredBy: wang }), wang)).toBe(
      'You said no: Leave it at the door (鞋柜上)',
    );
    expect(read(understood(tomorrow, { state: 'dismissed', answeredBy: li }), wang)).toBe(
      `Not what Ms Li meant: Deliver tomorrow, ${hours()}`,
    );
    expect(read(understood(tomorrow, { state: 'undone', answeredBy: li }))).toBe(
      `You undid: Deliver tomorrow, ${hours()}`,
    );
    language.value = 'zh';
    expect(read(understood(door, { state: 'confirmed', asks, answeredBy: wang }))).toBe('王师傅确认：放门口（鞋柜上）');
  });

  it('tells that somebody comes, and that the courier knows', () => {
    const coming = understood({ do: 'coming', inMinutes: 5 }, { state: 'applied' });
    expect(read(coming)).toBe('You are coming down in 5 min (the assistant told Mr Wang)');
    expect(read(coming, wang)).toBe('Ms Li is coming down in 5 min (the assistant told you)');
    language.value = 'zh';
    expect(read(understood({ do: 'coming' }, { state: 'applied' }), li)).toBe('你马上下来（助手已告诉王师傅）');
    expect(read(coming, wang)).toBe('李女士 5 分钟后下来（助手已告诉你）'.replace(' 5', '5'));
  });

  it('shows nothing of what was taken back or said otherwise', () => {
    const replaced = understood({ do: 'remember', text: 'ring twice' }, { state: 'replaced' });
    expect(read(replaced)).toBe('What was understood before no longer counts');
  });

  it('puts the assistant’s answers into words, and says when one was wrong', () => {
    const answer = (of: Extract<Act, { do: 'answer' }>['answer'], more: Partial<Understood> = {}) =>
      read(understood({ do: 'answer', answer: of }, { state: 'applied', asks: null, about: wang, ...more }), wang);
    expect(answer({ to: 'home', home: true, saidAt: null, times: 9, of: 10 })).toBe(
      'Assistant: Ms Li is usually home · 9 of 10',
    );
    expect(answer({ to: 'home', home: false, saidAt: AT })).toBe(
      `Assistant: Ms Li is not home (said at ${clockTime(AT)})`,
    );
    expect(answer({ to: 'code', code: '4096', saidAt: AT })).toBe(
      `Assistant: Door code 4096 (said at ${clockTime(AT)})`,
    );
    expect(answer({ to: 'where', distanceM: 1234, minutes: 4, stopsBefore: 1 })).toBe(
      'Assistant: about 4 min · 1.2 km · 1 door comes first',
    );
    expect(answer({ to: 'where' })).toBe('Assistant: where the courier is, is not known yet');
    expect(answer({ to: 'leave_at', place: 'guard', agreed: true }, { state: 'dismissed' })).toBe(
      'The assistant was wrong: Agreed: Leave it with the guard',
    );
    language.value = 'zh';
    expect(answer({ to: 'way', address: '演示花园 3 号楼', said: '走北门' })).toBe('助手答：演示花园 3 号楼；走北门');
    expect(answer({ to: 'leave_at', place: 'door', agreed: false, times: 9, of: 10 })).toBe(
      '助手答：通常放门口 · 10 次中 9 次',
    );
  });
});

describe('the card', () => {
  it('asks in the words of what a tap does', () => {
    expect(cardInWords(tomorrow, 'recipient', AT)).toEqual({
      headline: `Deliver tomorrow, ${hours()}`,
      hint: '',
      confirm: 'Book this time',
      dismiss: 'Not what I meant',
    });
    expect(cardInWords({ do: 'step', status: 'arrived' }, 'courier', AT).headline).toBe('Mark as arrived?');
    language.value = 'zh';
    expect(cardInWords({ do: 'leave_at', place: 'guard' }, 'courier', AT)).toEqual({
      headline: '放门卫，行吗？',
      hint: '',
      confirm: '好，放门卫',
      dismiss: '不行',
    });
    expect(cardInWords({ do: 'person', about: 'refuse' }, 'recipient', AT).headline).toBe('不要这个包裹，请客服处理');
  });

  it('asks when, where no time was understood, and says where the wish cannot be had', () => {
    const without: Act = { do: 'reschedule', window: null, others: [], why: 'not_home' };
    expect(cardInWords(without, 'recipient', AT).headline).toBe('Not home: when should it come?');
    const next = cardInWords({ ...tomorrow, why: 'not_possible' }, 'recipient', AT);
    expect(next.headline).toBe(`Deliver tomorrow, ${hours()}`);
    expect(next.hint).toBe('Not possible at the time you said: this is the next');
  });

  it('says where it came from', () => {
    const at = clockTime(AT);
    const body: EntryBody = { kind: 'photo', photoId: 'photo-1' as PhotoId, width: 4, height: 3, sha256: '' };
    expect(sourceInWords(undefined, AT, true, 'Ms Li')).toBe(`from your message at ${at}`);
    expect(sourceInWords(undefined, AT, false, 'Ms Li')).toBe(`Ms Li said at ${at}`);
    expect(sourceInWords({ at: AT, body }, AT, true, 'Ms Li')).toBe(`from your photo at ${at}`);
  });

  it('has words for every refusal', () => {
    expect(troubleInWords({ code: 'conflict', answer: 'confirm' }, tomorrow)).toBe(
      'That time has just been taken. Choose another',
    );
    expect(troubleInWords({ code: 'conflict', answer: 'undo' }, tomorrow)).toBe(
      'Something else was agreed since: it cannot be undone',
    );
    expect(troubleInWords({ code: 'conflict', answer: 'dismiss' }, { do: 'received' })).toBe(
      'Somebody has answered already',
    );
    expect(troubleInWords({ code: 'step_not_allowed', answer: 'confirm' }, tomorrow)).toBe('The delivery has moved on');
    expect(troubleInWords({ code: 'unavailable', answer: 'confirm' }, tomorrow)).toBe('That did not work. Tap again');
  });
});

describe('the list of lines', () => {
  it('shows what was understood last, and first whether it waits', () => {
    const { body } = understanding(3, tomorrow);
    const line = (status: Status) => ({
      me: wang,
      members: people,
      lastWords: lastWordsOf(body, null, AT),
      delivery: { status },
    });
    expect(lastWordsInWords(line('out_for_delivery'), AT)).toBe(`To confirm: Deliver tomorrow, ${hours()}`);
    expect(lastWordsInWords(line('delivered'), AT)).toBe(`Understood: Deliver tomorrow, ${hours()} · nobody confirmed`);
  });
});

describe('what a riding courier hears', () => {
  const line = { me: wang, members: people, delivery: { status: 'out_for_delivery' as const } };
  const hears = (act: Act, more: Partial<Suggestion> = {}) => newsInWords(understanding(1, act, more), line, AT);

  it('is a question to them, in few words, while it can be asked', () => {
    const guard: Act = { do: 'leave_at', place: 'guard' };
    expect(hears(guard, { asks: 'courier' })).toBe('Leave it with the guard?');
    const over = { ...line, delivery: { status: 'delivered' as const } };
    expect(newsInWords(understanding(1, guard, { asks: 'courier' }), over, AT)).toBeNull();
  });
  it('is what somebody else confirmed or does, and the answer to a question', () => {
    expect(hears({ do: 'coming' }, { state: 'applied' })).toBe('Coming down now');
    expect(hears(tomorrow, { state: 'confirmed', answeredBy: li })).toBe(`Deliver tomorrow, ${hours()}`);
    const answer: Act = { do: 'answer', answer: { to: 'home', home: true, saidAt: AT } };
    expect(hears(answer, { state: 'applied', about: wang, asks: null })).toContain('Assistant: Ms Li is home');
  });
  it('is nothing that waits for the recipient, that they tapped themselves, or that is no more', () => {
    expect(hears(tomorrow)).toBeNull();
    expect(
      hears({ do: 'step', status: 'arrived' }, { state: 'confirmed', asks: 'courier', answeredBy: wang }),
    ).toBeNull();
    for (const state of ['dismissed', 'undone', 'replaced'] as const) expect(hears(tomorrow, { state })).toBeNull();
  });
});
