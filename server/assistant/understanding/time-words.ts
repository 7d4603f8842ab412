import { spelt } from './spelling.ts';

const simplified: Record<string, string> = Object.fromEntries(
  Array.from('聽听後后點点鐘钟鍾钟週周禮礼兩两個个號号間间晝昼過过飯饭來来時时開开內内東东沒没還还').reduce<
    [string, string][]
  >((pairs, letter, at, all) => (at % 2 === 0 ? [...pairs, [letter, all[at + 1] ?? letter]] : pairs), []),
);

const hanDigits: Record<string, number> = {
  零: 0,
  〇: 0,
  一: 1,
  二: 2,
  两: 2,
  俩: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
};

/** The number that Chinese numerals below a hundred write: 三, 十五, 二十, 二十五. */
function hanNumber(numerals: string): number {
  const [tens, ones] = numerals.includes('十') ? numerals.split('十') : ['', numerals];
  const digit = (letters: string) =>
    Array.from(letters).reduce((sum, letter) => sum * 10 + (hanDigits[letter] ?? 0), 0);
  if (!numerals.includes('十')) return digit(numerals);
  return (tens === '' ? 1 : digit(tens ?? '')) * 10 + digit(ones ?? '');
}

const unit = '(?=\\s*(?:[个来多几]|点|分|刻|小时|号|日(?!常)|月|天|钟|时|min|pm|am|:))';
const hanRange = new RegExp(
  `(?<![一二两三四五六七八九十])(十?)([一二三四五六七八])([二两三四五六七八九])(十?)${unit}`,
  'g',
);
const hanNumeral = new RegExp(`[零〇一二两俩三四五六七八九十]+${unit}`, 'g');

/** 三四点 is three to four, 十五六分钟 fifteen to sixteen, 二三十 twenty to thirty. */
function range(whole: string, ten: string, low: string, high: string, tens: string): string {
  if ((hanDigits[high] ?? 0) <= (hanDigits[low] ?? 0)) return whole;
  return `${hanNumber(ten + low + tens)}-${hanNumber(ten + high + tens)}`;
}

const weekdayDigits: Record<string, string> = {
  一: '1',
  二: '2',
  三: '3',
  四: '4',
  五: '5',
  六: '6',
  日: '7',
  天: '7',
  武: '5',
  而: '2',
  思: '4',
  散: '3',
  流: '6',
};

/** 两个半小时: two hours and a half. */
function halfMore(_: string, count: string): string {
  return `${(/\d/.test(count) ? Number(count) : hanNumber(count)) * 60 + 30}分钟`;
}

/** Numbers of Chinese as digits, weekdays as 周1 to 周7 with a dot behind, so that the hour after it stays apart. */
function chinese(text: string): string {
  return Array.from(text, (letter) => simplified[letter] ?? letter)
    .join('')
    .replaceAll(
      /(?:周|星期|[礼里]拜|(?<=[下这])拜)([一二三四五六日天1-7武而思散流])(?![年岁])/g,
      (_, day: string) => `周${weekdayDigits[day] ?? day}·`,
    )
    .replaceAll(/(?<=[晚早快慢有大小近差])一点(?!半|钟|以|之|前|后)/g, '些')
    .replaceAll(/([一二两三四五六七八九十\d]+)个半(?:小时|钟头|钟)/g, halfMore)
    .replaceAll(/半个(?:小时|钟头|钟|多小时)|半小时|半个多小时|半粒钟/g, '30分钟')
    .replaceAll(hanRange, range)
    .replaceAll(
      /点([零〇一二三四五六七八九十]+)(?=分|[^零〇一二三四五六七八九十刻]|$)/g,
      (_, minutes: string) => `点${hanNumber(minutes)}分`,
    )
    .replaceAll(hanNumeral, (numerals) => `${hanNumber(numerals)}`)
    .replaceAll(/(?<!点)([123])刻钟?(?!以|之|后|前)/g, (_, quarters: string) => `${Number(quarters) * 15}分钟`);
}

