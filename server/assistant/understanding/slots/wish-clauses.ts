/** A piece of a message: what is wished, or under which condition. Places are those of the folded text. */
export interface Clause {
  readonly at: number;
  readonly end: number;
  readonly text: string;
  readonly condition: boolean;
}

/** Verbs that put a parcel somewhere or give it to somebody. */
export const ZH_PUT =
  '放到|放在|放进|放|搁在|搁|撂|摆(?!了|着|个)|甩|丢|扔|塞进|塞入|塞|插|挂|存到|存|投到|投|寄存|寄放|(?<![储收])藏|靠在|立在|压|交给|交畀|交|(?<!快)递给|转给|转到|给|畀|送到|送去|送|留给|留在|留|扣|门扣|倒|推进|hide在|hide|leave在|leave|drop在|drop|lv|put在|put';
export const EN_PUT =
  'leav(?:e|ing)|left|leav|lv|put(?:ting)?|drop(?:ping)?|place|hand(?: it)? over|hand|giv(?:e|ing)|pop|stick|chuck|keep|tuck|hang|post|shove|sling|bung|dump|deliver|lob|throw|slide|push|slip|hide|store|pass|stash|shelter|set|lean|send|take|bring|try|use|ask|go with|self-collect|pick it up|collect|fetch|get|live|drop er|leave er|plonk|lay|squeeze|fit|feed';

const hardBreak =
  /[，。！？；,!?;\n…~～：]|[.:](?!\d)| (?=(?:but|because|so)\b)| (?=and (?:put|leave|give|drop|text|call|message|then|if|please|don't|i'll|send|skip|ring|knock)\b)|(?<=[\u4e00-\u9fff🙏👍]) | (?=[\u4e00-\u9fff])/gu;

const zhCondition =
  /^(?:那|你|你要|如果|到的时候|等)?.{0,3}?(?:要是|如果|若是|若|万一|假如|倘若|除非|只要|要不是|实在没|if|unless|in case|如)/;
/** A state that nobody tells for another end than to say what then. */
const zhSurelyIf = /(?:满[了咗]?|不收|放不[下进]|塞不[下进]|没空格|没超过|锁着|关门了?)$/;
const zhIfState =
  /不在|没人|没空|满[了咗]?$|不下$|不下雨|不收|不开|没开|不接|没接|没应|没反应|没回|关着|关了|下班|下雨|太[重大沉]|等不及|赶不|锁着|打不通|放不[下进]|塞不[下进]|不方便$|不行$|开着|没锁|没超过|超过|要走|睡了|睡着|不够|轻的话|进不去|还不/;
const zhThen = new RegExp(
  `^(.{2,18}?)(?:的话，?|(?:你|您|就|再|请|麻烦|直接|先|随便|便|那|帮我){1,3}(?=${ZH_PUT}|走|去)|(?<![别不])(?=(?:直接|请)?(?:${ZH_PUT})(?!不|超)))`,
);
const enIf =
  /\b(?:only if|if|unless|in case|should (?:nobody|no one|i|we|there)|provided(?: that)?|as long as|failing|when(?:ever)? (?:i don'?t|i'?m not|there'?s no|nobody|no one|i can'?t))\b/;
const politeIf =
  /^if (?:possible|you (?:can(?!['n])|could(?!n)|like|want|don'?t mind|prefer|please|wish|would)|that (?:can be done|works|suits)|that'?s (?:ok|okay|fine|alright|all right|possible|easier)|it'?s (?:ok|okay|fine|possible|not too much)|at all|so\b|i may)/;
const EN_THEN =
  'leave|put|drop|give|hand|pop|stick|chuck|keep|take|try|use|deliver|post|place|shove|tuck|hang|bring|lob';
const enThen = new RegExp(
  `(?: then | (?:please|pls|plz|(?<!it's |is |are )just|kindly|you can|you could|could you|can you|it's|they can|go for)\\b| (?:${EN_THEN})\\b)`,
);

/** "If they're out the parcel shop": a place that nothing is said of. */
const enPlaceThen =
  / (?:it's )?(?:the |my |a |with |at )*(?:neighbou?r|next door|reception|concierge|guard|security|locker|porch|pick ?up (?:point|shop)|parcel shop|post office|mailbox|letterbox|front desk|doorman|garage|shed)s?\b(?! (?:is|are|has|have|isn|aren|won|doesn|don|can|shuts|closes|fits|was)|'s| key)/;

function zhSplit(text: string): [string, boolean][] {
  const cued = zhCondition.test(text) || text.includes('的话');
  const then = zhThen.exec(text);
  const head = then?.[0] ?? '';
  const state = zhIfState.test(then?.[1] ?? '');
  if (
    then !== null &&
    head.length < text.length &&
    (cued || (state && (/[就再]/.test(head.slice(1)) || zhSurelyIf.test(head))))
  )
    return [
      [head, true],
      [text.slice(head.length), false],
    ];
  return [[text, cued]];
}

function enSplit(text: string): [string, boolean][] {
  const cue = enIf.exec(text);
  if (cue === null || politeIf.test(text.slice(cue.index))) return [[text, false]];
  const before = text.slice(0, cue.index);
  const rest = text.slice(cue.index);
  const skipped = cue[0].length + 3;
  const then = enThen.exec(rest.slice(skipped)) ?? enPlaceThen.exec(rest.slice(skipped));
  if (/\b(?:ask|see|check|wonder|know)\b[^,]*$/.test(before)) return [[text, false]];
  const pieces: [string, boolean][] = /[a-z]/.test(
    before.replace(/^ *(?:and|but|so|or|or else|then|well|ok|also)\b/, ''),
  )
    ? [[before, false]]
    : [];
  const lead = pieces.length === 0 ? before : '';
  // A wish stands before it: what follows is the condition to its end.
  if (then === null || (pieces.length > 0 && !rest.includes(' then '))) return [...pieces, [lead + rest, true]];
  const cut = skipped + then.index;
  return [...pieces, [lead + rest.slice(0, cut), true], [rest.slice(cut), false]];
}

/** Cuts a folded message where a wish, a condition or a thought ends. */
export function wishClauses(folded: string): Clause[] {
  const clauses: Clause[] = [];
  let at = 0;
  const cuts = [...folded.matchAll(hardBreak)].map(({ index, 0: sign }) => ({ index, end: index + sign.length }));
  for (const { index, end } of [...cuts, { index: folded.length, end: folded.length }]) {
    const piece = folded.slice(at, index);
    let from = at;
    const split = /[\u4e00-\u9fff]/.test(piece) ? zhSplit : enSplit;
    for (const [text, condition] of split(piece)) {
      if (text.trim() !== '') clauses.push({ at: from, end: from + text.length, text, condition });
      from += text.length;
    }
    at = end;
  }
  return clauses;
}
