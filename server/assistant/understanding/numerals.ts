const digits = new Map(Array.from('零一二三四五六七八九', (digit, value): [string, number] => [digit, value]));
for (const [digit, value] of [
  ['〇', 0],
  ['两', 2],
  ['俩', 2],
  ['仨', 3],
] as const)
  digits.set(digit, value);

const english = new Map(
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty'
    .split(' ')
    .map((word, value) => [word, value]),
);
for (const [word, value] of [
  ['a', 1],
  ['an', 1],
  ['another', 1],
  ['thirty', 30],
  ['forty', 40],
  ['fifty', 50],
  ['sixty', 60],
  ['seventy', 70],
  ['eighty', 80],
  ['ninety', 90],
] as const)
  english.set(word, value);

/** A Chinese whole number below a hundred, in figures or written out. */
export const ZH_NUMBER = '(?:\\d{1,3}|[二两三四五六七八九]?十[一二三四五六七八九]?|[零〇一二两俩仨三四五六七八九])';

const unit = 'one|two|three|four|five|six|seven|eight|nine';
/** An English whole number below a hundred, in figures or in words. */
export const EN_NUMBER = `(?:\\d{1,3}|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[ -](?:${unit}))?|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|${unit})`;

/** The value of a number as {@link ZH_NUMBER} or {@link EN_NUMBER} finds it; NaN where the text is none. */
export function numberOf(text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  if (/^[a-z -]+$/.test(text))
    return text.split(/[ -]/).reduce((sum, word) => sum + (english.get(word) ?? Number.NaN), 0);
  const [tens, ones] = text.includes('十') ? text.split('十') : ['', text];
  const ten = text.includes('十') ? (tens === '' ? 1 : (digits.get(tens ?? '') ?? Number.NaN)) * 10 : 0;
  return ten + (ones === '' ? 0 : (digits.get(ones ?? '') ?? Number.NaN));
}
