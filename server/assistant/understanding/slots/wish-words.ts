import { en, zh } from './word-lists.ts';

/** Verbs that put a parcel somewhere or give it to somebody. */
const ZH_PUT = zh(
  '放到, 放在, 放进, 放, 搁在, 搁, 撂, 摆(?!了|着|个), 甩, 丢, 扔, 塞进, 塞入, 塞, 插, 挂, 存到, 存, 投到, 投, 寄存, 寄放, (?<![储收])藏, 靠在, 立在, 压, 扣, 门扣, 倒, 推进',
  '交给, 交畀, 交, (?<!快)递给, 转给, 转到, 给, 畀, 送到, 送去, 送, 留给, 留在, 留',
  'hide在, hide, leave在, leave, drop在, drop, lv, put在, put',
);
const EN_PUT = en(
  'leav(?:e|ing), left, leav, lv, put(?:ting)?, drop(?:ping)?, place, hand(?: it)? over, hand, giv(?:e|ing), pop, stick, chuck, keep, tuck, hang, post, shove, sling, bung, dump, deliver, lob, throw, slide, push, slip, hide, store, pass, stash, shelter, set, lean, plonk, lay, squeeze, fit',
  'send, take, bring, try, use, ask, go with, self-collect, pick it up, collect, fetch, get, (?:go|sit|stay|live)(?= (?:in|on|under|behind|at|inside))',
);
export const PUT = new RegExp(`${ZH_PUT}|${EN_PUT}`, 'g');

/** Where a thought ends. */
export const BREAKS =
  /[，。！？；,!?;\n…~～：]|[.:](?!\d)| (?=(?:but|because|so)\b)| (?=and (?:put|leave|give|drop|text|call|message|then|if|please|don't|i'll|send|skip|ring|knock)\b)|(?<=[\u4e00-\u9fff🙏👍]) | (?=[\u4e00-\u9fff])/gu;

export const ZH_IF = new RegExp(
  `^(?:那|你|你要|如果|到的时候|等)?.{0,3}?${zh('要是, 如果, 若是, 若, 万一, 假如, 倘若, 除非, 只要, 要不是, 实在没, if, unless, in case, 如')}`,
);
/** A state that nobody tells for another end than to say what then. */
export const ZH_SURELY_IF = new RegExp(
  `${zh('满[了咗]?, 不收, 放不[下进], 塞不[下进], 没空格, 没超过, 锁着, 关门了?')}$`,
);
/** A state that is a condition where "then" follows, else a reason. */
export const ZH_STATE = new RegExp(
  zh(
    '不在, 没人, 没空, 满[了咗]?$, 不收, 不开, 没开, 不接, 没接, 没应, 没反应, 没回, 关着, 关了, 下班, 等不及, 赶不, 要走, 睡了, 睡着, 打不通, 不方便$, 不行$, 还不',
    '下雨, 不下$, 不下雨, 太[重大沉], 放不[下进], 塞不[下进], 不够, 轻的话, 没超过, 超过, 锁着, 开着, 没锁, 进不去',
  ),
);
/** From a condition to what is wished then: "…的话", "…就", or a verb of putting right behind it. */
export const ZH_THEN = new RegExp(
  `^(.{2,18}?)(?:的话，?|(?:你|您|就|再|请|麻烦|直接|先|随便|便|那|帮我){1,3}(?=${ZH_PUT}|走|去)|(?<![别不])(?=(?:直接|请)?${ZH_PUT}(?!不|超)))`,
);

export const EN_IF = new RegExp(
  en(
    "only if, if, unless, in case, should (?:nobody|no one|i|we|there), provided(?: that)?, as long as, failing, when(?:ever)? (?:i don'?t|i'?m not|there'?s no|nobody|no one|i can'?t)",
  ),
);
/** An "if" that is mere politeness. */
export const EN_POLITE_IF = new RegExp(
  `^if ${en(
    "possible, at all, so, i may, you (?:can(?!['n])|could(?!n)|like|want|don'?t mind|prefer|please|wish|would), that (?:can be done|works|suits), that'?s (?:ok|okay|fine|alright|all right|possible|easier), it'?s (?:ok|okay|fine|possible|not too much)",
  )}`,
);
/** "Ask if he will take it": no condition. */
export const EN_ASKS = new RegExp(`${en('ask, see, check, wonder, know')}[^,]*$`);
/** From a condition to what is wished then. */
export const EN_THEN = new RegExp(
  ` then | (?<!(?:it's|is|are) )${en(
    "please, pls, plz, just, kindly, you can, you could, could you, can you, it's, they can, go for",
    'leave, put, drop, give, hand, pop, stick, chuck, keep, take, try, use, deliver, post, place, shove, tuck, hang, bring, lob',
  )}`,
);
/** "If they're out the parcel shop": a place that nothing is said of. */
export const EN_PLACE_THEN = new RegExp(
  ` (?:it's )?(?:the |my |a |with |at )*${en(
    '(?:neighbou?r|next door|reception|concierge|guard|security|locker|porch|pick ?up (?:point|shop)|parcel shop|post office|mailbox|letterbox|front desk|doorman|garage|shed)s?',
  )}(?! (?:is|are|has|have|isn|aren|won|doesn|don|can|shuts|closes|fits|was)|'s| key)`,
);
/** Words that only join a condition to what was said before. */
export const EN_JOINS = /^ *(?:and|but|so|or|or else|then|well|ok|also)\b/;
