/** Characters that a recogniser or an input method puts for one of the same sound, the right one first. */
const sounds =
  '台抬太胎泰苔 驿译一义易意役 站战占 柜贵桂跪 丰风枫封蜂峰豐 巢朝潮超抄 卫位未为味 保宝饱报 安按案岸 物无务勿雾 业夜叶页 前钱潜 邻林临淋 居局 门们闷 口扣囗 鞋协邪谢泻写 架价加 信新心 箱香湘相 传船 达大答 亭停庭 岗刚钢 快筷 递弟第 菜彩 鸟袅';
const same = new Map(sounds.split(' ').map((group): [string, string] => [group.charAt(0), `[${group}]`]));

/** Names that are long enough, or rare enough, to be meant when they only sound right. */
const soundable = new Set(
  '前台 驿站 丰巢 保安 门卫 物业 邻居 门口 鞋柜 鞋架 信箱 快递柜 传达室 岗亭 菜鸟 保安亭'.split(' '),
);

/** A name as an expression that also finds what sounds like it; other names as they are. */
export function sounding(name: string): string {
  if (!soundable.has(name)) return name;
  return Array.from(name, (sign) => same.get(sign) ?? sign).join('');
}
