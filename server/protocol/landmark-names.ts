/**
 * What people call the landmarks around a door, in texts, transcripts and the search: "3号楼", "三号楼", "3 栋", "Building 3" and
 * "No. 3" are one house, "北门" and "the north gate" one gate. No schema in this file: pages import it as it is.
 */

/** A landmark as people may name it. */
export interface NamedLandmark {
  readonly kind: string;
  /** Its names in all languages, and others that people use. */
  readonly names: readonly string[];
}

/** Words of a text, by their UTF-16 units, that name landmarks: one, or several of the same name. */
export interface FoundName {
  readonly from: number;
  readonly to: number;
  /** Where they stand in the list, in its order. */
  readonly landmarks: readonly number[];
}

export interface LandmarkIndex {
  /** The names in a sentence, from its beginning to its end. Words that are more often something else are none: "3号" is a date. */
  find(text: string): FoundName[];
  /** What somebody may be looking for who has typed this, the likeliest first, and else in the list's order. */
  search(typed: string): number[];
}

/** A text in the form in which names are compared, and where each of its characters comes from. */
interface Plain {
  readonly text: string;
  readonly from: readonly number[];
  readonly to: readonly number[];
}

/** The trade's words in traditional characters, as those write who read them, and the same in simplified ones. */
const traditional = '號樓棟門東單驛遞櫃車場園區學館圖書廳';
const simplified = '号楼栋门东单驿递柜车场园区学馆图书厅';

const digits = '零一二三四五六七八九';

/** 一二〇一 → 1201, 二十一 → 21, 一百零八 → 108. */
function numberOf(numerals: string): string {
  if (!/[十百]/.test(numerals)) return Array.from(numerals, (char) => Math.max(0, digits.indexOf(char))).join('');
  let sum = 0;
  let digit = 0;
  for (const char of numerals) {
    const unit = char === '十' ? 10 : char === '百' ? 100 : 0;
    if (unit > 0) {
      sum += (digit || 1) * unit;
      digit = 0;
    } else digit = Math.max(0, digits.indexOf(char));
  }
  return String(sum + digit);
}

const han = /\p{Script=Han}/u;

/** Narrow, small, simplified, numbers in digits, no space beside a Chinese character. */
function plain(given: string): Plain {
  let text = '';
  const from: number[] = [];
  const to: number[] = [];
  function add(chars: string, start: number, end: number): void {
    text += chars;
    for (let i = 0; i < chars.length; i += 1) {
      from.push(start);
      to.push(end);
    }
  }
  for (const { 0: part, index } of given.matchAll(/[零〇一二三四五六七八九十百]+|\s+|№|./gsu)) {
    const end = index + part.length;
    if (/^\s/.test(part)) {
      if (text !== '' && !han.test(text.slice(-1)) && !han.test(String.fromCodePoint(given.codePointAt(end) ?? 0)))
        add(' ', index, end);
    } else if (/^[零〇一二三四五六七八九十百]/.test(part)) add(numberOf(part), index, end);
    else if (part === '№') add('no.', index, end);
    else {
      // Plain letters and the common Chinese characters are narrow already.
      const narrow = (/[ -~\u4e00-\u9fff]/.test(part) ? part : part.normalize('NFKC')).toLowerCase();
      const at = traditional.indexOf(narrow);
      add(at < 0 ? narrow : simplified.charAt(at), index, end);
    }
  }
  return { text, from, to };
}

const counted =
  'one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty'.split(
    ' ',
  );
/** Of a house, a gate, a stair: 3, 3a, a, b2. */
const zhId = '(?<id>\\d{1,4}[a-z]?|[a-z]\\d{0,2})';
const enId = `(?<id>\\d{1,4}[a-z]?|[a-z]\\d{0,2}|${counted.join('|')})(?![a-z0-9]|[.,:]\\d)`;
const no = '(?:no\\. ?|no |number |# ?)';
const zhSide = '(?<side>东北|东南|西北|西南|[东南西北正主前后侧])';
const enSide = '(?<side>(?:north|south)[ -]?(?:east|west)|north|south|east|west|main|front|back|rear|side)';

type Groups = Readonly<Record<string, string>>;
type Form = readonly [RegExp, (groups: Groups) => string, isChinese: boolean];

