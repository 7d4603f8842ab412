import type { TimeWord } from './time-words.ts';

/** A word of time with how much the text wants it; {@link EXCLUDED} and below it is denied. */
export type Weighed = TimeWord & {
  readonly weight: number;
  readonly clause: number;
  /** The clause it stands in. */
  readonly near: string;
  readonly conditional: boolean;
};

export const EXCLUDED = -8;

const breaks =
  /[，。！？；,!?;\n…~]|\.(?!\d)|(?<=[\u4e00-\u9fff]) | (?=[\u4e00-\u9fff])|\b(?:but|so|then|because|otherwise|or|just|instead of|rather than)\b|不然|否则|但是?|所以|因为|就(?=[\u4e00-\u9fff])|(?<=的话)(?=.)/gu;
const harmless =
  /不好意思|不再|\bnot (?:un)?till? |好不好|行不行|可不可以|能不能|是不是|有没有|成不成|(?:[行好成在可以便]|ok)不(?=$|[^\u4e00-\u9fff])|没(?:事|问题|关系|课)|不(?:急|赶|用赶|着急|会|晓得|知道|见不散|是取消|错|耽误|就|过来|了解)|别(?:太|再)?[早晚](?!上)|不要太[早晚]|得唔得|唔该|别的|别家|别人|特别|区别|差不多|才不|要不|没准|no problem|no worries|not a problem|why not|no rush|no hurry|don't mind|not sure/g;
const failure = /[赶来等到送及]不(?:及|到|了|上|成)/g;
const negation =
  /[不别没勿冇唔甭莫]|除了|取消|❌|\b(?:no|not|never|cannot|cant|wont|dont|nobody|skip|without|except|too late)\b|n't\b/;
const denied =
  /(?:[别不没勿甭莫唔]|不要|不是)[^，是]{0,3}$|(?:\b(?:not|no|never|except)\b|n't\b)[^,]{0,14}$|\b(?:nobody|no one)\b[^,]{0,24}$/;
const trailingDenial = /(?:不要|不是|不|别|\b(?:not|no|except)(?: the| on| in| for)*) ?$/;
const condition = /要是|如果|万一|除非|假如|倘若|的话|\b(?:if|unless|in case|failing)\b/;
const wish =
  /[送来取拿改派挪换约拎捎给]|快递|可以|方便|再说|[行吧趟]|成(?=$|[吗么不呗])|ok|最好|\b(?:please|pls|deliver|redeliver|come|bring|collect|pick|make it|works|work(?=\?|$| for| if| better| best)|best|better|fine|suits?|great|prefer|could|can|good|try|reschedule|change|push|shall|how about|let's|want|need)\b/;
const wanted = /^(?:以后|之后|过后|后)?(?:再|就)?[吧送来给行好]/;
const presence =
  /在家|家里|有人|[到回着落返]|进门|在[的吗啊呢]?$|才|我在|开门|有空|签收|\b(?:home|back|in(?! (?:a|an|the|my|our)\b)|here|free|available|open)\b/;
const away =
  /^下班|出差|上班|开会|加班|不在|上课|有课|有事|外地|出去|手术|考|旅游|装|接孩子|公司|睡到|\b(?:away|out|at work|hospital|meeting|working|busy|leave|finish|off the|land|lands)\b|落地|起飞/;
const past = /昨|刚才|原来|原定|本来|你们?说|约的|记成|以为|上次|\b(?:said|was|were|yesterday|supposed)\b/;
const moved = /(?:[改换挪推移]|become)(?:成|到|为|至)?[^，]{0,2}$/;
const fallback = /(?:不然|否则|\b(?:otherwise|or|else|failing|instead of|rather than)\b)[^，,]*$/;
const absentBefore = /^[都我也还家里]*(?:不|没|别)/;
const list = /^[\s和跟或者、都的与/-]*(?:or|and|还是)?\s*$/;

interface Around {
  readonly head: string;
  readonly tail: string;
  readonly whole: string;
  readonly lead: string;
  /** A beginning stands before it in the same clause. */
  readonly opened: boolean;
}

function weightOf(
  kind: TimeWord['kind'],
  { head, tail, whole, lead }: Around,
  conditional: boolean,
  deniable: boolean,
): number {
  let weight = 0;
  if (deniable && kind !== 'length' && negation.test(tail)) weight -= 10;
  if (deniable && denied.test(head.replaceAll(failure, ''))) weight -= 10;
  if (wish.test(tail) || wish.test(head)) weight += 2;
  else if (wish.test(whole)) weight += 1;
  if (wanted.test(tail)) weight += 1;
  if (/^so\b|^所以/.test(whole)) weight += 1;
  if (/(?:till?|before(?: the)?) $/.test(head)) weight -= 1;
  if (moved.test(head)) weight += 3;
  if (moved.test(tail)) weight -= 4;
  if (away.test(tail) || away.test(head)) weight -= 2;
  else if (presence.test(tail) || presence.test(head)) weight += 1;
  if (past.test(head) || /^多?了/.test(tail)) weight -= 4;
  if (fallback.test(lead)) weight -= 3;
  if (conditional) weight -= 3;
  return weight;
}

/** A bound turned round by what denies it: "not before five" and "七点前没人" are from, not to. */
function turned(word: TimeWord, { head, tail, opened }: Around): TimeWord {
  if (word.kind !== 'clock') return word;
  const { bound } = word;
  if (bound === 'until')
    return {
      ...word,
      bound: opened || (presence.test(head) && !negation.test(head)) || /any ?time/.test(head) ? 'to' : 'from',
    };
  if (
    bound === 'to' &&
    (absentBefore.test(tail) || denied.test(head) || /nobody|no one|\b(?:home|back|reach)\b/.test(head))
  )
    return { ...word, bound: 'from' };
  return word;
}

/** Weighs every word of time by what is said around it: wished, present, denied, only a condition. */
export function weigh(text: string, words: readonly TimeWord[]): Weighed[] {
  const masked = text.replaceAll(harmless, (word) => '·'.repeat(word.length));
  const ends = [...masked.matchAll(breaks)].map(({ index }) => index);
  const bounds = [
    0,
    ...ends.filter((at) => at > 0 && !words.some((word) => at > word.at && at < word.end)),
    text.length,
  ];
  const weighed: Weighed[] = [];
  for (const word of words.toReversed()) {
    const clause = bounds.filter((bound) => bound > 0 && bound <= word.at).length;
    const start = bounds[clause] ?? 0;
    const whole = masked.slice(start, bounds[clause + 1] ?? text.length);
    const next = weighed[0]?.clause === clause ? weighed[0] : undefined;
    const previous = words.findLast((other) => other.end <= word.at && other.at >= start);
    const gap = masked.slice(word.end, next?.at ?? start + whole.length);
    const around = {
      head: masked.slice(previous?.end ?? start, word.at),
      tail: next === undefined ? gap : gap.replace(trailingDenial, ''),
      whole,
      lead: masked.slice(Math.max(start - 1, 0), word.at),
      opened: words.some((other) => other.kind === 'clock' && other.at >= start && other.at < word.at),
    };
    const conditional = condition.test(whole);
    const read = conditional ? word : turned(word, around);
    // Words in a row share what follows the last of them: "neither today nor tomorrow".
    const shared = next !== undefined && next.kind === word.kind && list.test(gap);
    const weight = shared ? next.weight : weightOf(word.kind, around, conditional, read === word);
    weighed.unshift({ ...read, weight, clause, near: whole, conditional });
  }
  return weighed;
}
