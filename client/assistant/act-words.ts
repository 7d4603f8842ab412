import { language, words } from '../language.ts';
import { distanceInWords } from '../location/distance-in-words.ts';
import { nameOf } from '../timeline/entry-words.ts';
import { clockTime } from '../time-words.ts';
import { windowInWords } from '../window-words.ts';
import type { Act, AssistantAnswer, LeavePlace, LineSummary, Member, MemberId, ProblemKind, Role } from '#protocol';

/** A suggestion as far as words need it: that of an entry, or of a line's last words. */
export type Understood = NonNullable<NonNullable<LineSummary['lastWords']>['suggestion']>;

/** Who reads it, and when. */
export interface Reader {
  readonly me: MemberId;
  readonly members: readonly Member[];
  /** Server's clock, epoch ms. */
  readonly now: number;
}

const t = words({
  zh: {
    you: '你',
    nobody: '对方',
    coming: (minutes?: number) => (minutes ? `${minutes} 分钟后下来` : '马上下来'),
    isComing: (who: string, minutes?: number) => `${who}${minutes ? `${minutes} 分钟后` : '马上'}下来`,
    toldBy: (courier: string) => `（助手已告诉${courier}）`,
    received: '收到包裹了',
    hasReceived: (who: string) => `${who}收到包裹了`,
    deliver: (window: string) => `${window} 送`,
    anotherTime: { not_home: '不在家，要换个时间', vague: '要换个时间', not_possible: '要换个时间' },
    place: {
      door: '放门口',
      station: '放驿站',
      locker: '放快递柜',
      guard: '放门卫',
      neighbour: '放邻居家',
      reception: '放前台',
      mailbox: '放信箱',
      other: '放别的地方',
    } satisfies Record<LeavePlace, string>,
    otherPlace: (detail: string) => `放${detail}`,
    detail: (place: string, detail: string) => `${place}（${detail}）`,
    refuse: '不要这个包裹，请客服处理',
    change_address: '要改地址，请客服处理',
    problem: {
      missing: '没收到包裹，请客服处理',
      damaged: '包裹坏了，请客服处理',
      wrong: '包裹送错了，请客服处理',
      late: '送得太晚，请客服处理',
      rude: '服务态度不好，请客服处理',
      other: '派送出了问题，请客服处理',
    } satisfies Record<ProblemKind, string>,
    remember: (text: string) => `下次也告诉快递员：“${text}”`,
    landmark: '把这张照片放到地图上',
    proof: '用这张照片作凭证',
    arrived: '标记为已到达',
    atStation: '标记为已放驿站',
    left: (place: string) => `标记为已${place}`,
    leftSomewhere: '标记为已放好',
    home: (who: string, home: boolean, usual: boolean) => `${who}${usual ? '通常' : ''}${home ? '' : '不'}在家`,
    saidAt: (time: string) => `（${time} 说的）`,
    counted: (times: number, of: number) => ` · ${of} 次中 ${times} 次`,
    agreed: (place: string) => `说好了，${place}`,
    usual: (place: string) => `通常${place}`,
    code: (code: string) => `门禁 ${code}`,
    minutes: (count: number) => `约 ${count} 分钟`,
    stopsBefore: (count: number) => (count === 0 ? '下一家就是这里' : `前面还有 ${count} 家`),
    unknownWhere: '还不知道快递员在哪里',
    answered: (facts: string) => `助手答：${facts}`,
    answeredWrong: (facts: string) => `助手答错了：${facts}`,
    open: (act: string, who: string) => `听懂为：${act} · 等${who}确认`,
    toConfirm: (act: string) => `待确认：${act}`,
    over: (act: string) => `听懂为：${act} · 没有人确认`,
    applied: (act: string) => `助手已照办：${act}`,
    confirmed: (who: string, act: string) => `${who}确认：${act}`,
    dismissed: (who: string, act: string) => `${who}说不是这个意思：${act}`,
    refused: (who: string, act: string) => `${who}说不行：${act}`,
    undone: (who: string, act: string) => `${who}撤销了：${act}`,
    replaced: '之前听懂的不算了',
  },
  en: {
    you: 'you',
    nobody: 'somebody',
    coming: (minutes?: number) => (minutes ? `Coming down in ${minutes} min` : 'Coming down now'),
    isComing: (who: string, minutes?: number) => `${isOf(who)} coming down${minutes ? ` in ${minutes} min` : ''}`,
    toldBy: (courier: string) => ` (the assistant told ${courier})`,
    received: 'Has the parcel',
    hasReceived: (who: string) => `${who === 'you' ? 'You have' : `${who} has`} the parcel`,
    deliver: (window: string) => `Deliver ${window.replace(/^(Today|Tomorrow)/, (day) => day.toLowerCase())}`,
    anotherTime: { not_home: 'Not home: another time', vague: 'Another time', not_possible: 'Another time' },
    place: {
      door: 'Leave it at the door',
      station: 'Leave it at the pickup station',
      locker: 'Leave it in the locker',
      guard: 'Leave it with the guard',
      neighbour: 'Leave it with the neighbour',
      reception: 'Leave it at the reception',
      mailbox: 'Leave it in the mailbox',
      other: 'Leave it somewhere else',
    } satisfies Record<LeavePlace, string>,
    otherPlace: (detail: string) => `Leave it: ${detail}`,
    detail: (place: string, detail: string) => `${place} (${detail})`,
    refuse: 'Refuse the parcel, ask customer service',
    change_address: 'Change the address, ask customer service',
    problem: {
      missing: 'The parcel is missing, ask customer service',
      damaged: 'The parcel is damaged, ask customer service',
      wrong: 'It is the wrong parcel, ask customer service',
      late: 'It is too late, ask customer service',
      rude: 'A complaint, ask customer service',
      other: 'Something went wrong, ask customer service',
    } satisfies Record<ProblemKind, string>,
    remember: (text: string) => `Tell the next courier too: “${text}”`,
    landmark: 'Show this photo on the map',
    proof: 'Keep this photo as proof',
    arrived: 'Mark as arrived',
    atStation: 'Mark as left at the station',
    left: (place: string) => `Mark as left ${place.replace('Leave it ', '')}`,
    leftSomewhere: 'Mark as left',
    home: (who: string, home: boolean, usual: boolean) =>
      `${isOf(who)}${usual ? ' usually' : ''}${home ? '' : ' not'} home`,
    saidAt: (time: string) => ` (said at ${time})`,
    counted: (times: number, of: number) => ` · ${times} of ${of}`,
    agreed: (place: string) => `Agreed: ${place}`,
    usual: (place: string) => `Usually: ${place}`,
    code: (code: string) => `Door code ${code}`,
    minutes: (count: number) => `about ${count} min`,
    stopsBefore: (count: number) =>
      count === 0 ? 'this door is next' : count === 1 ? '1 door comes first' : `${count} doors come first`,
    unknownWhere: 'where the courier is, is not known yet',
    answered: (facts: string) => `Assistant: ${facts}`,
    answeredWrong: (facts: string) => `The assistant was wrong: ${facts}`,
    open: (act: string, who: string) => `Understood: ${act} · waiting for ${who}`,
    toConfirm: (act: string) => `To confirm: ${act}`,
    over: (act: string) => `Understood: ${act} · nobody confirmed`,
    applied: (act: string) => `Done by the assistant: ${act}`,
    confirmed: (who: string, act: string) => `${capital(who)} confirmed: ${act}`,
    dismissed: (who: string, act: string) => `Not what ${who} meant: ${act}`,
    refused: (who: string, act: string) => `${capital(who)} said no: ${act}`,
    undone: (who: string, act: string) => `${capital(who)} undid: ${act}`,
    replaced: 'What was understood before no longer counts',
  },
});

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
const isOf = (who: string) => (who === 'you' ? 'You are' : `${who} is`);

