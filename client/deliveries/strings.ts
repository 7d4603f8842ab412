import type { Status } from '#protocol';
import { words } from '../language.ts';
import type { Ahead } from './progress.ts';

interface StatusWords {
  /** Short, for a timeline and a list. */
  readonly short: string;
}

interface TripWords {
  /** The recipient's head line while no position says more. */
  readonly head: string;
  /** One full sentence for the recipient; `courier` is a name. */
  sentence(courier: string): string;
}

const zh: Record<Status, StatusWords> = {
  created: { short: '包裹已登记' },
  assigned: { short: '已安排快递员' },
  out_for_delivery: { short: '包裹开始派送' },
  nearby: { short: '包裹快到了' },
  arrived: { short: '包裹已到门口' },
  delivered: { short: '包裹已送达' },
  rescheduled: { short: '包裹改时间送' },
  left_at_place: { short: '包裹放在约定的地方' },
  at_station: { short: '包裹送到驿站' },
  refused: { short: '包裹被拒收' },
  returned: { short: '包裹已退回' },
  lost: { short: '包裹丢失' },
  failed: { short: '包裹没送成' },
};

const en: Record<Status, StatusWords> = {
  created: { short: 'Parcel registered' },
  assigned: { short: 'Courier assigned' },
  out_for_delivery: { short: 'Parcel out for delivery' },
  nearby: { short: 'Parcel nearby' },
  arrived: { short: 'Parcel at the door' },
  delivered: { short: 'Parcel delivered' },
  rescheduled: { short: 'New time for the parcel' },
  left_at_place: { short: 'Parcel left at the agreed place' },
  at_station: { short: 'Parcel at the station' },
  refused: { short: 'Parcel refused' },
  returned: { short: 'Parcel returned' },
  lost: { short: 'Parcel lost' },
  failed: { short: 'Parcel not delivered' },
};

export const statusWords = words({ zh, en });

/** Until the parcel is there; what is said after that comes with the end page. */
export const tripWords = words<Record<Ahead, TripWords>>({
  zh: {
    created: { head: '等待安排', sentence: () => '你的包裹已登记，正在安排快递员' },
    assigned: { head: '等待派送', sentence: (courier) => `${courier}会来送你的包裹` },
    out_for_delivery: { head: '正在派送', sentence: (courier) => `${courier}正在送来你的包裹` },
    nearby: { head: '就在附近', sentence: (courier) => `${courier}带着你的包裹快到了` },
    arrived: { head: '已到门口', sentence: (courier) => `${courier}到了，请准备取件` },
  },
  en: {
    created: { head: 'Being arranged', sentence: () => 'A courier is being found' },
    assigned: { head: 'Waiting to set out', sentence: (courier) => `${courier} will bring your parcel` },
    out_for_delivery: { head: 'On the way', sentence: (courier) => `${courier} is on the way` },
    nearby: { head: 'Nearby', sentence: (courier) => `${courier} is nearby` },
    arrived: { head: 'At the door', sentence: (courier) => `${courier} is at your door` },
  },
});

export const t = words({
  zh: {
    tail: (reference: string) => `尾号 ${reference.slice(-4)}`,
    /** Between a sentence and the parcel that it is about. */
    about: ' · ',
    newTime: (time: string) => `新的时间：${time}`,
    lastPosition: (courier: string) => `${courier}最后一次的位置`,
    updatesOnline: '联网后更新',
    notThereYet: '还没到，包裹在路上',
    progress: (done: number) => `共 4 步，已完成 ${done} 步`,
  },
  en: {
    tail: (reference: string) => `parcel ${reference.slice(-4)}`,
    about: ', ',
    newTime: (time: string) => `New time: ${time}`,
    lastPosition: (courier: string) => `Where ${courier} was last seen`,
    updatesOnline: 'updates when online',
    notThereYet: 'Not there yet, the parcel is on its way',
    progress: (done: number) => `${done} of 4 steps done`,
  },
});
