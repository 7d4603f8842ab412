import { type LeavePlace, type ProblemKind, REPLIES_MAX, type Status, type TimeWindow } from '#protocol';
import { mayBecome } from '../protocol/acts-by-status.ts';
import type { Wish } from './summary.ts';
import { type Both, windowWords } from './window-words.ts';

/** What an agent's answer depends on. */
export interface Asked {
  readonly means: Wish;
  readonly status: Status;
  /** What is agreed on. */
  readonly window: TimeWindow | null;
  /** Windows that can really be had, best first. */
  readonly free: readonly TimeWindow[];
  /** The first of them is not the one that was wished: that one cannot be had. */
  readonly isOther: boolean;
  /** The operator leaves no parcel at this place. */
  readonly isNever: (place: LeavePlace) => boolean;
  /** Epoch ms. */
  readonly now: number;
  /** IANA name. */
  readonly zone: string;
}

const both = (zh: string, en: string): Both => ({ zh, en });

const places: Record<LeavePlace, Both> = {
  door: both('门口', 'at the door'),
  station: both('驿站', 'at the pickup station'),
  locker: both('快递柜', 'in the parcel locker'),
  guard: both('门卫那里', 'with the guard'),
  neighbour: both('邻居家', 'with a neighbour'),
  reception: both('前台', 'at the reception'),
  mailbox: both('信箱', 'in the mailbox'),
  other: both('那里', 'there'),
};

const tellYouHere = both(
  '我来查，查到了马上在这里告诉您',
  'I am looking into it and will tell you here as soon as I know',
);
const noted = both(
  '我都记下了，核实以后在这里回复您',
  'I have noted it all down and will answer you here once I have checked',
);
const askedCourier = both('我正在问快递员，请稍等', 'I am asking the courier. One moment, please');
const askedRecipient = both('我正在问收件人，请稍等', 'I am asking the recipient. One moment, please');
const whichTime = both('您希望改到哪天，什么时段？', 'Which day and time would suit you?');
const whereElse = both(
  '可以放在哪里，或者请谁代收吗？',
  'Is there a place to leave it, or somebody who can take it in?',
);

const handedOver: ReadonlySet<Status> = new Set(['delivered', 'left_at_place', 'at_station']);

/** Windows that can be had, as a question each. */
function offers({ free, isOther, status, now, zone }: Asked): Both[] {
  if (!mayBecome({ do: 'reschedule', window: null, others: [] }, status)) return [];
  return free.map((window, at) => {
    const { zh, en } = windowWords(window, now, zone);
    if (at === 0 && isOther)
      return both(
        `您说的时间送不了，最近的是${zh}，可以吗？`,
        `We cannot come at that time. The next one is ${en}: is that all right?`,
      );
    return both(`可以改到${zh}，可以吗？`, `We can come ${en}. Is that all right?`);
  });
}

function onProblem(kind: ProblemKind, asked: Asked): Both[] {
  switch (kind) {
    case 'missing':
      if (asked.status === 'at_station')
        return [
          both('我正在和驿站核对货架，请稍等', 'I am checking the shelves with the pickup station. One moment, please'),
          both(
            '请把驿站给的取件信息发过来，我一起核对',
            'Please send me what the pickup station has told you, and I will compare it',
          ),
          tellYouHere,
        ];
      if (!handedOver.has(asked.status))
        return [
          both('系统显示还没有送到，我正在问快递员', 'It does not show as delivered yet. I am asking the courier'),
          tellYouHere,
        ];
      return [
        both(
          '请先看看门口和邻居家，我正在问快递员放在哪里了',
          'Please look around the door and ask next door. I am asking the courier where it was put',
        ),
        both('方便的话，请拍一张门口的照片发过来', 'If you can, please send a photo of your door'),
        tellYouHere,
      ];
    case 'damaged':
      return [
        both(
          '很抱歉。请拍几张包裹和里面东西的照片发过来',
          'I am sorry. Please send some photos of the parcel and of what is inside',
        ),
        both('包装请先留着，核对的时候要看', 'Please keep the packaging: we will need to look at it'),
        noted,
      ];
    case 'wrong':
      return [
        both('请先不要拆，把面单拍一张照片发过来', 'Please do not open it, and send a photo of its label'),
        both('我正在问快递员，看怎么换过来', 'I am asking the courier how to put this right'),
        noted,
      ];
    case 'late':
      return [
        both(
          '让您久等了，我正在问快递员什么时候能到',
          'I am sorry for the wait. I am asking the courier when it can be there',
        ),
        ...offers(asked).slice(0, 1),
        tellYouHere,
      ];
    case 'rude':
      return [
        both(
          '很抱歉让您不愉快，我会如实记录并反映',
          'I am sorry about this. I will write it down as you say and pass it on',
        ),
        both('方便的话，请告诉我当时的经过', 'If you like, please tell me what happened'),
      ];
    case 'other':
      return [both('请再说详细一点，我来处理', 'Please tell me a little more, and I will see to it'), noted];
  }
}

