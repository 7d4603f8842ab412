import { foldedText } from './folded.ts';

const MOST_CHARACTERS = 2000;

/** After these the new address follows; later ones in the list are weaker. */
const zhCues: readonly RegExp[] = [
  /(?:正确的?(?:地址)?是|新地址是?|新的是|地址(?:是|为|换成|改成|改为|应该是|改到|换到)|应该?(?:是|送到?|改[是为]?|写)|应改是|才是|改(?:一下)?(?:送到?|投到?|寄到?|成|到|为|去|回|是)|改(?!天|约|日|期|时|个|地址|一下|不|了|送|派|到|成|为|下|周|明|后|今|早|晚|上|中|收|址|吗|没)|现在(?:搁|住)在?|要到|实际(?:经营)?在|收货地吧|人在|区，(?=东)|我们(?=河)|直接送(?!这)|换(?:到|成|去)|转(?:到|去|投)|change(?:去|到|成)|搬(?:到|去|来)了?|迁到|搬走啦?！?现在住)/g,
  /(?:送|寄|发|投|派)(?:到|去|来|往|给)|deliver去|送去|(?:送(?!货|错|不|快|那|了|地|件|过|达|的|来|单)|寄(?!件|错|过|来))|我住(?!的)/g,
  /现在是|我们?(?:是|在|叫|这是|这叫|住的是|住)|(?:就是|而是|是)/g,
];
const enCues: readonly RegExp[] = [
  /\b(?:new address is|new address:|correct address:?|correct one is|address (?:is|should (?:say|be)|to|:)|update address:|amend:?|new address|live now in|(?:^|, )add |and to |should(?:'ve| have)? (?:be|been|say)|change (?:the address |it )?to|chnage to|moved to|redirect(?:ed)? (?:it )?to|now at|new place:|new one is|no longer .* but|it'?s (?:actually )?(?!not|wrong|the wrong)|we'?re (?:in|on|at) (?:now )?|are now at|i'?m (?:now )?(?:at|in) (?!work|my girl)|house-sitting in|living (?:at|in)|office,? now at|name is|it is for)/g,
  /\b(?:(?:deliver|send|bring|take|sent|delivered|go|get this sent|ship)(?: (?:it|this|the parcel|them|that))?(?: instead)? to|use)\b|🏢➡️|📍/g,
  /\b(?:at|is|in|to|we're|we are)\b/g,
];

/** What is not the address any more: thanks, reasons, wishes, what was wrong. */
const zhStop =
  /^(?:[呢吧啊哦啦了]?(?:$|[。！？!?；;]))|不是|谢谢|麻烦|多谢|行不行|行吗|好吗|可以吗|方便|我(?=[在去到来要想没不也的可今明现刚是这那给自下人全先发跟都会]|们[在去是刚])|到了|别|密码|门禁|楼下密码|有人|点以后|今天|明天|周[一二三四五六日]|如果|电话|原来|辛苦|快|来得及|不能|才[对是]|就可以|放前台|没人|[吗呢](?![，,？?])|来了|还是|从|因为|这不|来不|来吗/;
const enStop =
  /\b(?:not|nto|instead of|(?:please|pls|thanks?)(?!,)|my typo|sorry|cheers|and (?=please|could|when|ring|call|saturday|someone|do|i)|now,|the (?:website|form)|i (?:put|wrote|typed)|don'?t|confusing|tomorrow|monday|friday|saturday|someone's|asap|in same road(?=\.)|buzzer|moved on|on monday)/;

const addressy =
  /[路街巷弄道村区栋幢座室楼层号院园苑城厦府里店镇乡县市省校厂站场]|中心|大厦|公寓|花园|单位|公司|学校|宿舍|医院|酒店|\d|\b(?:street|st|road|rd|lane|avenue|ave|close|drive|flat|apt|apartment|block|blk|unit|suite|floor|level|house|court|grove|way|square|villa|tower|wing|sector|plot|office|hostel|hotel)\b/i;

const empty =
  /^(?:一下|地址|个地址|收货地址|收件地址|收货地|一下地址|另一个城市|那边|别处|这$|那$|这里|这儿|(?:a |an )?(?:different|another|new|other) (?:address|town|city|place|location)|my new address|somewhere else|elsewhere|home when i meant work)/;

const STRENGTH = [3, 1, 0] as const;

interface Found {
  readonly at: number;
  readonly end: number;
  readonly weight: number;
}

/** From behind a cue to the end of the address, whose later pieces look like one. */
function stretchFrom(text: string, folded: string, from: number, chinese: boolean): [number, number] {
  const lead = (chinese ? zhLead : enLead).exec(folded.slice(from))?.[0].length ?? 0;
  const start = from + lead;
  const stop = (chinese ? zhStop : enStop).exec(folded.slice(start))?.index ?? folded.length - start;
  const pieces = text
    .slice(start, start + stop)
    .split(chinese ? /(?=[，；。！]| (?=[\u4e00-\u9fff]))/ : /(?=[,?!.;:](?: |$))/);
  let kept = pieces[0] ?? '';
  for (const piece of pieces.slice(1)) {
    const says = chinese
      ? (addressy.test(piece) || (piece.length < 12 && /那边|这边|附近|对面|旁边/.test(piece))) && !zhAside.test(piece)
      : /^[^a-z]*[A-Z\d#]/.test(piece.slice(1)) &&
        !/^.. ?(?:Ring|Please|Kindly|I\b|My|Could|Can|We\b|It|Thanks|Buzzer|Leave|[Gg]ate|[Cc]ode|Saturday|Sunday|Monday)/.test(
          piece,
        );
    const goesOn =
      !chinese &&
      /^, (?:[a-z]+ )?(?:floor|level|ward|room|suite|tower|wing|building|gate|flat|apt|block|unit|next|near|opposite|opp)/.test(
        piece,
      );
    if (!says && !goesOn) break;
    kept += piece;
  }
  const tail = (chinese ? zhTail : enTail).exec(kept)?.[0].length ?? 0;
  return [start, start + kept.length - tail];
}

const zhLead = /^(?:[ :：，,是在到了于]|一下|成|现在)*/;
const enLead = /^(?:[ :]|\b(?:the (?=rowan|site|number|\d)|actually|to|go to|at|in|it'?s)\b)*/;
const zhTail = /(?:[ ，,.。！!吧呢啊哈啦的了:；噻咯]|就行|才对|来不?|收|去|住)+$/;
const enTail = /(?:[ ,.?!:;]|\b(?:instead|please|pls|now|sorry|thanks?|actually|then|there)\b)+$/;
/** Pieces behind an address that are no part of it. */
const zhAside = /运费|昨|填|写|打成|作废|跑到|有人|别送|打牌|密码|门禁|联系|电话|我在那|走错|斜对过|谢|登记|保安|送$/;

/** The new address as the text says it; "" where a change is wanted but no address given. */
export function addressIn(text: string): string {
  const kept = text.slice(0, MOST_CHARACTERS);
  const folded = foldedText(kept);
  const chinese = /[\u4e00-\u9fff]/.test(folded);
  const cues = chinese ? zhCues : enCues;
  const found = cues.flatMap((words, strength): Found[] =>
    [...folded.matchAll(words)].flatMap((match) => {
      const before = folded.slice(Math.max(0, match.index - 6), match.index);
      if (/(?:不|没|别)$|\bnot $/.test(before)) return [];
      const [at, end] = stretchFrom(kept, folded, match.index + match[0].length, chinese);
      const words = folded.slice(at, end);
      if (end - at < 1 || empty.test(words)) return [];
      const contrast = /^[^，。]{0,3}(?:，|的，)?(?:不是|not )|^,? (?:not|instead of) /.test(folded.slice(end));
      const weight =
        (STRENGTH[strength] ?? 0) +
        (addressy.test(words) ? 3 : 0) +
        (/\d/.test(words) ? 1 : 0) +
        (!chinese && /^[A-Z]/.test(kept.slice(at)) ? 1 : 0) +
        (contrast ? 2 : 0) -
        (words.length > 40 ? 1 : 0) -
        (/错|wrong|旧|old|同名|选反|填成|注册|以前|租的|漏|incomplete|去年|that flat|not staying|wednesday|friday|monday|tuesday|thursday|saturday|sunday/.test(
          words,
        )
          ? 4
          : 0);
      return [{ at, end, weight }];
    }),
  );
  const best = found.toSorted((one, other) => other.weight - one.weight || one.at - other.at)[0];
  if (best !== undefined && best.weight >= 1) return kept.slice(best.at, best.end).trim();
  return barePiece(kept, chinese);
}

const zhNoAddress = /错|写|漏|少|改|换|地址|密码|不是|别|不对|打电话|分钟|点|旧|搬/;

/** An address without a word that announces it: "Blk 445 not 455", "妇幼保健院产科12床，东西送这". */
function barePiece(text: string, chinese: boolean): string {
  const right = /([^，。！ ]{2,})才[对是]/.exec(text)?.[1];
  if (right !== undefined) return right;
  const pieces = text.split(chinese ? /[，。！？；：]| / : /[,!?;:](?= |$)|\.(?= |$)|(?= not )/);
  const index = pieces.findIndex((piece, at) =>
    chinese
      ? addressy.test(piece) && !zhNoAddress.test(piece)
      : (/\d/.test(piece)
          ? addressy.test(piece)
          : pieces[at + 1]?.startsWith(' not ') === true && /[A-Z]/.test(piece)) &&
        !/\b(?:wrong|i|code)\b/i.test(piece),
  );
  const piece = pieces[index] ?? '';
  const whose = pieces[index - 1];
  const withWhose =
    whose !== undefined && enWhose.test(whose)
      ? text.slice(text.indexOf(whose), text.indexOf(piece) + piece.length)
      : piece;
  return withWhose.replace(chinese ? zhTail : enTail, '').trim();
}

/** "My parents' house please, 3 Quarry Bank". */
const enWhose = /^ ?(?:(?:my|our) .*(?:house|place|office|home|work|school|flat)|home)\b/i;
