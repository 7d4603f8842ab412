import { foldedText } from '../understanding/slots/folded.ts';

/** What a line knows of its people. None of it leaves. */
export interface KnownOfLine {
  /** Names of all who are or were on the line. */
  readonly names: readonly string[];
  /** The delivery's address, its detail, and any other place that somebody named as theirs. */
  readonly addresses: readonly string[];
  /** The operator's reference of the order, and other numbers of it. */
  readonly references: readonly string[];
}

/** The hundred surnames that some 85 of 100 people in China have; before a title they are names. */
const SURNAMES =
  '王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤';
const TITLES = '先生|女士|小姐|太太|夫人|师傅|师父|老师|老板|经理|医生|阿姨|同学|总|哥|姐|叔|伯|爷|婶|嫂';

/** What members are called who are nobody in person, and what is in such names: hidden, it would take the meaning along. */
const roleWords = new Set(
  (
    '快递员 骑手 师傅 客服 驿站 菜鸟 菜鸟驿站 丰巢 快递柜 收件人 门卫 保安 物业 前台 ' +
    'courier rider recipient customer service support station agent desk pickup point parcel locker guard the and of'
  ).split(' '),
);
/** What is in many addresses and in everybody's words. */
const addressWords = new Set(
  (
    '北门 南门 东门 西门 正门 后门 侧门 大门 地下 车库 公司 学校 宿舍 医院 中国 一期 二期 三期 ' +
    'and for from with near next left right behind front back door gate floor flat apartment apt unit room building block tower house home lobby entrance lift stairs stair stairway side road street avenue lane drive close court square park garden gardens north south east west upper lower new old'
  ).split(' '),
);
/** Not what a place is called but how to find it, or what to do there. */
const wayWords =
  /门口|楼下|门铃|电梯|楼梯|鞋柜|前台|门卫|保安|物业|快递|驿站|菜鸟|丰巢|柜|[放搁按敲打进出走转请别不从往给在到]|[左右]/;

const literal = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`);
/** Letters of the Latin script only as a whole word: "An" is not in "man". */
const whole = (source: string) => `(?<![a-z](?=[a-z]))(?:${source})(?!(?<=[a-z])[a-z])`;
/** Between the letters of a name somebody may type a space. */
const loose = (text: string) => whole(Array.from(text.replaceAll(/\s/g, ''), literal).join(String.raw`\s?`));

const han = /^\p{Script=Han}+$/u;
/** Behind the number of a house. */
const AFTER_NUMBER = '号楼|号院|号|栋|幢|座|单元|楼|层|室|房';
const UNIT = `省|市|区|县|镇|乡|街道|大道|路|街|巷|弄|胡同|小区|社区|花园|家园|花苑|公寓|大厦|广场|大楼|写字楼|中心|新村|村|${AFTER_NUMBER}`;

function ofName(name: string): string[] {
  return roleWords.has(name) ? [] : [loose(name), ...name.split(/[^\p{L}]+/u).flatMap(ofPart)];
}

/** A word of a name. Chinese ones are surname and given name, which are said apart, with a title, or as 小 and one sign. */
function ofPart(part: string): string[] {
  if (part.length < 2 || roleWords.has(part)) return [];
  if (!han.test(part) || part.length > 4) return [whole(literal(part))];
  const surname = part.slice(0, part.length === 4 ? 2 : 1);
  const given = part.slice(surname.length);
  return [
    loose(part),
    ...(given.length > 1 ? [given] : [`[小阿]${given}`, given.repeat(2)]),
    `[小老阿大]?${surname}(?:${TITLES})`,
    `[小老阿]${surname}(?!\\p{Script=Han})`,
  ];
}

/** What tells an address from others: what stands before 路, 小区 and the like, and its words; and the whole, where it tells anything. */
function ofAddress(address: string): string[] {
  const pieces = address
    .split(/[\d\s.,，。;；、:：()（）#/-]+/)
    .map((piece) => piece.replace(new RegExp(`^(?:${AFTER_NUMBER})+`), ''))
    .filter((piece) => piece !== '');
  const stems = pieces
    .flatMap((piece) => Array.from(piece.matchAll(new RegExp(`(.+?)(${UNIT}|$)`, 'gu'))))
    .filter(([, stem = '', unit]) => unit !== '' || !wayWords.test(stem))
    .flatMap(([, stem = '']) => [stem, stem.replace(/[东西南北中]$/, '')])
    .filter((stem) => stem.length > (/^[a-z']+$/.test(stem) ? 2 : 1) && !addressWords.has(stem));
  const tells = stems.length > 0 || /\d/.test(address);
  return [...(tells && address.length > 3 ? [loose(address)] : []), ...stems.map((stem) => whole(literal(stem)))];
}

const longestFirst = (sources: readonly string[]) =>
  sources.length === 0 ? [] : [new RegExp([...new Set(sources)].sort((a, b) => b.length - a.length).join('|'), 'gu')];
const folded = (texts: readonly string[]) => texts.map((text) => foldedText(text).trim()).filter((text) => text !== '');

/**
 * Patterns that find in a folded text what the line knows of its people, by kind. Names are found without surname and with a title too, addresses by the
 * words that tell them from others. A surname with a title is a name whoever it is.
 */
export function privateWords({
  names,
  addresses,
  references,
}: KnownOfLine): Record<'ORDER' | 'ADDRESS' | 'NAME', RegExp[]> {
  return {
    // A shorter one is hidden as a number, or is everybody's word.
    ORDER: longestFirst(
      folded(references)
        .filter(({ length }) => length > 2)
        .map(loose),
    ),
    ADDRESS: longestFirst(folded(addresses).flatMap(ofAddress)),
    NAME: [
      ...longestFirst(folded(names).flatMap(ofName)),
      new RegExp(`[${SURNAMES}](?:${TITLES})(?![\\p{Script=Han}])|[${SURNAMES}](?:先生|女士|小姐|太太)`, 'gu'),
    ],
  };
}

/** Whole numbers of one or two figures in the line's addresses: with 号 they are the door, not the day of the month. */
export function houseNumbers({ addresses }: KnownOfLine): ReadonlySet<string> {
  return new Set(
    addresses.flatMap((address) => foldedText(address).match(/\d+/g) ?? []).filter((run) => run.length < 3),
  );
}
