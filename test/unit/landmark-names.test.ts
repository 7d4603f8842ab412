import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { landmarkIndex, type NamedLandmark } from '../../server/protocol/landmark-names.ts';

const building = (...names: string[]): NamedLandmark => ({ kind: 'building', names });
const gate = (...names: string[]): NamedLandmark => ({ kind: 'gate', names });

/** A compound as operators name it, nearest to the door first. */
const landmarks: readonly NamedLandmark[] = [
  { kind: 'entrance', names: ['3 号楼 2 单元', 'No. 3, entrance 2'] },
  building('3 号楼', 'No. 3'),
  { kind: 'entrance', names: ['3 号楼 1 单元', 'No. 3, entrance 1'] },
  gate('北门', 'North gate'),
  { kind: 'locker', names: ['丰巢柜', 'Parcel lockers'] },
  building('1 号楼', 'No. 1'),
  building('13 号楼', 'No. 13'),
  building('21 号楼', 'No. 21'),
  building('阳光小区 5 栋', 'Sunny Court Building 5'),
  building('A 座', 'Tower A'),
  building('B2 座', 'Tower B2'),
  { kind: 'entrance', names: ['5 栋 2 单元'] },
  gate('东门', 'East gate'),
  gate('西南门', 'South-west gate'),
  gate('正门', 'Main gate'),
  gate('2 号门', 'Gate 2'),
  { kind: 'station', names: ['菜鸟驿站', 'Pickup station'] },
  { kind: 'parking', names: ['地面停车场', 'Car park'] },
  { kind: 'compound', names: ['演示花园', 'Demo Garden'] },
  { kind: 'water', names: ['荷花池', 'Lotus Pond'] },
  building('图书馆', 'Library', '老图'),
  building('12', '12'),
];
const index = landmarkIndex(landmarks);
const nameOf = (at: number | undefined) => (at === undefined ? undefined : landmarks[at]?.names[0]);

/** The words that are found, each with what it leads to: `[3号楼=3 号楼]`. */
const marked = (text: string) =>
  index
    .find(text)
    .map(({ from, to, landmarks: [first] }) => `${text.slice(from, to)}=${nameOf(first)}`)
    .join(' | ');

