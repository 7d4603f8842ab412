/** Traditional characters of what is said at doors, each before its simplified one. */
const pairs =
  '門门碼码櫃柜樓楼衛卫鄰邻處处園园員员單单電电話话訊讯發发寫写號号層层棟栋開开關关鎖锁對对聲声鈴铃響响請请別别讓让給给幫帮邊边東东車车庫库裡里裏里臺台檯台擺摆輸输從从進进來来過过見见後后點点個个這这時时間间還还沒没隻只簡简訴诉館馆場场鋪铺舖铺專专嗎吗辦办誰谁圍围欄栏幾几鞋鞋墊垫機机禮礼標标籤签錯错壞坏爛烂舊旧應应該该達达現现務务業业團团傳传達达驛驿豐丰運运飯饭館馆藥药轉转牆墙雙双葉叶嬰婴兒儿學学醫医區区縣县鄉乡鎮镇莊庄灣湾華华廣广國国際际戶户換换邨村體体遲迟囗口';
const simplified = new Map(
  Array.from({ length: pairs.length / 2 }, (_, at) => [pairs.charAt(2 * at), pairs.charAt(2 * at + 1)]),
);

/** Full-width signs and letters stand this far behind the plain ones. */
const WIDTH = 0xfee0;

function folded(unit: string): string {
  const code = unit.charCodeAt(0);
  if (code === 0x3000 || code === 0xa0) return ' ';
  if (code === 0x2019 || code === 0x2018) return "'";
  const plain = code > 0xff00 && code < 0xff5f && !'，。！？；：（）'.includes(unit);
  const half = plain ? String.fromCharCode(code - WIDTH) : unit;
  const lower = half.toLowerCase();
  return lower.length === 1 ? (simplified.get(lower) ?? lower) : half;
}

/** A text in small letters, one width and simplified characters; what stands at a place in it stands there in the original. */
export function foldedText(text: string): string {
  return text.replaceAll(/[^ -@[-`{-~]/g, folded);
}
