import { foldedText } from './folded.ts';

const MOST_CHARACTERS = 2000;

interface Piece {
  readonly at: number;
  readonly end: number;
  readonly text: string;
}

const breaks =
  /[，。！？；,!?;\n…~～]|\.(?!\d)|(?<=[\u4e00-\u9fff#]) | (?=[\u4e00-\u9fff])| (?:because|since|for reference) | (?:then )(?=it's)| (?:and|but|so) (?=(?:please|text|call|ring me|message|leave|put|knock|phone|drop|could|are|how|i|i'll)\b)/g;

function piecesOf(folded: string): Piece[] {
  const cuts = [...folded.matchAll(breaks)].map(({ index, 0: sign }) => ({ at: index, end: index + sign.length }));
  const pieces: Piece[] = [];
  let at = 0;
  for (const cut of [...cuts, { at: folded.length, end: folded.length }]) {
    if (cut.at > at) pieces.push({ at, end: cut.at, text: folded.slice(at, cut.at) });
    at = cut.end;
  }
  return pieces;
}

/** Words of the way: where to turn, what to pass, which door, bell or lift. */
const zhGuides =
  /[左右拐转绕穿沿顺往]|[东西南北](?!西)|进|走(?!不)|[上下](?:楼|来|到|坡|半层|去)|[一二三四五六七八九十\d]楼|层|单元|栋|幢|座|电梯|货梯|楼梯|梯厅|梯|按|摁|呼叫|拨|门铃|路口|桥|坡|巷|弄|胡同|[A-Za-z\d]口|口(?:进|出)|旁边|旁|边上|对面|对过|后[面头边门身]|前面|中间|隔壁|尽头|到底|到头|第[一二三四五六七八九十\d]|里[头面]|那[栋家户个间排]|看[到见]|见[到着]|瞅见|找|停(?!用)|过了|挨着|门进|楼道|地库|负[一二]|导航叫|招牌|[门窗]上贴|院|扶梯|把角|➡️|⬅️|👉|刷|室|坐|骑|回头|反方向|掉头|往回|倒|间|登记|推|踢|抬头|gate|turn|tower/;
const enGuides =
  /\b(?:left|right|turn|straight|past|passed|behind|opposite|next to|beside|between|above|below|across|along|through|threw|via|round|around|end of|corner|floor|flr|level|stairs?|stares|staircase|steps|lift|elevator|escalator|gate|door|entrance|bell|buzz(?:er)?|intercom|ring(?= (?:flat|number|the|\d|for|at|on))|press|dial|side|block|blok|building|bldg|wing|tower|phase|unit|suite|house|flat|lane|road|street|alley|bridge|exit|follow|walk|drive|go|trough|come|take|use|enter|park|look for|towards?|up to|down|second|third|first|last|top|basement|lobby|landing|hall|stall|mooring|opp|north|south|east|west|metres|meters|track|path|fence|hatch|kiosk|ramp|yard|trun|ours is|cross)\b|⬅️|➡️|🛗|⬆️/;

/** Pieces that say something else: codes, where to put it, contact, times, thanks, questions. */
const zhAside =
  /密码|口令|门码|\d{3,}[#*井]|[放搁](?=门|在|到|保|楼|驿|丰|9|茶|物|鞋|快)|打电话|打我|敲门|敲三|按铃|别按|发(?:消息|微信|个)|鸣一下|谢谢|多谢|辛苦|点(?:以后|之后|半)?(?:来|送)|[今明后]天|下午|上午|[周星]|到哪|多久|在哪个口|分钟|我给你开|家里会响|马上|难找|你好|您好|接你|我[去下让]|不用等|大哥$|忘记你是|送到$|不咬人|不对|就赢|冲冲|嗯$|绕半天|你记|导航(?:不准|没有|导)/;
const zhClosed = /封|坏|关(?:了|着)|在修|修路|停用|锁|限高|进不来|不停/;
const zhDenied = /^(?:但|可|先)?(?:你)?(?:不是|不要|别|不在|不用|没在|莫|不能|甭)|不停$|只停单/;
const enAside =
  /\b(?:code|pin|password|otp|text me|message|call me|phone|don'?t ring|knock|leave|put it|please leave|thanks|thank you|cheers|tomorrow|today|monday|friday|minutes|mins|where are you|are you|how far|how long|what time|coming|on my way|i'll (?:come|pick|be|let)|i'?m coming|satnav|gps|sat nav|wrong|passed it already|can see you|waving|wave you|too low|beeping|star at|for the gate|leads|goes (?:off|spare)|he is|doesn'?t work|found every|sorry|let me explain|well done|horses|is broken|is closed|blocked|closed|locked|only for|under maintenance|needs a pass|will take it|confusing|what3words|everyone does|gator)\b|\d{3,}[#*]/;
const enDenied = /^ *(?:not|don'?t|never|ignore|no longer|isn'?t|no (?!entry|number)|there'?s no|there is a)\b/;

const zhLead =
  /^(?:[ 呃嗯啊哦就是你您请先那]|师傅|司机|driver|麻烦|大哥|小哥|直接|可以|如果|其实|到时|记得|我跟你说|我给你说|我家(?=在|从)|我家(?!五|窗|门)|我(?=走|们楼)|他?们?楼(?=在)|我们这边)+/;
const zhTail = /(?:[ 哦啊哈吧呢嘛了～~]|就行了?|就可以(?:上来)?了?|就到了?(?!底)|就是了?|谢谢|麻烦了?|就赢了|冲)+$/;
const enLead =
  /^(?:[ ,:]|\b(?:please|pls|ok(?:ay)?|so|then|and|but|you(?:'ll)? (?:need|have|want|can|should|could|must|only get here)(?: only)?(?: to)?|you(?:'re)?|just|hi|hello|sir|driver|well|it'?s|it is|its|that'?s|we(?:'re| are)|i'?m (?:in|at)?(?: the)?|ours is|(?:the|my|our) (?:main |building |front )?(?:entrance|gate|door|flat|apartment|house|office|building|unit|place|main gate|block|boat's the [a-z]+)(?: name)?(?:'s| is| has)?|(?:number|flat|unit|building|apartment) \d+[a-z]? (?:is|has)|where|if you come by car|when you get here|of the|the way|a|the(?= (?:third|second|first|last|white|road)))\b)+/;
const enTail =
  /(?:[ ,.!:]|\b(?:please|pls|thanks?|thank you|cheers|mate|sir|ok|when you'?re (?:there|here)|when you get here|sorry|you'?ll find (?:it|us)|that'?s us|that is my door|i'?ll (?:let|pick|come).*|lah?|to come up)\b)+$/;

function guides({ text }: Piece): boolean {
  if (/[\u4e00-\u9fff]/.test(text))
    return (
      zhGuides.test(text) &&
      !zhAside.test(text) &&
      !zhDenied.test(text) &&
      !(zhClosed.test(text) && !/走|从|进/.test(text.split(zhClosed)[1] ?? ''))
    );
  return enGuides.test(text) && !enAside.test(text) && !enDenied.test(text);
}

function aside({ text }: Piece): boolean {
  if (/[\u4e00-\u9fff]/.test(text)) return zhAside.test(text) || zhDenied.test(text) || zhClosed.test(text);
  return enAside.test(text) || enDenied.test(text) || !/[a-z]/.test(text);
}

/** "If the front is shut, the side gate": what stands behind the condition; "not A but B": B. */
const zhBehind = /^.*(?:封了|关了|坏了|没开|关着|锁着|的话|拦你)(?:就|，)?(?=.{2})/;
const enBehind = /^ *(?:if|when|because|since)\b.*? (?=(?:use|take|come|go|walk|ring|press)\b)/;

/**
 * The words that guide the courier, from the first to the last of them, cut from the text; the whole text where none
 * stands out.
 */
export function wayIn(text: string): string {
  const kept = text.slice(0, MOST_CHARACTERS);
  const folded = foldedText(kept);
  const pieces = piecesOf(folded);
  const guiding: Piece[] = [];
  for (const piece of pieces) {
    const goesOn = guiding.length > 0 && guiding.at(-1) === pieces[pieces.indexOf(piece) - 1] && !aside(piece);
    if (guides(piece) || goesOn) guiding.push(piece);
  }
  const first = guiding[0] ?? pieces[0];
  const last = guiding.at(-1) ?? pieces.at(-1);
  if (first === undefined || last === undefined) return kept.trim();
  const chinese = /[\u4e00-\u9fff]/.test(folded.slice(first.at, last.end));
  let at = first.at;
  const skip = (words: RegExp) => {
    const skipped = words.exec(folded.slice(at, first.end))?.[0].length ?? 0;
    if (at + skipped < first.end) at += skipped;
  };
  skip(chinese ? zhBehind : enBehind);
  skip(chinese ? zhLead : enLead);
  const stretch = folded.slice(at, last.end);
  const end = last.end - ((chinese ? zhTail : enTail).exec(stretch)?.[0].length ?? 0);
  return (end > at ? kept.slice(at, end) : kept.slice(at, last.end)).trim();
}