/** `Leave it with the guard`; `detail` is the recipient's own words for where exactly. */
export function placeInWords(place: LeavePlace, detail?: string): string {
  if (!detail) return t().place[place];
  return place === 'other' ? t().otherPlace(detail) : t().detail(t().place[place], detail);
}

/** What was understood, in few words: `Deliver tomorrow, 19:00–22:00`. */
export function actInWords(act: Act, now: number): string {
  switch (act.do) {
    case 'coming':
      return t().coming(act.inMinutes);
    case 'received':
      return t().received;
    case 'reschedule':
      return act.window ? t().deliver(windowInWords(act.window, now)) : t().anotherTime[act.why ?? 'vague'];
    case 'leave_at':
      return placeInWords(act.place, act.detail);
    case 'person':
      return act.about === 'problem' ? t().problem[act.kind ?? 'other'] : t()[act.about];
    case 'remember':
      return t().remember(act.text);
    case 'landmark':
      return t().landmark;
    case 'proof':
      return t().proof;
    case 'step':
      if (act.status === 'arrived') return t().arrived;
      if (act.status === 'at_station') return t().atStation;
      return act.place && act.place !== 'other' ? t().left(t().place[act.place]) : t().leftSomewhere;
    case 'answer':
      return '';
  }
}

/** A member's name in a sentence; `you` for the reader. */
function whoIs({ me, members }: Reader, id: MemberId | null | undefined): string {
  if (id === me) return t().you;
  return (id && nameOf(members, id)) || t().nobody;
}