function onWhere({ status, window, now, zone }: Asked): Both[] {
  switch (status) {
    case 'created':
    case 'assigned':
      return [
        both('包裹还没有开始派送，出发后这一页会显示', 'It has not set out yet. This page will show when it does'),
        tellYouHere,
      ];
    case 'out_for_delivery':
      return [
        both(
          '快递员正在派送，我问一下大概几点到',
          'The courier is on the round. I am asking about what time it will be',
        ),
        tellYouHere,
      ];
    case 'nearby':
      return [
        both('快递员就在附近，请留意电话和敲门', 'The courier is nearby. Please listen for the phone and the door'),
        askedCourier,
      ];
    case 'arrived':
      return [
        both('快递员已经到门口了，您方便开一下门吗？', 'The courier is at your door. Could you open it?'),
        askedCourier,
      ];
    case 'rescheduled': {
      if (!window) return [whichTime, tellYouHere];
      const { zh, en } = windowWords(window, now, zone);
      return [both(`约好的是${zh}送`, `It is to come ${en}, as agreed`), tellYouHere];
    }
    case 'left_at_place':
    case 'delivered':
      return [
        both(
          '系统显示已经送到，我正在问快递员放在哪里了',
          'It shows as delivered. I am asking the courier where it was put',
        ),
        tellYouHere,
      ];
    case 'at_station':
      return [both('包裹已经到驿站，可以去取了', 'It is at the pickup station and can be fetched'), tellYouHere];
    case 'refused':
    case 'returned':
    case 'lost':
    case 'failed':
      return [tellYouHere, askedCourier];
  }
}

function onWish(asked: Asked): Both[] {
  const { means, status, isNever } = asked;
  switch (means.intent) {
    case 'problem':
      return onProblem(means.kind, asked);
    case 'reschedule':
      return [...offers(asked), whichTime];
    case 'not_home':
      return [...offers(asked).slice(0, 1), whereElse, whichTime];
    case 'leave_at': {
      const { zh, en } = places[means.place];
      if (isNever(means.place))
        return [
          both(
            `很抱歉，不能放${zh}。换个地方可以吗？`,
            `I am sorry, we cannot leave it ${en}. Would another place do?`,
          ),
          ...offers(asked).slice(0, 1),
        ];
      return [
        both(`好的，我请快递员放${zh}`, `All right, I am asking the courier to leave it ${en}`),
        both('请说一下具体放在什么位置', 'Please tell us the exact spot'),
      ];
    }
    case 'refuse':
      if (handedOver.has(status))
        return [
          both('包裹已经送到了，您是想退回去吗？', 'It has been delivered. Would you like to send it back?'),
          noted,
        ];
      return [
        both('好的，那就按拒收退回，您确认吗？', 'All right, we will send it back as refused. Is that what you want?'),
        both('方便说一下为什么不要了吗？', 'May I ask why you do not want it any more?'),
      ];
    case 'change_address':
      return [
        both(
          '请把新地址完整发过来，我看看能不能改',
          'Please send the whole new address, and I will see whether it can be changed',
        ),
        both(
          '我正在确认能不能改地址，请稍等',
          'I am finding out whether the address can be changed. One moment, please',
        ),
        ...offers(asked).slice(0, 1),
      ];
    case 'ask_where':
      return onWhere(asked);
    case 'ask_home':
      return [
        both('快递员想问一下，您现在在家吗？', 'The courier would like to know: are you at home now?'),
        askedRecipient,
      ];
    case 'ask_leave_at': {
      const { zh, en } = places[means.place];
      const ask =
        means.place === 'other'
          ? both('快递员想问一下，包裹放在哪里方便？', 'The courier would like to know: where may the parcel be left?')
          : both(`快递员想问一下，放${zh}可以吗？`, `The courier would like to know: may it be left ${en}?`);
      return isNever(means.place)
        ? [both(`请不要放${zh}，我问一下收件人`, `Please do not leave it ${en}. I am asking the recipient`)]
        : [ask, askedRecipient];
    }
    case 'ask_directions':
      return [
        both('快递员找不到路，请告诉他怎么走', 'The courier cannot find the way. Please tell how to get to you'),
        askedRecipient,
      ];
    case 'ask_code':
      return [
        both(
          '快递员进不了门，请告诉他门禁密码，或者帮忙开一下门',
          'The courier cannot get in. Please tell the door code, or open the door',
        ),
        askedRecipient,
      ];
  }
}

/** What an agent may answer, best first, at most REPLIES_MAX. Nothing in it promises money, or what only others can do. */
export const suggestedReplies = (asked: Asked): Both[] => onWish(asked).slice(0, REPLIES_MAX);
