import { foldedText } from './folded.ts';
import { keyedIn } from './keyed-signs.ts';
import type { Keyed } from './keyed-signs.ts';

/** Keyed signs that belong together, with how much the words around them say that they are a code. */
interface Run {
  readonly keys: string;
  readonly spoken: boolean;
  readonly at: number;
  readonly end: number;
}

/** Nobody gives a code later than this; longer texts must not cost more. */
const MOST_CHARACTERS = 2000;
/** Longer numbers are those of phones, orders and cards. */
const MOST_KEYS = 10;
const LIKELY = 2;

/** Between two parts of one code: at most a space or a hyphen. */
const joins = /^ {0,2}[-‐–·]?  ?$|^[-‐–]?$/;
/** Between digits that are said one by one, and before a sign, words of order may stand. */
const ORDER_WORDS = new Set(
  '然后 再 后 接着 最后 最后再 加 加上 按 按个 再按 然后按 然后㩒 㩒 摁 再摁 输 按完 按完按 按完再按 再加 键 键再 and then|and|then|followed by|and then the|then the|and the|and a|press|then press|and press|with a|a|the|plus'
    .split('|')
    .flatMap((words) => (/[a-z]/.test(words) && !/[\u4e00-\u9fff]/.test(words) ? [words] : words.split(' '))),
);
const ordered = (gap: string) =>
  ORDER_WORDS.has(
    gap
      .replaceAll(/[，,、]/g, ' ')
      .trim()
      .toLowerCase(),
  );

const keyWords =
  /密码|密马|蜜码|密碼|口令|暗号|暗语|密语|验证|取件|提货|门禁|门码|梯控|尾号|码|输|按|摁|键|拨|报|锁|code|cod\b|coat\b|\bpin\b|\botp\b|password|\bpw\b|passcode|\bkey|keypad|combination|lockbox|\benter\b|\bdial|\bpress|\btype\b|verification|digits|\bopens?\b|unlock|\bentry\b|\btry\b|试/i;
const doorWords =
  /门|柜|梯|箱|楼道|🔑|🚪|🔓|🔢|gate|door|lobby|entrance|lift|elevator|porch|shutter|locker|entry|garage|tower/i;
const deniedBefore =
  /(?:不是|不再是|别输|别按|不要按|不要输|不带|没有|别用|原来|旧的|\bnot|\bno longer|\bisn't|\bwasn't|\bnever|\bused to be|\bwas)(?:门牌|the|用)?[ 是:：]*$/i;
