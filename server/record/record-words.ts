import type { EntryBody, Role, Status } from '#protocol';

/** What the page of a record says, in both languages: whoever settles a dispute may read one or the other. */
export interface Both {
  readonly zh: string;
  readonly en: string;
}

const both = (zh: string, en: string): Both => ({ zh, en });

export const roleWords: Record<Role, Both> = {
  courier: both('快递员', 'Courier'),
  recipient: both('收件人', 'Recipient'),
  station: both('驿站', 'Station'),
  agent: both('客服', 'Customer service'),
};

export const statusWords: Record<Status, Both> = {
  created: both('已登记', 'Registered'),
  assigned: both('已安排快递员', 'Courier assigned'),
  out_for_delivery: both('开始派送', 'Out for delivery'),
  nearby: both('快到了', 'Nearby'),
  arrived: both('已到门口', 'At the door'),
  delivered: both('已送达', 'Delivered'),
  rescheduled: both('改时间送', 'New time'),
  left_at_place: both('放在约定的地方', 'Left at the agreed place'),
  at_station: both('送到驿站', 'At the station'),
  refused: both('被拒收', 'Refused'),
  returned: both('已退回', 'Returned'),
  lost: both('丢失', 'Lost'),
  failed: both('没送成', 'Not delivered'),
};

export const callWords: Record<Extract<EntryBody, { kind: 'call' }>['end'], Both> = {
  hung_up: both('已挂断', 'hung up'),
  declined: both('已拒接', 'declined'),
  no_answer: both('无人接听', 'no answer'),
  busy: both('对方正忙', 'busy'),
  failed: both('未能接通', 'failed'),
};

export const placeWords: Record<Extract<EntryBody, { kind: 'place' }>['source'], Both> = {
  pin: both('在地图上指出的位置', 'Place pointed at on the map'),
  landmark: both('小区地标', 'Landmark of the compound'),
  position: both('当时所在的位置', 'Where the person stood'),
};

export const placeStateWords = {
  meet: both('提议在这里见面', 'An offer to meet here'),
  moved: both('移动图钉', 'Pin moved'),
  agreed: both('同意', 'Agreed'),
} as const;

export const cameAfter = (seq: number): Both => both(`在第 ${seq} 条之后加入`, `came after entry ${seq}`);

const kindWords: Record<Extract<EntryBody, { kind: 'erased' }>['was'], Both> = {
  text: both('文字', 'a text'),
  photo: both('照片', 'a photo'),
  voice: both('语音', 'a voice note'),
  place: both('位置', 'a place'),
  suggestion: both('听懂的意思', 'what was understood'),
  taken_back: both('已撤回的内容', 'something taken back'),
};

export const erasedWords = ({ was, why }: Extract<EntryBody, { kind: 'erased' }>): Both =>
  why === 'retention'
    ? both(
        `内容已删除：${kindWords[was].zh}，保存期已满`,
        `Content erased: ${kindWords[was].en}; the time to keep it was over`,
      )
    : both(
        `内容已删除：${kindWords[was].zh}，应本人要求`,
        `Content erased: ${kindWords[was].en}; the person asked for it`,
      );

export const transcriptWords = {
  pending: both('尚未转成文字', 'No transcript yet'),
  no_speech: both('没有听到人声', 'Nobody is heard to speak'),
  failed: both('未能转成文字', 'It could not be turned into text'),
} as const;

export const words = {
  title: both('派送对话记录', 'Record of a delivery'),
  reference: both('单号', 'Reference'),
  recipient: both('收件人', 'Recipient'),
  courier: both('快递员', 'Courier'),
  address: both('地址', 'Address'),
  point: both('坐标 (WGS-84)', 'Coordinates (WGS-84)'),
  window: both('约定时间', 'Time window'),
  instead: both('原来的时间', 'Instead of'),
  status: both('状态', 'Status'),
  created: both('创建时间', 'Created'),
  exported: both('导出时间', 'Exported'),
  members: both('参与者', 'People on the line'),
  fromStart: both('从一开始', 'from the start'),
  leftAt: both('离开时间', 'left'),
  entries: both('全部记录', 'Everything, in order'),
  nothing: both('没有任何记录。', 'Nothing was said.'),
  system: both('系统', 'System'),
  answers: both('回复', 'Answers'),
  call: both('通话', 'Call'),
  talked: both('通话时长', 'talked for'),
  listened: both('旁听', 'only listened'),
  sound: both('听到的音质 (MOS)', 'quality of what they heard (MOS)'),
  captions: both('通话字幕，机器转写', 'What was said, written down by machine'),
  captionErased: both('（内容已删除）', '(words erased)'),
  note: both('语音', 'Voice note'),
  transcript: both('机器转写', 'Written down by machine'),
  corrected: both('文字更正人', 'Words put right by'),
  photo: both('照片', 'Photo'),
  joined: both('加入', 'joined'),
  left: both('离开', 'left'),
  resolved: both('问题已解决，离开', 'settled the matter and left'),
  takenOut: both('导出了这份记录', 'Took this record out as a file'),
  takenBack: both('已撤回', 'Taken back'),
  original: both('撤回前的原文', 'What it was before'),
  name: both('（姓名已删除）', '(name erased)'),
  lost: both('文件在服务器上已丢失', 'The file is lost on the server'),
  proof: both('防改校验', 'Proof against change'),
  proofWords: both(
    '每条记录的每次变化都是一条哈希链上的一环。用 Doorline 项目中的 npm run verify-export 可校验本导出文件（见 VERIFY.txt）。',
    'Every change of every entry is a link of one hash chain. npm run verify-export of the Doorline project checks this export (see VERIFY.txt).',
  ),
  links: both('环数', 'Links'),
  last: both('最后一环', 'Last link'),
} as const;
