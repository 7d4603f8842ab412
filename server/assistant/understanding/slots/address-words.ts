import { en, zh } from './word-lists.ts';

const all = (...sources: readonly string[]) => new RegExp(sources.join('|'), 'g');
const any = (...sources: readonly string[]) => new RegExp(sources.join('|'));

/** Words behind which a new address stands, with how surely. */
interface Cue {
  readonly words: RegExp;
  readonly strength: number;
}

export const ZH_CUES: readonly Cue[] = [
  {
    strength: 3,
    words: all(
      zh(
        '正确的?(?:地址)?是, 新地址是?, 新的是, 地址(?:是|为|换成|改成|改为|应该是|改到|换到), 应该?(?:是|送到?|改[是为]?|写), 应改是, 应为, 才是, 实际(?:经营)?在, 人在, 要到, 现在[搁住]在?',
        '改(?:一下)?(?:送到?|投到?|寄到?|成|到|为|去|回|是), 改(?!天|约|日|期|时|个|地址|一下|不|了|送|派|到|成|为|下|周|明|后|今|早|晚|上|中|收|址|吗|没), 换[到成去], 收货地吧, 转[到去投], change[去到成], 直接送(?!这), 搬[到去来]了?, 迁到, 搬走啦?！?现在住',
      ),
    ),
  },
  {
    strength: 1,
    words: all(
      zh(
        '[送寄发投派][到去来往给], deliver去, 送(?!货|错|不|快|那|了|地|件|过|达|的|来|单), 寄(?!件|错|过|来(?!吧)), 我住(?!的)',
      ),
    ),
  },
  { strength: 0, words: all(zh('现在是, 我们?(?:是|在|叫|这是|这叫|住的是|住), 就是, 而是, 是, 系')) },
];

export const EN_CUES: readonly Cue[] = [
  {
    strength: 3,
    words: all(
      en(
        "new address is, correct one is, address (?:is|should (?:say|be)|to), new address, new one is, name is, live now in, living (?:at|in), staying in, now at, moved to, office,? now at, are now at, i'?m (?:now )?(?:at|in)(?! work| my), we'?re (?:in|on|at)(?: now)?",
        "should(?:'ve| have)? (?:be|been|say), change (?:the address |it )?to, chnage to, redirect(?:ed)? (?:it )?to, it'?s(?: actually)?(?! not| wrong| the wrong), it is for, and to, add",
      ),
      '(?:new address|correct address|address|amend|new place):',
    ),
  },
  {
    strength: 1,
    words: all(
      en(
        '(?:deliver|send|bring|take|sent|delivered|go|get this sent|ship)(?: (?:it|this|the parcel|them|that))?(?: instead)? to, use',
      ),
      '🏢➡️|📍',
    ),
  },
  { strength: 0, words: all(en("at, is, in, to, we're, we are")) },
];

/** Where an address ends: thanks, reasons, other wishes, what was wrong. */
export const ZH_STOP = any(
  '^[呢吧啊哦啦了]?(?:$|[。！？!?；;])',
  zh(
    '不是, 谢谢, 麻烦, 多谢, 行不行, 行吗, 好吗, 可以吗, 方便, [吗呢](?![，,？?]), 来不, 来吗, 来了, 到了, 别, 密码, 门禁, 有人, 没人, 点以后, 今天, 明天, 周[一二三四五六日], 如果, 电话, 原来, 辛苦, 快, 来得及, 不能, 才[对是], 就可以, 放前台, 还是, 从, 因为, 这不',
    '我(?=[在去到来要想没不也的可今明现刚是这那给自下人全先发跟都会]|们[在去是刚])',
  ),
);
export const EN_STOP = any(
  en(
    "not, nto, instead of, (?:please|pls|thanks?)(?!,), my typo, sorry, cheers, and (?:please|could|when|ring|call|saturday|someone|do|i), the (?:website|form), i (?:put|wrote|typed), don'?t, confusing, tomorrow, monday, friday, saturday, someone's, asap, buzzer, moved on",
  ),
  'now,',
);

/** What an address is made of. */
export const ADDRESS = any(
  '[路街巷弄道村区栋幢座室楼层号院园苑城厦府里店镇乡县市省校厂站场铺]|\\d',
  zh('中心, 大厦, 公寓, 花园, 单位, 公司, 学校, 宿舍, 医院, 酒店'),
  en(
    'street, st, road, rd, lane, avenue, ave, close, drive, way, square, court, grove, flat, apt, apartment, block, blk, unit, suite, floor, level, house, villa, tower, wing, sector, plot, office, hostel, hotel',
  ),
);
/** Roughly where: a piece of an address that is not one by itself. */
export const ZH_NEAR = any(zh('那边, 这边, 附近, 对面, 旁边'));
/** How further pieces of an English address begin. */
export const EN_PIECE =
  /^, (?:[a-z]+ )?(?:floor|level|ward|room|suite|tower|wing|building|flat|apt|block|unit|next|near|opposite|opp)\b/;
/** Sentences that begin like one. */
export const EN_ASIDE =
  /^.. ?(?:Ring|Please|Kindly|I\b|My|Could|Can|We\b|It|Thanks|Buzzer|Leave|Gate|Code|Saturday|Sunday|Monday)/i;
/** Pieces behind an address that are no part of it. */
export const ZH_ASIDE = any(
  zh(
    '运费, 昨, 填, 写, 打成, 作废, 跑到, 有人, 别送, 打牌, 密码, 门禁, 联系, 电话, 我在那, 走错, 斜对过, 谢, 登记, 保安, 送$',
  ),
);

export const ZH_LEAD = /^(?:[ :：，,是在到了于]|一下|成|现在)*/;
export const EN_LEAD = /^(?:[ :]|\b(?:the (?=site|number|\d)|actually|to|go to|at|in|it'?s)\b)*/;
export const ZH_TAIL = /(?:[ ，,.。！!吧呢啊哈啦的了:；噻咯]|就行|才对|来不?|收|去|住)+$/;
export const EN_TAIL = /(?:[ ,.?!:;]|\b(?:instead|please|pls|now|sorry|thanks?|actually|then|there)\b)+$/;

/** A change that names no address. */
export const EMPTY = any(
  `^${zh('一下, 地址, 个地址, 收货地址, 收件地址, 收货地, 另一个城市, 那边, 别处, 这$, 那$, 这里, 这儿')}`,
  '^(?:a |an )?(?:different|another|new|other) (?:address|town|city|place|location)',
  '^(?:my new address|somewhere else|elsewhere|home when i meant work)',
);
/** The address that is not the right one any more, or no address at all. */
export const STALE = any(
  zh('错, 旧, 同名, 选反, 填成, 填反, 注册, 以前, 租的, 漏, 去年'),
  en('wrong, old, incomplete, that flat, not staying, monday, tuesday, wednesday, thursday, friday, saturday, sunday'),
);
export const ZH_NO_ADDRESS = any(zh('错, 写, 漏, 少, 改, 换, 地址, 密码, 不是, 别, 不对, 打电话, 分钟, 点, 旧, 搬'));
/** "My parents' house please, 3 Quarry Bank". */
export const EN_WHOSE = /^ ?(?:(?:my|our) .*(?:house|place|office|home|work|school|flat)|home)\b/i;