const englishDigits: Record<string, number> = Object.fromEntries(
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'
    .split(' ')
    .map((word, at) => [word, at] as const),
);
const englishTens: Record<string, number> = {
  twenty: 20,
  thirty: 30,
  forty: 40,
  fourty: 40,
  fifty: 50,
  sixty: 60,
  ninety: 90,
};
const ones = Object.keys(englishDigits).join('|');
const tens = Object.keys(englishTens).join('|');
const clock = (hour: number, minutes: number) => `${hour}:${String(minutes).padStart(2, '0')}`;

/** Numbers of English as digits, and "quarter to six" or "half seven" as a clock shows them. */
function english(text: string): string {
  return text
    .replaceAll('’', "'")
    .replaceAll(
      /\b(?:first|second|third) of (?=[a-z])/g,
      (words) => `${{ f: '1st', s: '2nd', t: '3rd' }[words[0] ?? ''] ?? ''} of `,
    )
    .replaceAll(/(?<=\b(?:between|from|and|till|until|before|by|&|-) ?)noon\b/g, '12 pm')
    .replaceAll(/\bthe after noon\b/g, 'the afternoon')
    .replaceAll(/[a-z]{6,10}/g, spelt)
    .replaceAll(
      new RegExp(`\\b(${tens})[ -]?(${ones})?\\b`, 'g'),
      (_, ten: string, one?: string) => `${(englishTens[ten] ?? 0) + (englishDigits[one ?? ''] ?? 0)}`,
    )
    .replaceAll(new RegExp(`\\b(${ones})\\b`, 'g'), (word) => `${englishDigits[word] ?? word}`)
    .replaceAll(/\b(?:an hour and a half|1 hour and a half|1 and a half hours?)\b/g, '90 min')
    .replaceAll(/\b(\d+) and a half (?:hours?|hrs?)\b/g, (_, hours: string) => `${Number(hours) * 60 + 30} min`)
    .replaceAll(/\b(?:half (?:an )?(?:hour|hr)|1\/2 hour)\b/g, '30 min')
    .replaceAll(/\b3 quarters of an hour\b/g, '45 min')
    .replaceAll(/\ba? ?quarter of an hour\b/g, '15 min')
    .replaceAll(/\ba couple (?:of )?(?=min|hour|hr)/g, '2 ')
    .replaceAll(/\ban hour\b/g, '1 hour')
    .replaceAll(/\bhalf (?:past )?(\d{1,2})\b(?! ?(?:min|hour))/g, (_, hour: string) => clock(Number(hour), 30))
    .replaceAll(/\b(?:a )?quarter past (\d{1,2})\b/g, (_, hour: string) => clock(Number(hour), 15))
    .replaceAll(/\b(?:a )?quarter (?:to|of|till) (\d{1,2})\b/g, (_, hour: string) => clock(Number(hour) - 1 || 12, 45))
    .replaceAll(/\b(5|10|20|25) past (\d{1,2})\b/g, (_, minutes: string, hour: string) =>
      clock(Number(hour), Number(minutes)),
    )
    .replaceAll(
      /\b(5|10|20|25) to (\d{1,2})\b(?! ?(?:min|pm|am|p\.m|a\.m|tom|o))/g,
      (whole, minutes: string, hour: string) =>
        Number(minutes) > 12 || Number(hour) < Number(minutes)
          ? clock(Number(hour) - 1 || 12, 60 - Number(minutes))
          : whole,
    )
    .replaceAll(/\b(\d{1,2}) (05|10|15|20|30|40|45|50)\b(?! ?(?:min|hour))/g, '$1:$2');
}

/** A text with its numbers, weekdays and clock times in one way of writing; only good for finding times in it. */
export function timeWords(text: string): string {
  return english(chinese(text.normalize('NFKC').toLowerCase()));
}
