import { words } from '../language.ts';
import { clockTime } from '../time-words.ts';
import { actInWords, placeInWords } from './act-words.ts';
import type { Act, Entry, LeavePlace, Role } from '#protocol';
import type { AskError } from '../connection.ts';
import type { Trouble } from './model.ts';

/** Where what was understood was said. */
type Source = 'voice' | 'text' | 'photo';

export const t = words({
  zh: {
    understood: '听懂为',
    region: '等你回答',
    yours: { voice: '语音', text: '消息', photo: '照片' } satisfies Record<Source, string>,
    fromYour: (time: string, what: string) => `来自你 ${time} 的${what}`,
    saidBy: (who: string, time: string, isPhoto: boolean) => `${who} ${time} ${isPhoto ? '发的照片' : '说'}`,
    ask: {
      not_home: '不在家，什么时候送？',
      vague: '换到什么时候送？',
      not_possible: '那个时间送不了，换一个？',
    },
    nextBest: '那个时间送不了，这是之后最近的',
    question: (act: string) => `${act}？`,
    ownDoor: '照片上是你家门口吗？',
    mayLeave: (place: string) => `${place}，行吗？`,
    confirm: {
      coming: '告诉快递员',
      received: '收到了',
      reschedule: '改到这个时间',
      person: '请客服处理',
      remember: '记住',
      landmark: '放到地图上',
      proof: '用作凭证',
      answer: '',
    },
    leave: (place: string) => `好，${place}`,
    notMeant: '不是这个意思',
    notPossible: '不行',
    noThanks: '不用',
    anotherTime: '另选时间',
    anotherPlace: '换个地方',
    whichTime: '改到什么时候？',
    whichPlace: '放在哪里？',
    tapToBook: '点一个，就改到那个时间',
    looking: '正在查可以送的时间…',
    noTimes: '现在没有可以约的时间，可以请客服帮忙',
    noTimesNow: '没查到，再试一次',
    again: '再试一次',
    sending: '正在提交…',
    undo: '撤销',
    undoing: '正在撤销…',
    notRight: '不对',
    notRightOf: '助手答得不对',
    holds: { leaveAt: (place: string) => `说好：${place}`, coming: (when: string, time: string) => `${when}，${time}` },
  },
  en: {
    understood: 'Understood',
    region: 'Waiting for your answer',
    yours: { voice: 'voice note', text: 'message', photo: 'photo' } satisfies Record<Source, string>,
    fromYour: (time: string, what: string) => `from your ${what} at ${time}`,
    saidBy: (who: string, time: string, isPhoto: boolean) =>
      isPhoto ? `${who}’s photo at ${time}` : `${who} said at ${time}`,
    ask: {
      not_home: 'Not home: when should it come?',
      vague: 'When should it come instead?',
      not_possible: 'Not possible then. When instead?',
    },
    nextBest: 'Not possible at the time you said: this is the next',
    question: (act: string) => `${act}?`,
    ownDoor: 'Is this your door?',
    mayLeave: (place: string) => `${place}?`,
    confirm: {
      coming: 'Tell the courier',
      received: 'I have it',
      reschedule: 'Book this time',
      person: 'Ask customer service',
      remember: 'Remember it',
      landmark: 'Put it on the map',
      proof: 'Keep as proof',
      answer: '',
    },
    leave: (_place: string) => 'OK, leave it there',
    notMeant: 'Not what I meant',
    notPossible: 'Not possible',
    noThanks: 'No, thanks',
    anotherTime: 'Another time',
    anotherPlace: 'Another place',
    whichTime: 'When should it come?',
    whichPlace: 'Where do you leave it?',
    tapToBook: 'A tap books that time',
    looking: 'Looking for free times…',
    noTimes: 'No time can be booked now. Customer service can help',
    noTimesNow: 'The times did not come',
    again: 'Try again',
    sending: 'Sending…',
    undo: 'Undo',
    undoing: 'Undoing…',
    notRight: 'Not right',
    notRightOf: 'The assistant’s answer is not right',
    holds: {
      leaveAt: (place: string) => `Agreed: ${place}`,
      coming: (when: string, time: string) => `${when}, ${time}`,
    },
  },
});

