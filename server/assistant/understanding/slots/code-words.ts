import { en, zh } from './word-lists.ts';

const any = (...sources: readonly string[]) => new RegExp(sources.join('|'), 'i');

/** Between two parts of one code: at most a space or a hyphen. */
export const JOINS = /^ {0,2}[-‐–·]?  ?$|^[-‐–]?$/;
/** Between digits that are said one by one, and before a sign, words of order may stand. */
export const ORDER_WORDS: ReadonlySet<string> = new Set([
  ...'然后 再 后 接着 最后 最后再 加 加上 再加 按 按个 再按 然后按 然后㩒 㩒 摁 再摁 输 按完 按完按 按完再按 键 键再'.split(
    ' ',
  ),
  ...'and, then, followed by, and then the, then the, and the, and a, press, then press, and press, with a, a, the, plus'.split(
    ', ',
  ),
]);

/** What is keyed or told. */
export const KEY_WORDS = any(
  zh(
    '密码, 密马, 蜜码, 密碼, 口令, 暗号, 暗语, 密语, 验证, 取件, 提货, 门禁, 门码, 梯控, 尾号, 码, 输, 按, 摁, 键, 拨, 报, 锁, 试',
  ),
  en(
    '(?:pass)?codes?, cod, coat, pin, otp, password, pw, key[a-z]*, combination, lockbox, enter, dial[a-z]*, press[a-z]*, type, verification, digits, opens?, unlock[a-z]*, entry, try',
  ),
);
/** What a code opens. */
export const DOOR_WORDS = any(
  zh('门, 柜, 梯, 箱, 楼道, 🔑, 🚪, 🔓, 🔢'),
  'gate|door|lobby|entrance|lift|elevator|porch|shutter|locker|entry|garage|tower',
);
/** Named right before a number, they say that it is asked for. */
export const ASKED = any(zh('密码, 口令'), en('code, pin'));
/** The number behind these is the one that does not work. */
export const DENIED_BEFORE = any(
  `(?:${zh('不是, 不再是, 别输, 别按, 不要按, 不要输, 不带, 没有, 别用, 原来, 旧的')}|${en("not, no longer, isn't, wasn't, never, used to be, was")})(?:门牌|the|用)?[ 是:：]*$`,
);
/** The number behind these is that of a house, flat, floor or price. */
export const HOUSE_BEFORE = any(
  `(?:${en('flat, apt, apartment, unit, room, number, no, nr, suite, floor, level, block, blk, building, house, bus, row, bay, phase, stand, stall, villa, plot, ring, buzz, bell, at')}\\.? ?#?|[#第]|(?:[楼栋幢座层室]|单元) ?|[¥￥$£€])$`,
);
/** A parcel's or an order's number. */
export const ORDER_NUMBER = /^[a-z]{2,}\d{6,}$/i;
/** "Gate 3" is a gate, "gate 3030" its code. */
export const GATE_BEFORE = any(`${en('gate, tower, wing, lobby, entrance, locker')} $`);
/** A number right behind what it opens. */
export const OPENED_BEFORE = any(
  `(?:${zh('门, 梯, 外面, 里面')}|${en('gate, door, lift, elevator, lobby, entrance, garage, inner, outer')})(?: is| code)?[,:： ]{0,2}$`,
);
/** The number before these is a time, a floor, an amount. */
export const UNIT_AFTER = any(
  `^ ?${zh('点(?!击), 分(?!机), 层, 楼(?!下|道), 号(?!键|井), 栋, 幢, 座, 单元, 室, 斤, 块, 元, 米, 个, 位, 岁, 次, 遍, 天, 月, 日, 年, 家, 户, 箱, 件, 公里, 小时, 秒, 样, 半, 行, 格, 排, 种, 路')}`,
  '^[:：]\\d|^ ?%',
  `^ ?${en("min, minutes?, mins, hours?, hrs, days?, weeks?, metres?, meters?, kg, km, floors?, flights, boxes, parcels, bags, o'?clock, am, pm, a\\.m, p\\.m, street, road, years?, times, people, rings, knocks, miles")}`,
);
/** A digit before these tells how long or how often. */
export const COUNT_AFTER = /^ ?(?:秒|次|遍|下|声)/;
/** "The first three are 601, the last three 883" is one code. */
export const HALVES = /前[二三四两\d]位.{0,6}?(\d+).{0,8}后[二三四两\d]位.{0,6}?(\d+)/;
/** The number before these was a slip. */
export const CORRECTION = any(en('no wait, sorry, i mean, wait no, actually'), zh('哦不, 不对, 说错'));
/** Where a thought ends. */
export const BREAKS = /[，。！？；,!?;\n]|\.(?!\d)/;
