import type { Act, AssistantAnswer, LeavePlace, SuggestionState } from '#protocol';
import { type Both, statusWords } from './record-words.ts';

const both = (zh: string, en: string): Both => ({ zh, en });

export const understood = both('助手听懂的意思', 'Understood by the assistant');
export const answeredByAssistant = both('助手的回答', 'Answered by the assistant');
export const understoodFrom = both('根据', 'Understood from');
export const largerModel = both('由运营方的大模型识别', 'Read by the operator’s larger model');
export const confidenceWords = both('把握', 'how sure');
export const answeredWords = both('由谁决定', 'decided by');

export const suggestionStates: Record<SuggestionState, Both> = {
  open: both('等待确认', 'waits for a confirmation'),
  applied: both('已自动处理', 'done by itself'),
  confirmed: both('已确认', 'confirmed'),
  dismissed: both('被否定', 'said not to be so'),
  undone: both('已撤销', 'undone'),
  replaced: both('已被之后的话取代', 'replaced by what was said later'),
};

const placeNames: Record<LeavePlace, Both> = {
  door: both('门口', 'at the door'),
  station: both('驿站', 'at the pickup station'),
  locker: both('快递柜', 'in the locker'),
  guard: both('门卫', 'with the guard'),
  neighbour: both('邻居', 'with the neighbour'),
  reception: both('前台', 'at the reception'),
  mailbox: both('信箱', 'in the mailbox'),
  other: both('别的地方', 'at another place'),
};

const personWords = {
  refuse: both('不要这个包裹', 'does not want the parcel'),
  change_address: both('要改地址', 'wants another address'),
  problem: both('派送出了问题', 'says that something went wrong'),
} as const;

const minutes = (count: number | undefined): Both =>
  count === undefined ? both('', '') : both(`，${count} 分钟`, `, in ${count} min`);
const join = (one: Both, other: Both): Both => both(`${one.zh}${other.zh}`, `${one.en}${other.en}`);
const counted = (times: number | undefined, of: number | undefined): Both =>
  times === undefined || of === undefined ? both('', '') : both(`（${of} 次中 ${times} 次）`, ` (${times} of ${of})`);

function answerWords(answer: AssistantAnswer): Both {
  switch (answer.to) {
    case 'home': {
      const told = answer.home ? both('在家', 'in') : both('不在家', 'not in');
      return join(told, counted(answer.times, answer.of));
    }
    case 'leave_at': {
      const { zh, en } = placeNames[answer.place];
      return join(both(`放${zh}`, `leave it ${en}`), counted(answer.times, answer.of));
    }
    case 'code':
      return both(`门禁 ${answer.code}`, `code ${answer.code}`);
    case 'way': {
      const { address, building, said } = answer;
      const told = (house: string | undefined) => [house, address, said].filter(Boolean).join('; ');
      return both(told(building?.zh), told(building?.en));
    }
    case 'where': {
      const far = answer.distanceM === undefined ? '' : ` ${Math.round(answer.distanceM)} m`;
      const soon = answer.minutes === undefined ? '' : ` ${answer.minutes} min`;
      const stops = answer.stopsBefore;
      return both(
        `快递员${far}${soon}${stops === undefined ? '' : `，前面还有 ${stops} 家`}`,
        `the courier${far}${soon}${stops === undefined ? '' : `, ${stops} doors come first`}`,
      );
    }
    case 'question':
      return both(answer.text, answer.text);
  }
}

/** What was understood, without its window, which the record's page writes as it writes all times. */
export function actWords(act: Act): Both {
  switch (act.do) {
    case 'coming':
      return join(both('马上来取', 'Comes to take it'), minutes(act.inMinutes));
    case 'received':
      return both('已经收到', 'Has received it');
    case 'reschedule':
      return both('另约时间', 'Another time');
    case 'leave_at': {
      const { zh, en } = placeNames[act.place];
      const detail = act.detail ? [`（${act.detail}）`, ` (${act.detail})`] : ['', ''];
      return both(`放${zh}${detail[0]}`, `Leave it ${en}${detail[1]}`);
    }
    case 'person':
      return join(personWords[act.about], both('，请客服处理', ', for customer service'));
    case 'remember':
      return both(`记住：${act.text}`, `Remember: ${act.text}`);
    case 'landmark':
      return both('把照片放到地图上', 'Show the photo on the map');
    case 'proof':
      return both('用照片作为放置凭证', 'Keep the photo as proof');
    case 'step':
      return join(both('状态：', 'Status: '), statusWords[act.status]);
    case 'answer':
      return answerWords(act.answer);
  }
}
