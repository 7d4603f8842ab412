import { EN_NUMBER, numberOf } from './numerals.ts';
import { respelled } from './spelling.ts';

const pairs = '點点後后週周聽听鐘钟兩两個个禮礼號号時时間间內内這这過过來来還还晝昼聖圣節节國国勞劳遲迟';
const simplified = new Map(
  Array.from({ length: pairs.length / 2 }, (_, at) => [pairs.charAt(2 * at), pairs.charAt(2 * at + 1)]),
);

const slips: readonly [RegExp, string][] = [
  [/([今明后])[田添甜](?!菜)/g, '$1天'],
  [/([下上中])[武舞五伍](?![分点个号楼层单])/g, '$1午'],
  [/夏午/g, '下午'],
  [/宗午/g, '中午'],
  [/点[板伴版办](?!公|理)/g, '点半'],
  [/拜六/g, '周六'],
  [/听朝/g, '明早'],
  [/(?<!现)在加(?=$|[，。！吧呢啊今明后])/g, '在家'],
  [/(?<=[今明]天?晚上?)起点/g, '七点'],
  [/’/g, "'"],
  [/\bto+ morrow\b/g, 'tomorrow'],
  [/(?<=in the |day )after noon/g, 'afternoon'],
  [/\bthirst day\b/g, 'thursday'],
  [/\bchews day\b/g, 'tuesday'],
  [/\b(?:weak end|wkend|wknd)\b/g, 'weekend'],
  [/\b(?:wends|when's|wens|wed nes) day\b/g, 'wednesday'],
  [/\b(?:satyr|sat a|sat her) day\b/g, 'saturday'],
  [/\b(?:fried a|fry day|fri day)\b/g, 'friday'],
  [/\b(?:mun dane|mundane|mon day)\b/g, 'monday'],
  [/\bthirsty? (?=morning|afternoon|evening)/g, 'thursday '],
  [/\btwo morrow\b|\b(?:2mo[zr]|2moro)\b/g, 'tomorrow'],
  [/\bafter noon(?=,|\.|$)/g, 'afternoon'],
  [/\barvo\b/g, 'afternoon'],
  [/\bhave past\b/g, 'half past'],
  [/\b(?:tirty|sirty|thurty)\b/g, 'thirty'],
  [/\b(?:tree|free) o'clock/g, "three o'clock"],
  [/\bfor o'clock/g, "four o'clock"],
  [/\b(quarter|ten|five|twenty) (to|past) ate\b/g, '$1 $2 eight'],
  [/\bsicks\b/g, 'six'],
  [/\bwon (?=thirty|fifteen|forty)/g, 'one '],
  [/(?<=\d ?[ap]m)m+\b/g, ''],
  [/\bbe ?(?:four|for) (?=\d|one|two|three|four|five|six|seven|eight|nine|ten)/g, 'before '],
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