/** What a card asks and what its two buttons say. */
export interface CardWords {
  readonly headline: string;
  /** Something to know before the tap; empty mostly. */
  readonly hint: string;
  readonly confirm: string;
  readonly dismiss: string;
}

/** The card for something that waits for a tap of `role`. */
export function cardInWords(act: Act, role: Role, now: number): CardWords {
  const what = actInWords(act, now);
  const plain = { headline: what, hint: '', confirm: '', dismiss: t().notMeant };
  switch (act.do) {
    case 'reschedule':
      return {
        ...plain,
        headline: act.window ? what : t().ask[act.why ?? 'vague'],
        hint: act.window && act.why === 'not_possible' ? t().nextBest : '',
        confirm: t().confirm.reschedule,
      };
    case 'leave_at':
      return {
        ...plain,
        headline: role === 'courier' ? t().mayLeave(what) : what,
        confirm: t().leave(placeInWords(act.place)),
        dismiss: role === 'courier' ? t().notPossible : t().notMeant,
      };
    case 'landmark':
      return { ...plain, headline: t().ownDoor, confirm: t().confirm.landmark, dismiss: t().noThanks };
    case 'proof':
      return { ...plain, headline: t().question(what), confirm: t().confirm.proof, dismiss: t().noThanks };
    case 'step':
      return { ...plain, headline: t().question(what), confirm: what };
    case 'coming':
    case 'received':
    case 'person':
    case 'remember':
    case 'answer':
      return { ...plain, confirm: t().confirm[act.do] };
  }
}

/** Places that a courier may choose instead: a tap cannot say where "somewhere else" is. */
export const placesBut = (place: LeavePlace): LeavePlace[] =>
  (['door', 'guard', 'locker', 'station', 'reception', 'neighbour', 'mailbox'] as const).filter((one) => one !== place);

/** Where it was said, and by whom, as the small line under the headline. `said`: the entry that was understood, where it is known. */
export function sourceInWords(
  said: Pick<Entry, 'at' | 'body'> | undefined,
  at: number,
  isMine: boolean,
  name: string,
): string {
  const kind = said?.body.kind;
  const what: Source = kind === 'voice' || kind === 'photo' ? kind : 'text';
  const time = clockTime(said?.at ?? at);
  return isMine ? t().fromYour(time, t().yours[what]) : t().saidBy(name, time, what === 'photo');
}

/** Refusals that a person can understand and do something about. */
const refusals = words<Partial<Record<AskError['code'], string>>>({
  zh: {
    offline: '没有网络，恢复后再点',
    conflict: '已经有人回答过了',
    too_late: '太晚了，已经不能改了',
    step_not_allowed: '包裹的状态已经变了',
    not_found: '包裹的状态已经变了',
    forbidden: '这件事不归你决定',
  },
  en: {
    offline: 'No network: tap when it is back',
    conflict: 'Somebody has answered already',
    too_late: 'Too late, it cannot be changed any more',
    step_not_allowed: 'The delivery has moved on',
    not_found: 'The delivery has moved on',
    forbidden: 'This is not yours to decide',
  },
});
const otherwise = words({
  zh: { gone: '这个时间刚被约走了，换一个吧', changed: '之后又有变化，不能撤销了', failed: '没成功，再点一次' },
  en: {
    gone: 'That time has just been taken. Choose another',
    changed: 'Something else was agreed since: it cannot be undone',
    failed: 'That did not work. Tap again',
  },
});

/** Why an answer did not get through, as a sentence. */
export function troubleInWords({ code, answer }: Pick<Trouble, 'code' | 'answer'>, act: Act): string {
  if (code === 'conflict' && answer === 'undo') return otherwise().changed;
  if (code === 'conflict' && act.do === 'reschedule') return otherwise().gone;
  return refusals()[code] ?? otherwise().failed;
}
