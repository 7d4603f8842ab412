import { words } from '../language.ts';

/** How a stop ends where the parcel comes into nobody's hands. */
export const outcomes = ['left_at_place', 'at_station', 'refused', 'failed'] as const;

export const t = words({
  zh: {
    title: '没交到手上',
    told: '对话里的人都会看到。选错了，只能请客服改。',
    left_at_place: { name: '放在约定的地方', why: '和收件人说好的地方' },
    at_station: { name: '放到驿站', why: '收件人自己去取' },
    refused: { name: '收件人拒收', why: '包裹退回寄件人' },
    failed: { name: '这次没送成', why: '没人在，或者进不去' },
    choose: '先选一种情况',
    confirm: (outcome: string) => `确认：${outcome}`,
  },
  en: {
    title: 'Not handed over',
    told: 'Everybody on this line sees it. Only customer service can change it afterwards.',
    left_at_place: { name: 'Left at the agreed place', why: 'Where the recipient said it may be left' },
    at_station: { name: 'Taken to the station', why: 'The recipient collects it there' },
    refused: { name: 'Refused by the recipient', why: 'The parcel goes back to the sender' },
    failed: { name: 'Not delivered this time', why: 'Nobody there, or no way in' },
    choose: 'Choose what happened',
    confirm: (outcome: string) => `Confirm: ${outcome}`,
  },
});
