import { words } from '../../language.ts';
import type { LeavePlace, ProblemKind, Understood } from '#protocol';

type Plain = Exclude<
  Understood['intent'],
  'leave_at' | 'ask_leave_at' | 'left_at' | 'problem' | 'reschedule' | 'coming' | 'delay' | 'contact'
>;

interface Meant {
  readonly plain: Record<Plain, string>;
  readonly problem: Record<ProblemKind, string>;
  readonly contact: Record<'call' | 'message' | 'none', string>;
  readonly place: Record<LeavePlace, string>;
  leaveAt(place: string): string;
  mayLeaveAt(place: string): string;
  readonly whereToLeave: string;
  leftAt(place: string): string;
  readonly otherTime: string;
  otherTimeAt(time: string): string;
  coming(minutes: number | undefined): string;
  delay(minutes: number | undefined): string;
}

/** What somebody said, after their name. */
export const meant = words<Meant>({
  zh: {
    plain: {
      not_home: '说不在家',
      refuse: '不要这个包裹了',
      change_address: '要改地址',
      ask_where: '问包裹到哪了',
      directions: '说了怎么走',
      access_code: '给了门禁密码',
      received: '说收到了',
      ack: '说好',
      ask_home: '问家里有没有人',
      ask_directions: '问怎么走',
      ask_code: '问门禁密码',
      arrived: '说到了',
    },
    problem: {
      missing: '说没收到',
      damaged: '说东西坏了',
      wrong: '说送错了',
      late: '说送晚了',
      rude: '说态度不好',
      other: '说有问题',
    },
    contact: { call: '要打电话联系', message: '要发消息联系', none: '不想被打扰' },
    place: {
      door: '门口',
      station: '驿站',
      locker: '快递柜',
      guard: '门卫那里',
      neighbour: '邻居家',
      reception: '前台',
      mailbox: '信箱',
      other: '别的地方',
    },
    leaveAt: (place) => `要放${place}`,
    mayLeaveAt: (place) => `问能不能放${place}`,
    whereToLeave: '问放在哪里',
    leftAt: (place) => `说放在${place}了`,
    otherTime: '要改时间',
    otherTimeAt: (time) => `要改时间（${time}）`,
    coming: (minutes) => (minutes === undefined ? '说马上来' : `说 ${minutes} 分钟后来`),
    delay: (minutes) => (minutes === undefined ? '说会晚到' : `说会晚 ${minutes} 分钟`),
  },
  en: {
    plain: {
      not_home: 'is not at home',
      refuse: 'does not want the parcel',
      change_address: 'wants another address',
      ask_where: 'asks where the parcel is',
      directions: 'told the way',
      access_code: 'gave a door code',
      received: 'has got it',
      ack: 'said yes',
      ask_home: 'asks whether somebody is in',
      ask_directions: 'asks the way',
      ask_code: 'asks for the door code',
      arrived: 'is there',
    },
    problem: {
      missing: 'has not got the parcel',
      damaged: 'says that it is damaged',
      wrong: 'says that it is the wrong one',
      late: 'says that it is late',
      rude: 'complains about rudeness',
      other: 'says that something is wrong',
    },
    contact: { call: 'wants a call', message: 'wants a message', none: 'does not want to be disturbed' },
    place: {
      door: 'at the door',
      station: 'at the station',
      locker: 'in the locker',
      guard: 'with the guard',
      neighbour: 'with a neighbour',
      reception: 'at the reception',
      mailbox: 'in the mailbox',
      other: 'at another place',
    },
    leaveAt: (place) => `wants it left ${place}`,
    mayLeaveAt: (place) => `asks whether to leave it ${place}`,
    whereToLeave: 'asks where to leave it',
    leftAt: (place) => `left it ${place}`,
    otherTime: 'wants another time',
    otherTimeAt: (time) => `wants another time (${time})`,
    coming: (minutes) => (minutes === undefined ? 'is coming' : `is coming in ${minutes} min`),
    delay: (minutes) => (minutes === undefined ? 'is late' : `is ${minutes} min late`),
  },
});

export const t = words({
  zh: {
    summary: '要点',
    agreed: (what: string) => `约定 ${what}`,
    and: '，',
    leave: (place: string) => `放${place}`,
    from: (time: string) => `${time} 以后`,
    to: (time: string) => `${time} 以前`,
    said: (who: string, what: string, time: string) => `${who}${what} ${time}`,
    missed: (calls: number) => `${calls} 个电话没人接`,
    notHome: (times: number) => `${times} 次说不在家`,
    coming: '正在看有没有还没回的问题…',
    nothing: '没有发现还没回的问题',
    unanswered: (who: string, what: string) => `还没有人回：${who}${what}`,
    onlyAssistant: (who: string, what: string) => `只有助手答过：${who}${what}`,
    waitsFor: (asked: string, who: string, what: string) => `${who}${what}，等${asked}确认`,
    toConfirm: (who: string, what: string) => `${who}${what}，还没点确认`,
    since: (time: string) => `${time} 起`,
    replies: '建议的回复，选一个放进输入框',
  },
  en: {
    summary: 'In short',
    agreed: (what: string) => `Agreed: ${what}`,
    and: ', ',
    leave: (place: string) => `left ${place}`,
    from: (time: string) => `from ${time}`,
    to: (time: string) => `until ${time}`,
    said: (who: string, what: string, time: string) => `${who} ${what}, ${time}`,
    missed: (calls: number) => `${calls} ${calls === 1 ? 'call' : 'calls'} not answered`,
    notHome: (times: number) => (times === 1 ? 'not at home once' : `not at home ${times} times`),
    coming: 'Looking for a question without an answer…',
    nothing: 'No question without an answer was found',
    unanswered: (who: string, what: string) => `Not answered: ${who} ${what}`,
    onlyAssistant: (who: string, what: string) => `Answered by the assistant only: ${who} ${what}`,
    waitsFor: (asked: string, who: string, what: string) => `${who} ${what}, and ${asked} has not confirmed it`,
    toConfirm: (who: string, what: string) => `${who} ${what}, and has not confirmed it`,
    since: (time: string) => `since ${time}`,
    replies: 'Suggested replies: one goes into the text box',
  },
});
