/** Something that is keyed or told: figures, a spoken digit, a counted digit ("四个八"), a sign, letters with figures. */
export interface Keyed {
  readonly keys: string;
  readonly how: 'figures' | 'spoken' | 'misheard' | 'sign';
  readonly at: number;
  readonly end: number;
}

const zhDigit: Readonly<Record<string, string>> = {
  零: '0',
  〇: '0',
  一: '1',
  幺: '1',
  二: '2',
  两: '2',
  俩: '2',
  三: '3',
  仨: '3',
  四: '4',
  五: '5',
  六: '6',
  七: '7',
  八: '8',
  九: '9',
};
/** What a recogniser writes for a digit; it counts only among digits. */
const zhMisheard: Readonly<Record<string, string>> = {
  要: '1',
  妖: '1',
  腰: '1',
  洞: '0',
  灵: '0',
  另: '0',
  拐: '7',
  吧: '8',
  久: '9',
  酒: '9',
  勾: '9',
  流: '6',
  山: '3',
  似: '4',
};
const enDigit: Readonly<Record<string, string>> = {
  zero: '0',
  oh: '0',
  nought: '0',
  one: '1',
  two: '2',
  three: '3',
  four: '4',
  five: '5',
  six: '6',
  seven: '7',
  eight: '8',
  nine: '9',
  ten: '10',
  eleven: '11',
  twelve: '12',
  thirteen: '13',
  fourteen: '14',
  fifteen: '15',
  sixteen: '16',
  seventeen: '17',
  eighteen: '18',
  nineteen: '19',
};
const enTens: Readonly<Record<string, string>> = {
  twenty: '2',
  thirty: '3',
  forty: '4',
  fifty: '5',
  sixty: '6',
  seventy: '7',
  eighty: '8',
  ninety: '9',
};
const enMisheard: Readonly<Record<string, string>> = {
  o: '0',
  owe: '0',
  won: '1',
  to: '2',
  too: '2',
  tree: '3',
  free: '3',
  for: '4',
  fore: '4',
  fife: '5',
  sicks: '6',
  ate: '8',
  nein: '9',
};
const times: Readonly<Record<string, number>> = { double: 2, triple: 3, treble: 3, quadruple: 4 };
const counts: Readonly<Record<string, number>> = { two: 2, three: 3, four: 4, five: 5, six: 6, a: 1, one: 1 };

const SIGN =
  '井[号好]键?|警号键?|井字键?|井(?!盖|里|边|旁)|#|星号键?|星(?!期|巴)|\\*|\\b(?:hash|hsah|hatch|pound|asterisk|star)(?: key| sign)?\\b';
const token = new RegExp(
  [
    `(?<sign>${SIGN})`,
    '(?<count>[一两俩二三四五六七八九十\\d])个(?<counted>[零〇一幺二三四五六七八九\\d])',
    '(?<pair>[俩仨])(?<paired>[零〇一二三四五六七八九\\d])',
    '(?<many>two|three|four|five|six|a|one) (?<plural>zeroes|zeros|ones|twos|threes|fours|fives|sixes|sevens|eights|nines)\\b',
    '(?<times>double|triple|treble|quadruple) (?<multiplied>[a-z]+|\\d)\\b',
    '(?<tens>twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[ -](?<ones>one|two|three|four|five|six|seven|eight|nine)\\b)?',
    '(?<plain>[a-z0-9]+)',
    `(?<zh>[${Object.keys(zhDigit).join('')}])`,
    `(?<heard>[${Object.keys(zhMisheard).join('')}])`,
  ].join('|'),
  'gi',
);
const pluralDigit = (word: string) => enDigit[word.replace(/(?<=ze?ro)e?s$|(?<=six)es$|s$/, '')] ?? '';
/** A figure with its unit or ending is no code: "12F", "3min", "4th". */
const withUnit = /^\d+(?:st|nd|rd|th|f|fl|m|min|mins|minutes|h|hr|hrs|am|pm|kg|km|l|p|day|days|ish|g|ml|cm)$/i;
/** Letters are keyed only in a word that holds a figure too; nothing longer is a code. */
const alphanumeric = /^(?=.*\d)[a-z\d]{2,12}$/i;

function plain(word: string): Pick<Keyed, 'keys' | 'how'> | undefined {
  const low = word.toLowerCase();
  if (/^\d+$/.test(word)) return { keys: word, how: 'figures' };
  const spoken = enDigit[low];
  if (spoken !== undefined) return { keys: spoken, how: 'spoken' };
  const heard = enMisheard[low];
  if (heard !== undefined) return { keys: heard, how: 'misheard' };
  if (!withUnit.test(word) && alphanumeric.test(word)) return { keys: word, how: 'figures' };
  return undefined;
}

function read(groups: Readonly<Record<string, string | undefined>>): Pick<Keyed, 'keys' | 'how'> | undefined {
  const { sign, count, counted, pair, paired, many, plural, multiplied, tens, ones, zh, heard } = groups;
  const digit = (one: string) => zhDigit[one] ?? one;
  const low = (word: string) => word.toLowerCase();
  if (sign !== undefined) return { keys: /[井警#]|hash|hsah|hatch|pound/i.test(sign) ? '#' : '*', how: 'sign' };
  if (count !== undefined && counted !== undefined)
    return { keys: digit(counted).repeat(count === '十' ? 10 : Number(digit(count))), how: 'spoken' };
  if (pair !== undefined && paired !== undefined)
    return { keys: digit(paired).repeat(pair === '仨' ? 3 : 2), how: 'spoken' };
  if (many !== undefined && plural !== undefined)
    return { keys: pluralDigit(low(plural)).repeat(counts[low(many)] ?? 1), how: 'spoken' };
  if (groups['times'] !== undefined && multiplied !== undefined) {
    const one = enDigit[low(multiplied)] ?? (/^\d$/.test(multiplied) ? multiplied : undefined);
    return one === undefined ? undefined : { keys: one.repeat(times[low(groups['times'])] ?? 1), how: 'spoken' };
  }
  if (tens !== undefined)
    return { keys: `${enTens[low(tens)] ?? ''}${enDigit[low(ones ?? '')] ?? '0'}`, how: 'spoken' };
  if (zh !== undefined) return { keys: digit(zh), how: 'spoken' };
  if (heard !== undefined) return { keys: zhMisheard[heard] ?? '', how: 'misheard' };
  return groups['plain'] === undefined ? undefined : plain(groups['plain']);
}

/** Everything in a text that could be keyed, in its order. One pass, whatever the text. */
export function keyedIn(text: string): Keyed[] {
  return [...text.matchAll(token)].flatMap((match) => {
    const what = read(match.groups ?? {});
    return what === undefined ? [] : [{ ...what, at: match.index, end: match.index + match[0].length }];
  });
}
