import { en, zh } from './word-lists.ts';

const any = (...sources: readonly string[]) => new RegExp(sources.join('|'));

/** A neighbour who is named by a number only; beside another name the number is that one's. */
export const NUMBERED = /^(?:number|no)\b/;
/** Behind these words a place only tells where another one is: "the lockers by the mailboxes". */
export const BESIDE = new RegExp(
  `${en('by, near, next to, beside, behind, opposite, above, under, underneath, outside, (?<!(?:one|any|row|some|all|each) )of, around, past, on top of')}(?: [a-z']+){0,2} $`,
);
/** "门口有个快递架": what stands there is part of the place. */
export const THERE_IS = new RegExp(`${zh('有没有, 有, 摆了?, 挂了?, 装了?, 搁了?')}一?[个只张把]?[^，]{0,4}$`);
/** Between two names that stand for two places. */
export const PARTS = any(zh('或, 还是, 、, 要么, \\/'), en('or, and(?= (?:give|leave|put|drop|if)), then'));
/** Between two places of which both are wanted. */
export const OR = any(
  zh('或, 还是, 要么, 要不, 也行, 随你, 都行, 其次, 再不, 首选, 小件, 其他, \\/'),
  en('or, either, otherwise, failing, whichever, first, else'),
);

/** Before a place: somebody goes or is there, nothing is put there. */
export const GOING = new RegExp(
  `(?:${zh('从, 走, 我在, 我们在, 你在, 坐, 等, 接, 出了?, 过了?, 住, 你到, 我家在, 上了')}|${en("i'?m (?:at|in|by|near), meet, from, via, through, past")})[^，]{0,6}$`,
);
/** Behind a place: it is fetched from there. */
export const FETCHED = /^.{0,4}(?:去|来|自己)?(?:取|拿|领)/;
/** Behind a place: consent, or that somebody takes it. */
export const CONSENT = any(
  `^[^，。]{0,8}${zh('吧, 就行, 就好, 就成, 就得, 即可, 可以, 得了, 行, 成, ok, 中, 代收, 代签, 会收, 能收, 签, 帮, 收(?!废|费|超), 有人, 统一收')}`,
  `^.{0,24}${en('please, pls, plz, is (?:fine|ok|okay|good|great|free), are fine, (?:will|can) (?:do|take|have|sign|hold|keep|accept), works, ok, takes?, accepts?, would be, fine, said, instead')}`,
);
/** Behind a place: it is full, shut, watched by thieves. */
export const TROUBLE = any(
  `^(?:[那都也还老里边]|${zh('柜, 现在, 今天, 好像, 一直, 要是, 如果')}){0,3}${zh('坏, 满, 锁(?!着就), 太, 不收, 不让, 没人, 关, 要钱, 要收, 装修, 堵, 会, 有人偷, 有监控, 收超, 不在, 封, 在修, 拒, 不行, 不好, 没位, 没空, 被占, 停用, 怕, 容易, 不安全, 施工')}`,
  `^(?:'s| is| are| was| gets?| got)? ?${en("full, closed, broken, shut, shuts, useless, locked, gone, closes, finishes, not (?:open|there|available|in|working), out of, no good, busy, won'?t, doesn'?t, can'?t, rammed, flooded, full up, at capacity, has (?:a broken|been)")}`,
);
const zhNo = zh(
  '别再?, 不要再?, 不用再?, 不能, 不许, 不可以, 不给, 不放, 不送, 不是, 不想, 不去, 不进, 不塞, 莫, 勿, 甭, 唔好, 唔使, 没, 别给我, 不必, 取消',
);
const zhThenVerb = zh(
  '给我, 帮我, 再, 把[^，]{0,4}, 送去, 送到, 放, 给, 交给, 交, 搁, 塞, 送, 丢, 扔, 存, 投, 挂, 去, 进, 在, 到, 往, 我, 你, 直接, 随便, 都, 老是',
);
const enNo = en(
  "(?:don'?t|dont|do not)(?! (?:ring|call|knock|phone|worry|bother|come|need)), never, not, no longer, rather than, instead of, neither, nor, avoid, isn'?t, without, can'?t, cannot, won'?t, didn'?t, (?:nobody|no one) (?:on|at|in)",
);
/** Before a place or its verb: it is what is not wanted. */
export const DENIED = any(`${zhNo}${zhThenVerb}*$`, `${enNo}(?:(?! but | just )[^,.;]){0,34}$`);
/** Verbs that lean on a place without putting anything there. */
export const SLIGHT_VERB = /^(?:use|take|try|ask|bring|send|push|get|fetch)$/;
/** "Take the stairs": a way, no place. */
export const WAY = any(en('stairs?, gate, entrance, lift, elevator, ramp, road, path, exit, door on'));
/** What was done another time. */
export const PAST = any(zh('上次, 上回, 昨天你, 以前'), en('last time, yesterday, again, previously'));
/** What was done again, and should not have been. */
export const AGAIN = /又(?:是|放|给|塞|丢|扔)/;
/** Questions that look like a denial. */
export const HARMLESS = new RegExp(
  zh('能不能, 可不可以, 好不好, 行不行, 是不是, 有没有(?!空), 不好意思, 要不要, 不然, 要不(?!是), 不放心'),
  'g',
);
/** A place that only both of them know. */
export const KNOWN = any(zh('老地方, 老样子, 照旧, 上次, 照样'), en('usual, same (?:place|spot|as), like before'));

/** "The cleaner can take it": whoever it is. */
export const TAKER =
  /^( *(?:the|my|our) [a-z' ]{3,30}?) (?:can|will|could|is happy to|would) (?:take|sign|have|accept|hold|keep|get|grab)\b/;
/** Only a place, no verb: "through the kitchen window onto the worktop", "院墙里头那个狗窝旁边". */
export const BARE_PLACE = any(
  `^ *(?:please |just |ok |yes |yeah )*${en('in, on, under, underneath, behind, by, through, beside, inside, over, at, round, around, near, between, against, next to, outside, onto, with')}`,
  `${zh('旁边, 后面, 后头, 前面, 下面, 里头?, 里面, 上面?, 底下, 旁, 中间')}(?:吧|就行|就好|就可以)?$`,
);
/** A spot named before its verb: "靠墙根放". */
export const SPOT_END = /[上下里后旁边根面处角]$/;
/** A thing that is told where to go, before its verb: "药给隔壁". */
export const OWN_THING = /^ ?(?![我你您就先请那再都别也把给帮麻不要还])[\u4e00-\u9fff]{1,3}(?=放|给|搁|交|塞)/;
