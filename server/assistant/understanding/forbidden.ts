import { clausesOf } from './clauses.ts';

const spots =
  '门口|家门|鞋[柜架]|驿站|菜鸟|代收|自提|丰巢|柜|门卫|保安|岗亭|传达室|收发室|邻居|隔壁|对门|前台|物业|管理处|信箱|楼下|楼道|地[上下]|大厅|车库|消[防火]栓|表箱|那[里儿]?';

/** A clause that forbids to put the parcel somewhere, or calls a spot unfit. */
const forbids = new RegExp(
  [
    `^(?:[那请先您你就都也可还]|千万|师傅|麻烦|还是|东西|快递|这个?|我说|绝对|最好|给我)*(?:别|不要|不用|不许|不准|不能|不可以?|不同意|不接受|请?勿|甭|莫|唔好|禁止|休想|不想|不让)(?:再|给我?|把|随便|乱|直接|又|帮我|老)?.{0,6}?(?:[放搁丢扔塞存交送入投]|代[收签]|${spots})`,
    `^[^别不]{0,8}(?:${spots})[^别]{0,6}(?:不(?:行|可以|方便|安全|要|成|合适|放心|靠谱)|太远)`,
    "\\b(?:don't|do not|never|no|not|rather you didn't)(?: (?:want|like|need|ever|please|just|you|dare|it|to|be|happy|leave|leaving|left|put|place|drop|give|hand|throw|with|in|at|on|by|the|my|a|any|outside|them|this|parcel|package|there|deliver|anyone))* ?(?:leav(?:e|ing)|left|put|drop|place|give|hand|throw|locker|porch|neighbou?r|guard|door ?step|garage|shed|lobby|reception|outside|hall|next door|there|ground|safe place|security|mail ?box|letter ?box|door)",
    "doesn't work for me|won't do\\b|isn't safe|is not safe|not ok(?:ay)? with",
  ].join('|'),
);
const names =
  /[放搁丢扔塞存给交送]|门口|驿站|柜|保安|门卫|前台|物业|leave|put|drop|pop|give|hand|door|porch|locker|neighbour|guard|reception|desk|shed|garage|shop|instead|fine|please/;

/** Whether a plain text names places only to forbid them. It wishes nothing then, though it sounds like a wish. */
export function onlyForbids(plain: string): boolean {
  const clauses = clausesOf(plain);
  const wished = clauses.filter((clause) => !forbids.test(clause));
  return wished.length < clauses.length && !wished.some((clause) => names.test(clause));
}