describe('names of landmarks in a sentence', () => {
  it.each([
    // Houses
    ['在家，走北门，跟保安说 3 号楼', '北门=北门 | 3 号楼=3 号楼'],
    ['我在3号楼楼下', '3号楼=3 号楼'],
    ['我在三号楼', '三号楼=3 号楼'],
    ['３号楼', '３号楼=3 号楼'],
    ['3號樓門口', '3號樓=3 号楼'],
    ['送到3栋', '3栋=3 号楼'],
    ['送到三栋', '三栋=3 号楼'],
    ['3幢', '3幢=3 号楼'],
    ['3棟2單元', '3棟2單元=3 号楼 2 单元'],
    ['第3栋', '第3栋=3 号楼'],
    ['3#楼', '3#楼=3 号楼'],
    ['3# 等你', '3#=3 号楼'],
    ['二十一号楼', '二十一号楼=21 号楼'],
    ['十三号楼', '十三号楼=13 号楼'],
    ['13号楼', '13号楼=13 号楼'],
    ['03号楼', '03号楼=3 号楼'],
    ['5栋', '5栋=阳光小区 5 栋'],
    ['阳光小区5栋', '阳光小区5栋=阳光小区 5 栋'],
    ['阳光小区5号楼', '5号楼=阳光小区 5 栋'],
    ['A座', 'A座=A 座'],
    ['Ａ座', 'Ａ座=A 座'],
    ['b2栋', 'b2栋=B2 座'],
    ['12号楼', '12号楼=12'],
    ['I live in Building 3', 'Building 3=3 号楼'],
    ['building three please', 'building three=3 号楼'],
    ['Bldg. 3', 'Bldg. 3=3 号楼'],
    ['Block 3, please', 'Block 3=3 号楼'],
    ['No. 3', 'No. 3=3 号楼'],
    ['no.3', 'no.3=3 号楼'],
    ['№3', '№3=3 号楼'],
    ['#3', '#3=3 号楼'],
    ['building no. 3', 'building no. 3=3 号楼'],
    ['Building Number 3', 'Building Number 3=3 号楼'],
    ['No. 3 building', 'No. 3 building=3 号楼'],
    ['number 13 building', 'number 13 building=13 号楼'],
    ['Tower A', 'Tower A=A 座'],
    ['Sunny Court building 5', 'Sunny Court building 5=阳光小区 5 栋'],
    ['tower b2.', 'tower b2=B2 座'],
    ['We are at building 3.', 'building 3=3 号楼'],
    ['building twenty-one', ''],
    // Stairs
    ['3号楼2单元', '3号楼2单元=3 号楼 2 单元'],
    ['三号楼二单元1201', '三号楼二单元=3 号楼 2 单元'],
    ['3 号楼，1 单元', '3 号楼，1 单元=3 号楼 1 单元'],
    ['3号楼的2单元', '3号楼的2单元=3 号楼 2 单元'],
    ['3号楼9单元', '3号楼=3 号楼'],
    ['2单元门口', '2单元门=3 号楼 2 单元'],
    ['Building 3, entrance 2', 'Building 3, entrance 2=3 号楼 2 单元'],
    ['No. 3 unit 1', 'No. 3 unit 1=3 号楼 1 单元'],
    ['staircase 2', 'staircase 2=3 号楼 2 单元'],
    ['5栋2单元', '5栋2单元=5 栋 2 单元'],
    // Gates
    ['走北门', '北门=北门'],
    ['北大门', '北大门=北门'],
    ['我到北门口了', '北门=北门'],
    ['小区东门', '东门=东门'],
    ['西南门', '西南门=西南门'],
    ['北入口', '北入口=北门'],
    ['大门', '大门=正门'],
    ['正大门', '正大门=正门'],
    ['2号门', '2号门=2 号门'],
    ['二号门', '二号门=2 号门'],
    ['the north gate', 'north gate=北门'],
    ['North Gate!', 'North Gate=北门'],
    ['southwest gate', 'southwest gate=西南门'],
    ['south west gate', 'south west gate=西南门'],
    ['the main entrance', 'main entrance=正门'],
    ['gate 2', 'gate 2=2 号门'],
    ['gate no. 2', 'gate no. 2=2 号门'],
    ['Gate two', 'Gate two=2 号门'],
    ['from the east gate to No. 13', 'east gate=东门 | No. 13=13 号楼'],
    // Others
    ['放丰巢柜', '丰巢柜=丰巢柜'],
    ['放快递柜吧', '快递柜=丰巢柜'],
    ['put it in the locker', 'locker=丰巢柜'],
    ['放驿站', '驿站=菜鸟驿站'],
    ['放菜鸟驿站', '菜鸟驿站=菜鸟驿站'],
    ['the pick-up point', 'pick-up point=菜鸟驿站'],
    ['停车场等', '停车场=地面停车场'],
    ['in the car park', 'car park=地面停车场'],
    ['at the parking lot', 'parking lot=地面停车场'],
    ['parking now', ''],
    ['演示花园北门', '演示花园=演示花园 | 北门=北门'],
    ['荷花池旁边', '荷花池=荷花池'],
    ['by the lotus  pond', 'lotus  pond=荷花池'],
    ['老图门口', '老图=图书馆'],
    ['圖書館', '圖書館=图书馆'],
    ['the library', 'library=图书馆'],
    // Neither
    ['3号下午到', ''],
    ['我住3楼', ''],
    ['三楼', ''],
    ['一下', ''],
    ['1点北边', ''],
    ['两栋楼', ''],
    ['4号楼', ''],
    ['123号楼', ''],
    ['3.5 km', ''],
    ['No, 3 pm', ''],
    ['no 3', ''],
    ['#6208', ''],
    ['building a wall', ''],
    ['Gate 25', ''],
    ['南门', ''],
    ['放东西门口', ''],
    ['房东门口', ''],
    ['北京', ''],
    ['libraryish', ''],
    ['', ''],
    ['   ', ''],
    ['😀3号楼😀', '3号楼=3 号楼'],
    ['<b>3号楼</b>', '3号楼=3 号楼'],
  ])('%s', (text, found) => {
    expect(marked(text)).toBe(found);
  });

  it('that are several landmarks lead to the nearest of them first', () => {
    const several = landmarkIndex([
      gate('北门'),
      { kind: 'locker', names: ['东柜'] },
      { kind: 'locker', names: ['西柜'] },
      gate('北门'),
    ]);
    expect(several.find('北门的快递柜').map((one) => one.landmarks)).toEqual([
      [0, 3],
      [1, 2],
    ]);
  });

  it('are of what is called so, rather than of what lies beside it', () => {
    const both = landmarkIndex([building('北门岗亭'), gate('北门')]);
    expect(both.find('北门')[0]?.landmarks).toEqual([1]);
    expect(both.find('北门岗亭')[0]?.landmarks).toEqual([0]);
    expect(landmarkIndex([building('北门岗亭')]).find('北门')[0]?.landmarks).toEqual([0]);
  });

  it('are found in long texts and among many landmarks', () => {
    const many = landmarkIndex(Array.from({ length: 300 }, (_, i) => building(`${i} 号楼`, `No. ${i}`)));
    const text = `${'今天下雨，'.repeat(300)}送到 250 号楼`;
    expect(many.find(text).map(({ from, to }) => text.slice(from, to))).toEqual(['250 号楼']);
  });

  it('lie in the text, one behind the other, whatever the text is', () => {
    const piece = fc.constantFrom(
      '3',
      '号',
      '楼',
      '栋',
      '二',
      '单元',
      '北',
      '门',
      'No. ',
      'gate ',
      ' ',
      '，',
      '😀',
      'Ａ',
      '百',
      'ﬁ',
      '\u0301',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string({ unit: 'binary' })), { maxLength: 20 }), (pieces) => {
        const text = pieces.join('');
        let end = 0;
        for (const { from, to, landmarks: found } of index.find(text)) {
          expect(from).toBeGreaterThanOrEqual(end);
          expect(to).toBeGreaterThan(from);
          expect(found.length).toBeGreaterThan(0);
          end = to;
        }
        expect(end).toBeLessThanOrEqual(text.length);
        expect(index.search(text).every((at) => at in landmarks)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('harm nobody who writes patterns or what every object has', () => {
    const odd = landmarkIndex([building('(a+)+$'), building('__proto__'), building('constructor'), building('$&')]);
    expect(odd.find('constructor of __proto__').map(({ landmarks: [at] }) => at)).toEqual([2, 1]);
    expect(odd.find(`${'a'.repeat(2000)}!`)).toEqual([]);
    expect(odd.search('toString')).toEqual([]);
  });
});

describe('the search for landmarks', () => {
  it.each([
    ['3', '3 号楼'],
    ['３', '3 号楼'],
    ['三', '3 号楼'],
    ['3号', '3 号楼'],
    ['3楼', '3 号楼'],
    ['3号楼', '3 号楼'],
    ['building 3', '3 号楼'],
    ['no 3', '3 号楼'],
    ['13', '13 号楼'],
    ['a', 'A 座'],
    ['3 2单元', '3 号楼 2 单元'],
    ['北', '北门'],
    ['north', '北门'],
    ['gate north', '北门'],
    ['大门', '正门'],
    ['locker', '丰巢柜'],
    ['快递柜', '丰巢柜'],
    ['驿站', '菜鸟驿站'],
    ['菜鸟', '菜鸟驿站'],
    ['停车', '地面停车场'],
    ['lib', '图书馆'],
    ['lotus pond', '荷花池'],
    ['garden demo', '演示花园'],
    ['GARDEN', '演示花园'],
  ])('for "%s" has %s first', (typed, first) => {
    expect(nameOf(index.search(typed)[0])).toBe(first);
  });

  it('answers all for nothing typed, in their order, and nothing for what is not there', () => {
    expect(index.search(' ')).toEqual(landmarks.map((_, at) => at));
    expect(index.search('游泳池')).toEqual([]);
  });

  it('has more than the likeliest one', () => {
    expect(index.search('1').map(nameOf)).toEqual(['1 号楼', '13 号楼', '12', '3 号楼 1 单元', '21 号楼']);
  });
});
