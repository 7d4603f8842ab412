import { words } from '../language.ts';
import type { Ahead } from './progress.ts';
import type { Status } from '#protocol';

/** The courier does not come to this door any more, or not today. */
export type Over = Exclude<Status, Ahead>;

interface EndWords {
  /** What happened, beside its time. */
  readonly done: string;
  readonly head: string;
  /** One full sentence; `courier` is a name. It claims nothing that the status does not say. */
  sentence(courier: string): string;
}

/** How it ended, for the recipient. */
export const endWords = words<Record<Over, EndWords>>({
  zh: {
    delivered: { done: '已送达', head: '包裹已送达', sentence: (courier) => `${courier}送到的` },
    left_at_place: { done: '已放好', head: '放在约定的地方', sentence: (courier) => `${courier}放好了` },
    at_station: { done: '已到驿站', head: '在驿站等你取', sentence: () => '方便的时候去取就好' },
    rescheduled: { done: '已改时间', head: '改时间送', sentence: () => '这次先不送，新的时间会在这里告诉你' },
    refused: { done: '已拒收', head: '你没有收下包裹', sentence: () => '包裹会退回寄件人' },
    returned: { done: '已退回', head: '已退回寄件人', sentence: () => '这个包裹不再派送' },
    lost: { done: '已登记丢失', head: '包裹找不到了', sentence: () => '很抱歉。可以在这里找客服，客服会看到全部对话' },
    failed: { done: '没送成', head: '这次没送成', sentence: () => '接下来怎么送，会在这里告诉你' },
  },
  en: {
    delivered: { done: 'delivered', head: 'Delivered', sentence: (courier) => `Brought by ${courier}` },
    left_at_place: {
      done: 'left for you',
      head: 'Left at the agreed place',
      sentence: (courier) => `Left there by ${courier}`,
    },
    at_station: {
      done: 'at the station',
      head: 'Waiting at the station',
      sentence: () => 'Pick it up when it suits you',
    },
    rescheduled: {
      done: 'put off',
      head: 'Another time',
      sentence: () => 'Not this time. The new time will be shown here',
    },
    refused: { done: 'refused', head: 'Not accepted', sentence: () => 'The parcel goes back to the sender' },
    returned: {
      done: 'sent back',
      head: 'Returned to the sender',
      sentence: () => 'This parcel is no longer on its way',
    },
    lost: {
      done: 'reported lost',
      head: 'The parcel is lost',
      sentence: () => 'We are sorry. Ask customer service here: they see what was said',
    },
    failed: {
      done: 'not delivered',
      head: 'Not delivered this time',
      sentence: () => 'What happens next will be shown here',
    },
  },
});
