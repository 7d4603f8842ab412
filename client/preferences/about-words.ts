import { words } from '../language.ts';
import type { ContactChannel, DayPart, KeptPlace, Language, Preferences } from '#protocol';

type Slice = Pick<Preferences['home'][number], 'when' | 'part'>;
type Habit = NonNullable<Preferences['habit']>;
type Risk = NonNullable<Preferences['risk']>;

/** What is said, and the count that it rests on; no count where the recipient has said it themselves. */
export interface Reasoned {
  readonly what: string;
  readonly why: string;
}

/** Asked before a trip that may be in vain: the courier's own ready answer, in the language of who reads it. */
export const askText: Readonly<Record<Language, string>> = { zh: '您在家吗？', en: 'Are you home?' };

export const t = words({
  zh: {
    region: (name: string) => `${name}的习惯`,
    between: ' · ',
    and: '，',
    when: { weekday: '工作日', weekend: '周末' },
    part: { morning: '上午', afternoon: '下午', evening: '晚上' } satisfies Record<DayPart, string>,
    slice: (when: string, part: string) => when + part,
    often: {
      hand: '当面交',
      door: '放门口',
      station: '放驿站',
      locker: '放快递柜',
      guard: '放门卫',
      neighbour: '放邻居家',
      reception: '放前台',
      mailbox: '放信箱',
      other: '放别的地方',
    } satisfies Record<KeptPlace, string>,
    place: {
      hand: '当面交',
      door: '放门口',
      station: '放驿站',
      locker: '放快递柜',
      guard: '放门卫',
      neighbour: '放邻居家',
      reception: '放前台',
      mailbox: '放信箱',
      other: '放别的地方',
    } satisfies Record<KeptPlace, string>,
    habit: (slice: string, place: string) => `${slice}常${place}`,
    counted: (times: number, of: number, _slice: string) => `${of} 次中 ${times} 次`,
    said: (name: string, place: string) => `${name}说：${place}`,
    nobody: (times: number, of: number, slice: string) => `${slice ? `${slice} ` : ''}${of} 次中 ${times} 次没人`,
    askFirst: '先问一句？',
    send: (text: string) => `发送：${text}`,
    waiting: '联网后发出',
    failed: '没发出去，打开对话看看',
    asked: (time: string) => `${time} 问过了，等回话`,
    channel: { call: '喜欢打电话', message: '喜欢发消息', none: '不要响铃' } satisfies Record<ContactChannel, string>,
    home: (slices: readonly string[]) => `${slices.map((slice) => slice || '平时').join('、')}一般在家`,
    more: (count: number) => `还有 ${count} 条`,
    desk: '习惯',
  },
  en: {
    region: (name: string) => `How ${name} likes it`,
    between: ', ',
    and: ' · ',
    when: { weekday: 'weekday', weekend: 'weekend' },
    part: { morning: 'morning', afternoon: 'afternoon', evening: 'evening' },
    slice: (when: string, part: string) => `${[when, part].filter(Boolean).join(' ')}s`,
    often: {
      hand: 'In person',
      door: 'Door',
      station: 'Pickup station',
      locker: 'Locker',
      guard: 'Guard',
      neighbour: 'Neighbour',
      reception: 'Reception',
      mailbox: 'Mailbox',
      other: 'Somewhere else',
    },
    place: {
      hand: 'in person',
      door: 'at the door',
      station: 'at the pickup station',
      locker: 'in the locker',
      guard: 'with the guard',
      neighbour: 'with the neighbour',
      reception: 'at the reception',
      mailbox: 'in the mailbox',
      other: 'somewhere else',
    },
    habit: (_slice: string, place: string) => place,
    counted: (times: number, of: number, slice: string) => `${times} of ${of} ${slice || 'deliveries'}`,
    said: (name: string, place: string) => `${name}: ${place}`,
    nobody: (times: number, of: number, slice: string) => `Nobody home, ${times} of ${of} ${slice || 'deliveries'}`,
    askFirst: 'Ask first?',
    send: (text: string) => `Send: ${text}`,
    waiting: 'It is sent when you are back online',
    failed: 'Not sent: open the line',
    asked: (time: string) => `Asked at ${time}, no answer yet`,
    channel: { call: 'Prefers calls', message: 'Prefers messages', none: 'No ringing, please' },
    home: (slices: readonly string[]) => `Usually home: ${slices.map((slice) => slice || 'always').join(', ')}`,
    more: (count: number) => `${count} more`,
    desk: 'Habit',
  },
});

/** The deliveries that something is said of: `weekday mornings`; empty for all of them. */
function sliceInWords({ when, part }: Slice): string {
  if (when === 'always' && part === null) return '';
  return t().slice(when === 'always' ? '' : t().when[when], part === null ? '' : t().part[part]);
}

/** Where the parcel goes: `Door` with `9 of 10 weekends`, or whose word it is. */
export function habitInWords(habit: Habit, name: string): Reasoned {
  if (habit.by === 'recipient') return { what: t().said(name, t().place[habit.place]), why: '' };
  const slice = sliceInWords(habit);
  return { what: t().habit(slice, t().often[habit.place]), why: t().counted(habit.times, habit.of, slice) };
}

/** How often nobody was home: `Nobody home, 4 of 5 weekday mornings`. */
export const riskInWords = (risk: Risk): string => t().nobody(risk.times, risk.of, sliceInWords(risk));

/**
 * What is to be known beside the place: how they are reached; when they are home, where they may not be now, for another time can
 * be proposed then; and their own notes, the newest first.
 */
export function rowsInWords({ channel, home, risk, notes }: Preferences): string[] {
  const facts = [
    ...(channel ? [t().channel[channel.channel]] : []),
    ...(risk && home.length > 0 ? [t().home(home.map(sliceInWords))] : []),
  ];
  return [...(facts.length > 0 ? [facts.join(t().and)] : []), ...notes.map(({ text }) => text).toReversed()];
}