/** One thing whatever it is called: the pattern in plain text, and its name in the index. The longest at a place counts. */
const forms: readonly Form[] = (
  [
    // "3楼" alone is the third floor; only letters name a house so.
    [`第?${zhId}(?:#|号)(?:楼栋|楼(?!上|层))`, house],
    [`第?${zhId}(?:#|号)?(?:栋|幢|座(?![位谈机]))楼?`, house],
    ['(?<id>[a-z])楼', house],
    [`${zhId}# ?(?:building|bldg|block|tower)?(?![a-z0-9])`, house],
    [`(?:building|bldg\\.?|block|blk\\.?|tower) ?${no}?${enId}`, house],
    [`${no}${enId} (?:building|bldg|block|tower)(?![a-z])`, house],
    // Without its dot, "no 3" may be a refusal.
    [`(?:no\\. ?|#)${enId}`, house],
    [`${zhSide}(?:大门|门|出?入口)(?![牌铃禁锁诊卡])`, gate],
    ['大门', () => 'gate main'],
    [`${zhId}(?:#|号)大?门(?![牌铃禁锁诊卡])`, ({ id = '' }) => `gate ${idOf(id)}`],
    [`${enSide} (?:gate|entrance)(?![a-z])`, gate],
    [`gate ?${no}?${enId}`, ({ id = '' }) => `gate ${idOf(id)}`],
    [`${no}${enId} gate(?![a-z])`, ({ id = '' }) => `gate ${idOf(id)}`],
    [`第?${zhId}单元门?`, ({ id = '' }) => `unit ${idOf(id)}`],
    [`(?:unit|entrance|stair(?:case|way)?) ?${no}?${enId}`, ({ id = '' }) => `unit ${idOf(id)}`],
    ['驿站|快递站|取件点|自提点|代收点', () => 'station'],
    ['(?:pick-?up|parcel|collection) (?:station|point)(?![a-z])', () => 'station'],
    ['快递柜|丰巢柜?|智能柜|自提柜', () => 'locker'],
    ['(?:parcel )?lockers?(?![a-z])', () => 'locker'],
    ['停车场|停车位|(?:地下)?车库', () => 'parking'],
    ['(?:parking (?:lot|area|space|garage)|car park)(?![a-z])', () => 'parking'],
  ] satisfies [string, (groups: Groups) => string][]
).map(([pattern, nameOf]) => [new RegExp(pattern, 'gu'), nameOf, han.test(pattern)]);

/** Nothing of these is one directly behind such characters: a longer word, number or time. Older phones know no lookbehind. */
const inLatin = /[a-z0-9.]/;
/** The same of sides: "放东西门口", "房东门口", "最后门开了" name no gate. */
const inWords: Readonly<Record<string, string>> = {
  东: '房股',
  西: '东',
  正: '真',
  主: '房车业店户机',
  前: '之以提',
  后: '最随然以之',
  侧: '两',
};

function house({ id = '' }: Groups): string {
  return `house ${idOf(id)}`;
}

function idOf(id: string): string {
  const at = counted.indexOf(id);
  return at < 0 ? id.replace(/^0+(?=\d)/, '') : String(at + 1);
}

const sides: Readonly<Record<string, string>> = {
  东: 'east',
  南: 'south',
  西: 'west',
  北: 'north',
  正: 'main',
  主: 'main',
  前: 'front',
  后: 'back',
  侧: 'side',
  rear: 'back',
};

function gate({ side = '' }: Groups): string {
  // 东北 is north-east: the order of the languages differs.
  const parts = !han.test(side) ? [side] : /^[东西]/.test(side) ? side.split('').reverse() : side.split('');
  return `gate ${parts.map((part) => sides[part] ?? part.replace(/[ -]/, '')).join('')}`;
}

