import type { Status } from '#protocol';
import { words } from '../language.ts';

interface StatusWords {
  /** Short, for a timeline and a list. */
  readonly short: string;
  /** The recipient's head line while no position says more. */
  readonly head: string;
  /** One full sentence for the recipient; `courier` is a name. */
  sentence(courier: string): string;
}

const zh: Record<Status, StatusWords> = {
  created: { short: '包裹已登记', head: '等待安排', sentence: () => '你的包裹已登记，正在安排快递员' },
  assigned: { short: '已安排快递员', head: '等待派送', sentence: (courier) => `${courier}会来送你的包裹` },
  out_for_delivery: {
    short: '包裹开始派送',
    head: '正在派送',
    sentence: (courier) => `${courier}正在送来你的包裹`,
  },
  nearby: { short: '包裹快到了', head: '就在附近', sentence: (courier) => `${courier}带着你的包裹快到了` },
  arrived: { short: '包裹已到门口', head: '已到门口', sentence: (courier) => `${courier}到了，请准备取件` },
  delivered: { short: '包裹已送达', head: '包裹已送达', sentence: (courier) => `${courier}送到的，有问题在这里说` },
  rescheduled: { short: '包裹改时间送', head: '改时间送', sentence: () => '这次先不送，新的时间会在这里告诉你' },
  left_at_place: {
    short: '包裹放在约定的地方',
    head: '放在约定的地方',
    sentence: (courier) => `${courier}放好了，有问题在这里说`,
  },
  at_station: { short: '包裹送到驿站', head: '在驿站等你取', sentence: () => '包裹在驿站，有问题在这里说' },
  refused: { short: '包裹被拒收', head: '已拒收', sentence: () => '包裹会退回寄件人' },
  returned: { short: '包裹已退回', head: '已退回寄件人', sentence: () => '这个包裹不再派送' },
  lost: { short: '包裹丢失', head: '包裹找不到了', sentence: () => '很抱歉，请联系客服处理' },
  failed: { short: '包裹没送成', head: '这次没送成', sentence: () => '接下来怎么送，会在这里告诉你' },
};

const en: Record<Status, StatusWords> = {
  created: {
    short: 'Parcel registered',
    head: 'Being arranged',
    sentence: () => 'A courier is being found',
  },
  assigned: {
    short: 'Courier assigned',
    head: 'Waiting to set out',
    sentence: (courier) => `${courier} will bring your parcel`,
  },
  out_for_delivery: {
    short: 'Parcel out for delivery',
    head: 'On the way',
    sentence: (courier) => `${courier} is on the way`,
  },
  nearby: { short: 'Parcel nearby', head: 'Nearby', sentence: (courier) => `${courier} is nearby` },
  arrived: {
    short: 'Parcel at the door',
    head: 'At the door',
    sentence: (courier) => `${courier} is here for you`,
  },
  delivered: {
    short: 'Parcel delivered',
    head: 'Delivered',
    sentence: (courier) => `By ${courier}. If something is wrong, say it here`,
  },
  rescheduled: {
    short: 'New time for the parcel',
    head: 'Another time',
    sentence: () => 'Not today. The new time will be said here',
  },
  left_at_place: {
    short: 'Parcel left at the agreed place',
    head: 'Left at the agreed place',
    sentence: (courier) => `By ${courier}. If something is wrong, say it here`,
  },
  at_station: {
    short: 'Parcel at the station',
    head: 'Waiting at the station',
    sentence: () => 'If something is wrong, say it here',
  },
  refused: { short: 'Parcel refused', head: 'Refused', sentence: () => 'The parcel goes back to the sender' },
  returned: {
    short: 'Parcel returned',
    head: 'Returned to the sender',
    sentence: () => 'This parcel is no longer on its way',
  },
  lost: {
    short: 'Parcel lost',
    head: 'The parcel is lost',
    sentence: () => 'We are sorry. Please ask customer service',
  },
  failed: {
    short: 'Parcel not delivered',
    head: 'Not delivered this time',
    sentence: () => 'What happens next will be said here',
  },
};

export const statusWords = words({ zh, en });

export const t = words({
  zh: {
    tail: (reference: string) => `尾号 ${reference.slice(-4)}`,
    about: (sentence: string, tail: string) => `${sentence} · ${tail}`,
    newTime: (time: string) => `新的时间：${time}`,
    lastPosition: (courier: string) => `${courier}最后一次的位置`,
    updatesOnline: '联网后更新',
    progress: (done: number) => `共 4 步，已完成 ${done} 步`,
  },
  en: {
    tail: (reference: string) => `parcel ${reference.slice(-4)}`,
    about: (sentence: string, tail: string) => `${sentence}, ${tail}`,
    newTime: (time: string) => `New time: ${time}`,
    lastPosition: (courier: string) => `Where ${courier} was last seen`,
    updatesOnline: 'updates when online',
    progress: (done: number) => `${done} of 4 steps done`,
  },
});
