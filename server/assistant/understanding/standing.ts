/** Where a word of time stands in a text. */
interface Mark {
  readonly at: number;
  readonly end: number;
}

const breaks =
  /[，。！？；、,!?;\n…]+|(?<!\b\d|[ap]|[ap]\.m)\.(?!\d)|(?<=\p{Script=Han}[^\w]{0,1}|·) +(?=\p{Script=Han}|\d)|\bbut\b|但是?|不过/gu;

/** The parts of a text between its stops. */
export function segmentsOf(text: string): Mark[] {
  const clauses: Mark[] = [];
  let at = 0;
  for (const stop of text.matchAll(breaks)) {
    clauses.push({ at, end: stop.index });
    at = stop.index + stop[0].length;
  }
  clauses.push({ at, end: text.length });
  return clauses;
}

const deniedBefore =
  /(?:不是|不要|不在|别(?:再|等|给我)?|甭|唔好|唔系|除了|除|而不是|而非|不想|勿|原[定来约][^，]{0,4}|本来|原先|你们?说|说好的?|睡到|不用|不用等|不必|莫)(?:约?在|等到|是)?\s*(?:[上下中]午|早上|晚上|早|晚|今天|明天|周\d·)?$|\b(?:not|except|instead of|rather than|other than|but not|than|don't come|no longer|don't (?:bring|deliver|come)(?: it)?|was|were|nor|cancel|can't do|can't make|can't)(?: it)?(?: on| at| this| in the| for| before)?\s*$/;
const deniedBehind =
  /^[^，。！？,.!?;；]{0,8}?(?:不行|不在|没空|没人|不方便|没时间|有事|不得闲|唔得|来不及|赶不|回不|走不开|不可以|不能|算了|没法|送不|到不|不成|不中|不好|要上|加班|上班|上课|开会|出差|出门|有课|有会|有个|面试|别送|别来|先不|休息不|满了|not\b|busy|不要|甭|冇人|唔喺|没有人|考|补觉|不送|不用|不上班|都忙|忙)|^(?:'s)? ?(?:i'm |we're |i am |we are |is |are |am |i |we |it's |was |it )?(?:isn't|not\b|no good|doesn't|don't work|won't|can't|cannot|aren't|wasn't|out\b|away|busy|i'm (?:out|away|busy|working|not)|impossible|clashes|is (?:out|bad|no)|i can't|nobody|no one|has gone|nope|bad\b|(?:is )?a (?:bank )?holiday|too early|too late|i have|i've got|no\b)/;
const acted = /送|派|来(?!不)|拿|取|配|改|deliver|bring|come|please|pls|collect|drop|make it/;
const wished =
  /到家|在家|回家|回来|可以|行|方便|有空|free|home|back|good|works|better|suits?|fine|great|ok\b|best|available|how about/;
const strong =
  /(?:改[到成在为]?|推[到迟]*|挪到?|换[到成]?|延到?|延[期迟后]到?|等到|不如|还是|只有|那就|干脆|要不|约到?)\s*(?:下午|晚上)?$|\b(?:make it|moved? (?:it )?to|changed? (?:it )?to|(?:hold|wait|leave|keep)[^.,]* (?:until|till)|wait for|how about|reschedule (?:it )?(?:to|for)|only|could it be|could you do|can you do|then|hold (?:it )?(?:till|until))(?: on| at| the)?\s*$/;
const fallback = /(?:\botherwise|\bor else|不然|否则)\s*$/;
const chosenBehind = /^(?:[上下中]午|晚上?|早上)?(?:吧|嘛|罢)|^ (?:then|only)\b/;
const notTheOther = /^,? ?(?:and )?not (?:the |on )?$/;
const conditional =
  /(?:如果|要是|万一|假如|若|到)(?:(?!就|那|[，。,]).)*(?:不|没)|\b(?:if|unless) (?:(?!\bthen\b|[,.]|\bjust\b|\bbring\b|\bmake\b|\btry\b).)*(?:n't|\bnot\b|no one|nobody|running|late)(?:(?!\bthen\b|[,.]|\bjust\b|\bbring\b|\bmake\b|\btry\b).)*$|除非/;
const fetched = /^(?:[以之过]?后|左右|再|钟|整)*(?:能|可以|应该能|应该)?(?:来|送|派|家里见|[能]?进门|到家)/;
const homeBefore = /\b(?:home|back|come|deliver|bring it)(?: \w+)? (?:by|at|after|from|around|about|between)\s*$/;
const unmet = /^[^，。]{0,10}?(?:不了|不完|不到|来不及|赶不上|不来)/;

/** How much a word of time looks like what is wanted: above 0 wished, below 0 denied, or said of something else. */
export function standing(text: string, mark: Mark, marks: readonly Mark[]): number {
  const clause = segmentsOf(text).find(({ at, end }) => mark.at >= at && mark.at < end);
  const before = text.slice(Math.max(clause?.at ?? 0, mark.at - 24), mark.at);
  const next = marks
    .filter(({ at }) => at >= mark.end)
    .reduce((least, { at }) => Math.min(least, at), clause?.end ?? text.length);
  const behind = text.slice(mark.end, Math.max(next, mark.end));
  let score = 0;
  if (deniedBefore.test(before) && !/(?:not (?:until|till|before)|(?:earlier|later) than)\s*$/.test(before)) score -= 5;
  if (notTheOther.test(behind)) score += 2;
  else if (deniedBehind.test(behind)) score -= 3;
  if (fallback.test(before)) score -= 1.5;
  if (chosenBehind.test(behind)) score += 1.5;
  if (strong.test(before)) score += 2;
  const beside = `${before.slice(-8)} ${behind}`;
  if (acted.test(beside)) score += 1.2;
  else if (wished.test(beside)) score += 0.8;
  if (fetched.test(behind) || homeBefore.test(before)) score += 1;
  const whole = text.slice(clause?.at ?? 0, mark.end);
  if (conditional.test(whole) || unmet.test(behind)) score -= 9;
  return score;
}