const inRole = ({ members }: Reader, role: Role): MemberId | undefined => {
  const all = members.filter((member) => member.role === role);
  return (all.find(({ left }) => !left) ?? all[0])?.id;
};

const countedInWords = ({ times, of }: { times?: number | undefined; of?: number | undefined }) =>
  times === undefined || of === undefined ? '' : t().counted(times, of);

/** The facts of an answer in words. */
function answerInWords(answer: AssistantAnswer, reader: Reader): string {
  switch (answer.to) {
    case 'home': {
      const { home, saidAt } = answer;
      const who = whoIs(reader, inRole(reader, 'recipient'));
      return `${t().home(who, home, saidAt === null)}${saidAt === null ? countedInWords(answer) : t().saidAt(clockTime(saidAt))}`;
    }
    case 'leave_at': {
      const place = placeInWords(answer.place, answer.detail);
      return answer.agreed ? t().agreed(place) : `${t().usual(place)}${countedInWords(answer)}`;
    }
    case 'code':
      return `${t().code(answer.code)}${t().saidAt(clockTime(answer.saidAt))}`;
    case 'way':
      return [answer.building?.[language.value], answer.address, answer.said]
        .filter(Boolean)
        .join(language.value === 'zh' ? '；' : '; ');
    case 'where': {
      const { minutes, distanceM, stopsBefore } = answer;
      const facts = [
        minutes !== undefined && t().minutes(minutes),
        distanceM !== undefined && distanceInWords(distanceM, language.value),
        stopsBefore !== undefined && t().stopsBefore(stopsBefore),
      ].filter(Boolean);
      return facts.join(' · ') || t().unknownWhere;
    }
    case 'question':
      return answer.text;
  }
}

/** The one line of the timeline for it. `isOver`: it waits, and yet can be no more. */
export function understoodInWords(understood: Understood, reader: Reader, isOver = false): string {
  const { act, about, asks, state, answeredBy } = understood;
  if (state === 'replaced') return t().replaced;
  if (act.do === 'answer') {
    const facts = answerInWords(act.answer, reader);
    return state === 'dismissed' ? t().answeredWrong(facts) : t().answered(facts);
  }
  const what = actInWords(act, reader.now);
  const who = whoIs(reader, answeredBy);
  switch (state) {
    case 'open':
      return isOver || asks === null ? t().over(what) : t().open(what, whoIs(reader, inRole(reader, asks)));
    case 'applied':
      return appliedInWords(act, whoIs(reader, about), reader);
    case 'confirmed':
      return t().confirmed(who, what);
    case 'dismissed':
      return asks === 'courier' && act.do === 'leave_at' ? t().refused(who, what) : t().dismissed(who, what);
    case 'undone':
      return t().undone(who, what);
  }
}

/** The same in a list of lines, where there is less room: what waits says first that it does. */
export function understoodInList(understood: Understood, reader: Reader, isOver: boolean): string {
  const { act, state } = understood;
  return state === 'open' && !isOver
    ? t().toConfirm(actInWords(act, reader.now))
    : understoodInWords(understood, reader, isOver);
}

/** What was done without a tap: whose words they were is who it is about. */
function appliedInWords(act: Act, who: string, reader: Reader): string {
  const told = () => t().toldBy(whoIs(reader, inRole(reader, 'courier')));
  if (act.do === 'coming') return `${capital(t().isComing(who, act.inMinutes))}${told()}`;
  if (act.do === 'received') return `${capital(t().hasReceived(who))}${told()}`;
  return t().applied(actInWords(act, reader.now));
}
