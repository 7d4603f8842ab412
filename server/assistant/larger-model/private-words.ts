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

/** What names and addresses share with everybody's words: hidden, they would take the meaning along. */
const plainWords = new Set(
  (
    '快递员 骑手 师傅 客服 驿站 菜鸟 菜鸟驿站 丰巢 快递柜 收件人 门卫 保安 物业 前台 门口 楼下 北门 南门 东门 西门 正门 后门 侧门 大门 地下 车库 一楼 二楼 左转 右转 电梯 公司 学校 宿舍 医院 中国 ' +
    'courier rider recipient customer service support station agent desk pickup point parcel locker guard the and for from with near next left right behind front back door gate floor flat apartment apt unit room building block tower house home lobby entrance lift stairs stair stairway side road street avenue lane drive close court square park garden gardens north south east west upper lower new old mr mrs ms miss dr of at by on in to'
  ).split(' '),
);

const literal = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`);
/** Between the letters of a name somebody may type a space. */
const loose = (text: string) => Array.from(text.replaceAll(/\s/g, ''), literal).join(String.raw`\s?`);
const word = (text: string) => `(?<![a-z])${literal(text)}(?![a-z])`;

const han = /^[\p{Script=Han}·]+$/u;
const UNIT =
  '省|市|区|县|镇|乡|街道|大道|路|街|巷|弄|胡同|小区|社区|花园|家园|花苑|公寓|大厦|广场|大楼|写字楼|中心|新村|村|号楼|号院|号|栋|幢|座|单元|楼|层|室|房';

function ofName(name: string): string[] {
  if (plainWords.has(name)) return [];
  if (!han.test(name) || name.length > 4) return [loose(name), ...name.split(/[^\p{L}]+/u).flatMap(ofWord)];
  if (name.length === 1) return [];
  const surname = name.slice(0, name.length === 4 ? 2 : 1);
  const given = name.slice(surname.length);
  return [
    loose(name),
    ...(given.length > 1 ? [given] : []),
    `[小老阿大]?${surname}(?:${TITLES})`,
    `[小老阿]${surname}(?!\\p{Script=Han})`,
  ];
}

function ofWord(part: string): string[] {
  if (plainWords.has(part)) return [];
  if (/^[a-z]{2,}$/.test(part)) return [word(part)];
  return part.length > 1 && !/^[a-z]*$/.test(part) ? [literal(part)] : [];
}

/** An address as a whole, and what tells it from others: what stands before 路, 小区 and the like, and its words. */
function ofAddress(address: string): string[] {
  const pieces = address.split(/[\d\s.,，。;；、:：()（）#/-]+/);
  const stems = pieces
    .flatMap((piece) => piece.split(new RegExp(UNIT)))
    .flatMap((stem) => {
      const bare = stem.replace(/[东西南北中]$/, '');
      return [stem, bare].filter((one) => one.length > 1 && !plainWords.has(one));
    });
  const words = stems.flatMap((stem) =>
    /^[a-z']+$/.test(stem) ? (stem.length > 2 ? [word(stem)] : []) : [literal(stem)],
  );
  return [...(address.length > 3 ? [loose(address)] : []), ...words];
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
    ORDER: longestFirst(folded(references).map(loose)),
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