const houseBefore =
  /(?:\b(?:flat|apt|apartment|unit|room|number|no|nr|suite|floor|level|block|blk|building|house|bus|row|bay|phase|stand|stall|villa|plot|ring|buzz|bell|at)\.? ?#?|[#第]|[楼栋幢座层室]|[¥￥$£€])$/i;
/** "Gate 3" is a gate, "gate 3030" its code. */
const gateBefore = /\b(?:gate|tower|wing|lobby|entrance|locker) $/i;
const openedBefore =
  /(?:门|梯|外面|里面|\b(?:gate|door|lift|elevator|lobby|entrance|garage|inner|outer))(?: is| code)?[,:： ]{0,2}$/i;
const unitAfter =
  /^(?: ?(?:点(?!击)|分(?!机)|层|楼(?!下|道)|号(?!键|井)|栋|幢|座|单元|室|斤|块|元|米|个|位|岁|次|遍|天|月|日|年|家|户|箱|件|件|块钱|公里|小时|秒|样|半|行|格|排|种|路)|[:：]\d| ?(?:min|minutes?|mins|hours?|hrs|days?|weeks?|metres?|meters?|kg|km|floors?|flights|boxes|parcels|bags|o'?clock|am|pm|a\.m|p\.m|%|street|road|years?|times|people|rings|knocks|miles)\b)/i;

/** Where a run of keyed signs breaks off: nothing that belongs to the next one. */
function joined(before: Keyed, next: Keyed, text: string): boolean {
  const gap = text.slice(before.end, next.at);
  if (joins.test(gap)) {
    const figures = before.how === 'figures' && next.how === 'figures';
    return !figures || gap !== ' ' || Math.abs(before.keys.length - next.keys.length) <= 1;
  }
  const bySign = before.how === 'sign' || next.how === 'sign';
  const byWord = before.how !== 'figures' && next.how !== 'figures';
  return (
    (bySign || byWord || before.keys.length === 1) &&
    gap.length < 20 &&
    (ordered(gap) || (bySign && /^[，,、 ]+$/.test(gap)))
  );
}

/** Digits that were misheard count between digits, or at an end where the code would be too short without them. */
function trimmed(parts: readonly Keyed[]): Keyed[] {
  const kept = [...parts];
  const sure = () => kept.filter(({ how }) => how === 'spoken' || how === 'figures').length;
  const keys = () => kept.reduce((sum, { keys, how }) => sum + (how === 'sign' ? 0 : keys.length), 0);
  const between = new Set(parts.slice(1, -1).map(({ keys, how }) => (how === 'misheard' ? keys : '')));
  const doubtful = (part: Keyed | undefined) =>
    part?.how === 'misheard' &&
    (kept.some(({ how }) => how === 'figures') ||
      (sure() < 2 && keys() !== 4) ||
      (keys() > 4 && !between.has(part.keys)));
  while (doubtful(kept[0])) kept.shift();
  while (doubtful(kept.at(-1))) kept.pop();
  return kept;
}

const secondsAfter = /^ ?(?:秒|次|遍|下|声)/;

function runsIn(text: string, words: string): Run[] {
  const groups: Keyed[][] = [];
  for (const part of keyedIn(text)) {
    const last = groups.at(-1);
    const before = last?.at(-1);
    if (last !== undefined && before !== undefined && joined(before, part, words)) last.push(part);
    else groups.push([part]);
  }
  return groups.flatMap((group) => {
    const parts = trimmed(
      group.filter(({ how, end }) => how === 'sign' || !secondsAfter.test(text.slice(end, end + 2))),
    );
    const [first, last] = [parts[0], parts.at(-1)];
    const keys = parts.map(({ keys }) => keys).join('');
    if (first === undefined || last === undefined || !/\d/.test(keys) || !parts.some(({ how }) => how !== 'misheard'))
      return [];
    return [{ keys, spoken: parts.every(({ how }) => how !== 'figures'), at: first.at, end: last.end }];
  });
}

const isPhone = (digits: string) => digits.length > MOST_KEYS || /^1[3-9]\d{9}$/.test(digits);
const breaks = /[，。！？；,!?;\n]|\.(?!\d)/;

function weightOf({ keys, spoken, at, end }: Run, text: string): number {
  const digits = keys.replaceAll(/\D/g, '');
  if (isPhone(digits)) return -10;
  const before = text.slice(Math.max(0, at - 40), at);
  const after = text.slice(end, end + 40);
  const clauseBefore = before.split(breaks).at(-1) ?? '';
  const clauseAfter = after.split(breaks)[0] ?? '';
  if (deniedBefore.test(clauseBefore)) return -10;
  let weight = 0;
  const signed = /[#*]/.test(keys);
  if (!signed && unitAfter.test(after)) weight -= 6;
  const short = keys.length < 3 && !signed;
  const asked = /密码|口令|\bcode\b|\bpin\b/.test(clauseBefore) ? 3 : 0;
  if (!signed && (houseBefore.test(before) || (short && gateBefore.test(before)))) weight -= 4 - asked;
  if (/[:：]$/.test(before) && /\d[:：]$/.test(before)) weight -= 10;
  if (signed) weight += 3;
  if (/[a-z]/i.test(keys)) weight += 1;
  if (keys.length >= 3) weight += 1;
  if (keys.length === 4 || keys.length === 6) weight += 1;
  if (short) weight -= spoken ? 5 : 2;
  if (openedBefore.test(before)) weight += 3;
  if (keyWords.test(clauseBefore)) weight += 3;
  if (keyWords.test(clauseAfter)) weight += 2;
  if (doorWords.test(clauseBefore) || doorWords.test(clauseAfter)) weight += 1;
  if (keyWords.test(before)) weight += 1;
  return weight;
}

/** "The first three are 601, the last three 883" is one code. */
const halves = /前[二三四两\d]位.{0,6}?(\d+).{0,8}后[二三四两\d]位.{0,6}?(\d+)/;
const correction = /\b(?:no wait|sorry|i mean|wait no|actually)\b|哦不|不对|说错/i;

/**
 * The codes that a message gives, as they are keyed: digits, letters, `#` and `*`, likeliest last ones left out. Numbers
 * of phones, houses and floors, times, amounts and codes that are denied are none.
 */
export function codesIn(text: string): string[] {
  const plain = text
    .slice(0, MOST_CHARACTERS)
    .normalize('NFKC')
    .replaceAll(/[\uFE0F\u20E3]/g, '');
  const words = foldedText(plain);
  const half = halves.exec(plain);
  if (half !== null) return [`${half[1] ?? ''}${half[2] ?? ''}`];
  const runs = runsIn(plain, words).map((run) => ({ run, weight: weightOf(run, words) }));
  const best = runs.toSorted((one, other) => other.weight - one.weight || one.run.at - other.run.at)[0];
  if (best === undefined || best.weight < 0) return [];
  const likely = runs.filter((one) => one === best || one.weight >= Math.max(LIKELY, best.weight - 5));
  const corrected = likely.filter(({ run }, at) => {
    const next = likely[at + 1]?.run;
    return next === undefined || !correction.test(plain.slice(run.end, next.at));
  });
  return [...new Set(corrected.map(({ run }) => run.keys))];
}
