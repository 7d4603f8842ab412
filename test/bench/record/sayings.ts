/** What people at doors say, put together by chance: as many different texts as a year of a desk has. */
const parts = [
  ['您好，', '师傅，', '', '', 'Hi, ', '喂，'],
  [
    '快递到了',
    '我在楼下',
    '放门口就行',
    '放驿站吧',
    '我不在家',
    '马上下来',
    '请放到丰巢柜',
    'I am at the gate',
    'leave it at the door',
  ],
  ['，', ' ', '。'],
  ['取件码', '门牌号', '电话', 'locker', 'code'],
  [' '],
] as const;

/** Words that some searches look for: one text in a hundred, one in ten thousand. */
const seldom = ['保温箱', 'umbrella'];
const rare = ['玻璃缸', 'saxophone'];

const oneOf = (words: readonly string[], random: () => number) => words[Math.floor(random() * words.length)] ?? '';

export function saying(random: () => number): string {
  const plain = parts.map((words) => oneOf(words, random)).join('');
  const more = random() < 0.01 ? oneOf(seldom, random) : random() < 0.0001 ? oneOf(rare, random) : '';
  return `${plain}${Math.floor(random() * 1_000_000)}${more}`;
}

/** What people look for: words that are everywhere, here and there, nearly nowhere and nowhere; numbers; parts of words. */
export function query(random: () => number): string {
  const draw = random();
  if (draw < 0.2) return oneOf(['驿站', '门口', '快递', 'the', 'door', '取件码'], random);
  if (draw < 0.4) return oneOf(['保温', 'umbrella', 'brell'], random);
  if (draw < 0.6) return oneOf(['玻璃缸', 'saxophone', 'xopho'], random);
  if (draw < 0.8) return String(Math.floor(100_000 + random() * 900_000));
  return oneOf(['从来没有人说过', 'nobody ever said', '门口快递 99', 'zq'], random);
}
