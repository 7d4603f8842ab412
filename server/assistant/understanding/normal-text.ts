import { EN_NUMBER, numberOf } from './numerals.ts';
import { respelled } from './spelling.ts';

const pairs = '點点後后週周聽听鐘钟兩两個个禮礼號号時时間间內内這这過过來来還还晝昼聖圣節节國国勞劳遲迟';
const simplified = new Map(
  Array.from({ length: pairs.length / 2 }, (_, at) => [pairs.charAt(2 * at), pairs.charAt(2 * at + 1)]),
);

const slips: readonly [RegExp, string][] = [
  [/后田/g, '后天'],
  [/下武/g, '下午'],
  [/宗午/g, '中午'],
  [/(?<=[今明]天?晚上?)起点/g, '七点'],
  [/’/g, "'"],
  [/\bto+ morrow\b/g, 'tomorrow'],
  [/(?<=in the |day )after noon/g, 'afternoon'],
  [/\bthirst day\b/g, 'thursday'],
  [/\bchews day\b/g, 'tuesday'],
  [/\bweak end\b/g, 'weekend'],
  [/\bb4\b/g, 'before'],
  [/\b(?:the )?morra\b/g, 'tomorrow'],
  [/\bsatdy\b/g, 'saturday'],
  [/\baftr\b/g, 'after'],
  [/\bbtwn\b/g, 'between'],
  [/\baft\b/g, 'afternoon'],
  [/(?<=\d) (?:n|ad) (?=\d)/g, ' and '],
  [/\bwon o'clock/g, "one o'clock"],
  [/(?<=\b(?:at|after|before|by|until|till) )ate\b/g, 'eight'],
  [/(?<=\b(?:at|after|before|by|until|till) )for (?=thirty|fifteen|forty)/g, 'four '],
  [/(?<=\b(?:at|after|before|by|until|till) )sex\b/g, 'six'],
  [/[吴无武](?=分钟|点[以之半前后到])/g, '五'],
  [/[酒久](?=分钟|点[以之半前后到])/g, '九'],
  [/[心新兴]期(?=[一二三四五六日天无武])/g, '星期'],
  [/\bany (day|time) but\b/g, 'any $1 except'],
  [/(?<=[下上]午|晚上|早上)[是事](?=点)/g, '四'],
];

/** English numbers among Chinese units. */
const beforeUnit = new RegExp(`\\b${EN_NUMBER}(?=[分点])`, 'g');

const spelled =
  'tomorrow morning afternoon evening monday tuesday wednesday thursday friday saturday sunday before after between until tonight weekend minutes'.split(
    ' ',
  );

/**
 * A text as the rules of time read it: one width, one case, simplified characters, and the slips of keyboards and speech
 * recognition that turn a word of time into another word. Places in it are not places in the original.
 */
export function normalText(text: string): string {
  const plain = Array.from(text.normalize('NFKC').toLowerCase(), (sign) => simplified.get(sign) ?? sign).join('');
  const mended = slips.reduce((read, [slip, meant]) => read.replaceAll(slip, meant), plain);
  return mended
    .replaceAll(/[a-z]{5,}/g, (word) => respelled(word, spelled))
    .replaceAll(beforeUnit, (number) => String(numberOf(number)));
}