interface Thing {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** The things that a text names, by places in its plain form; `given` is the text as it was written. */
function thingsIn({ text, from }: Plain, given: string): Thing[] {
  // A compound has thousands of names, most of them in one script.
  const possible = { chinese: han.test(text), latin: /[a-z#]/.test(text) };
  const all = forms.flatMap(([pattern, nameOf, isChinese]) => {
    if (!(isChinese ? possible.chinese : possible.latin)) return [];
    return [...text.matchAll(pattern)].flatMap((match): Thing[] => {
      const { id = '', side = '' } = match.groups ?? {};
      const before = text.charAt(match.index - 1);
      if (!han.test(match[0].charAt(0)) && inLatin.test(before)) return [];
      if (before !== '' && inWords[side]?.includes(before)) return [];
      const at = match.index + match[0].lastIndexOf(id);
      // "Building a" is the beginning of a sentence, "Building A" is a house.
      if (id === 'a' && !/[AＡ]/.test(given.charAt(from[at] ?? 0))) return [];
      return [{ name: nameOf(match.groups ?? {}), from: match.index, to: match.index + match[0].trimEnd().length }];
    });
  });
  return withoutOverlaps(all);
}

/** Of those that overlap, the longest; in their order. */
function withoutOverlaps<T extends { readonly from: number; readonly to: number }>(all: readonly T[]): T[] {
  const kept: T[] = [];
  for (const one of [...all].sort((a, b) => b.to - b.from - (a.to - a.from) || a.from - b.from))
    if (kept.every(({ from, to }) => one.to <= from || one.from >= to)) kept.push(one);
  return kept.sort((a, b) => a.from - b.from);
}

const keyOf = (things: readonly Thing[]) => things.map(({ name }) => name).join(' & ');
const without = (things: readonly Thing[], text: string) =>
  things.reduceRight((left, { from, to }) => left.slice(0, from) + left.slice(to), text);
/** Between the parts of one name: "3号楼的2单元", "No. 3, entrance 2". */
const isBetween = (text: string) => /^[\s,，、的]{0,2}$/u.test(text);
const bare = (text: string) => text.replace(/[\s\p{P}\p{S}]/gu, '');
/** What is left of a name when its things are taken out says enough by itself, and is no day, hour or floor. */
const saysEnough = (text: string) =>
  (/\p{Script=Han}/u.test(text) ? text.length >= 2 : bare(text).replace(/\d/g, '').length >= 3) &&
  !/^\d+(?:号|日|月|楼|层|点|分|个|单元|栋)?$/u.test(text);

/** Finds and searches landmarks by their names. Those first in the list are first in every answer. */
export function landmarkIndex(landmarks: readonly NamedLandmark[]): LandmarkIndex {
  /** By what a name is made of alone, and by what is in it beside other words. */
  const byThings = new Map<string, Set<number>>();
  const besideWords = new Map<string, Set<number>>();
  const byWords = new Map<string, Set<number>>();
  const put = (map: Map<string, Set<number>>, key: string, at: number) =>
    void map.set(key, (map.get(key) ?? new Set()).add(at));
  const named = (key: string) => byThings.get(key) ?? besideWords.get(key);

  for (const [at, { kind, names }] of landmarks.entries()) {
    // "驿站" is any station, whatever it is called.
    put(byThings, kind, at);
    for (const name of new Set(names)) {
      const form = plain(name);
      const number = kind === 'building' ? /^(\d{1,4})号?$/u.exec(form.text)?.[1] : undefined;
      const things = number ? [{ name: `house ${idOf(number)}`, from: 0, to: form.text.length }] : thingsIn(form, name);
      const isMadeOfThings = bare(without(things, form.text)) === '';
      if (!isMadeOfThings && saysEnough(form.text)) put(byWords, form.text.trim(), at);
      if (things.every((thing) => !thing.name.includes(' '))) continue;
      put(isMadeOfThings ? byThings : besideWords, keyOf(things), at);
      // "2单元" alone is the stair of the house that is spoken of: the one nearest to the door.
      const last = things.at(-1)?.name ?? '';
      if (last.startsWith('unit ') && things.length > 1) put(besideWords, last, at);
    }
  }
  const literal = [...byWords.keys()];

  function find(text: string): FoundName[] {
    const form = plain(text);
    const things = thingsIn(form, text);
    const found: (Thing & { landmarks: ReadonlySet<number> })[] = [];
    for (const [i, first] of things.entries()) {
      for (let to = i; to < things.length; to += 1) {
        const run = things.slice(i, to + 1);
        const [last, before] = [run.at(-1) ?? first, run.at(-2)];
        if (before && !isBetween(form.text.slice(before.to, last.from))) break;
        const landmarks = named(keyOf(run));
        if (landmarks) found.push({ name: '', from: first.from, to: last.to, landmarks });
      }
    }
    for (const name of literal) {
      for (let from = form.text.indexOf(name); from >= 0; from = form.text.indexOf(name, from + name.length)) {
        const to = from + name.length;
        const around = /^[a-z0-9]{2}/u;
        if (around.test(form.text.slice(from - 1, from + 1)) || around.test(form.text.slice(to - 1, to + 1))) continue;
        found.push({ name, from, to, landmarks: byWords.get(name) ?? new Set() });
      }
    }
    return withoutOverlaps(found).map((one) => ({
      from: form.from[one.from] ?? 0,
      to: form.to[one.to - 1] ?? text.length,
      landmarks: [...one.landmarks].sort((a, b) => a - b),
    }));
  }

  let compared: readonly (readonly string[])[] | null = null;
  /** Only who searches needs them. */
  const comparedNames = () => (compared ??= landmarks.map(({ names }) => names.map((name) => bare(plain(name).text))));

  function search(typed: string): number[] {
    const form = plain(typed.trim());
    if (bare(form.text) === '') return landmarks.map((_, at) => at);
    // Who types a number alone, or a floor's, looks for a house.
    const alone = /^(\d{1,4}[a-z]?|[a-z])(?:号|楼)?$/u.exec(form.text)?.[1];
    const things = alone
      ? [{ name: `house ${idOf(alone)}`, from: 0, to: form.text.length }]
      : thingsIn(form, typed.trim());
    // Beside other words they are no more than a part of what is looked for.
    const same = bare(without(things, form.text)) === '' ? named(keyOf(things)) : undefined;
    const wanted = bare(form.text);
    const parts = form.text.split(' ').map(bare).filter(Boolean);
    const all = comparedNames();
    const rank = (at: number): number => {
      const names = all[at] ?? [];
      if (same?.has(at) || names.includes(wanted)) return 0;
      if (names.some((name) => name.startsWith(wanted))) return 1;
      if (names.some((name) => name.includes(wanted))) return 2;
      return parts.every((part) => names.some((name) => name.includes(part))) ? 3 : 4;
    };
    return landmarks
      .map((_, at) => ({ at, rank: rank(at) }))
      .filter((one) => one.rank < 4)
      .sort((a, b) => a.rank - b.rank || a.at - b.at)
      .map(({ at }) => at);
  }

  return { find, search };
}
