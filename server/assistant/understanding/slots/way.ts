import { foldedText } from './folded.ts';
import { en, zh } from './word-lists.ts';

const MOST_CHARACTERS = 2000;

interface Piece {
  readonly at: number;
  readonly end: number;
  readonly text: string;
  /** What ends it: a question is no guidance. */
  readonly sign: string;
}

const breaks =
  /[，。！？；,!?;\n…~～]|\.(?!\d)|(?<=[\u4e00-\u9fff#]) (?=[\u4e00-\u9fff])| (?=but )| (?:because|since|for reference) | (?:then )(?=it's)| (?:and|but|so) (?=(?:please|text|call|ring me|message|leave|put|knock|phone|drop|could|are|how|i|i'll)\b)/g;

function piecesOf(folded: string): Piece[] {
  const cuts = [...folded.matchAll(breaks)].map(({ index, 0: sign }) => ({
    at: index,
    end: index + sign.length,
    sign,
  }));
  const pieces: Piece[] = [];
  let at = 0;
  for (const cut of [...cuts, { at: folded.length, end: folded.length, sign: '' }]) {
    if (cut.at > at) pieces.push({ at, end: cut.at, text: folded.slice(at, cut.at), sign: cut.sign });
    at = cut.end;
  }
  return pieces;
}

/** Words of the way: where to turn, what to pass, which door, bell or lift. */
const zhGuides =
  /[左右拐转绕穿沿顺往]|[东西南北](?!西)|进|走(?!不)|[上下](?:楼|来|到|坡|半层|去)|[一二三四五六七八九十\d]楼|层|单元|栋|幢|座|电梯|货梯|楼梯|梯厅|梯|按|摁|呼叫|拨|门铃|路口|桥|坡|巷|弄|胡同|[A-Za-z\d]口|口(?:进|出)|旁边|旁|边上|对面|对过|后[面头边门身]|前面|中间|隔壁|尽头|到底|到头|第[一二三四五六七八九十\d]|里[头面]|那[栋家户个间排]|看[到见路墙门左右那着牌]|见[到着]|瞅见|找|停(?!用)|过了|挨着|门进|楼道|地库|负[一二]|导航叫|招牌|[门窗]上贴|院|扶梯|把角|➡️|⬅️|👉|刷|室|坐|骑|回头|反方向|掉头|往回|倒|间|登记|推|踢|抬头|侧|站|楼(?!控|下密)|塔|[厂村店馆路街园亭]|大厦|广场|超市|学校|医院|停车场|gate|turn|tower/;
const enGuides =
  /\b(?:left|right|turn|straight|past|passed|behind|opposite|next to|beside|between|above|below|across|along|through|threw|via|round|around|end of|corner|floor|flr|level|stairs?|stares|staircase|steps|lift|elevator|escalator|gate|door|entrance|bell|buzz(?:er)?|intercom|ring(?= (?:flat|number|the|\d|for|at|on))|press|dial|side|block|blok|building|bldg|wing|tower|phase|unit|suite|house|flat|lane|road|street|alley|bridge|exit|follow|walk|drive|go|trough|come|take|use|at the (?:back|rear|side|front)|enter|park|look for|towards?|up to|down|second|third|first|last|top|basement|lobby|landing|hall|stall|mooring|opp|north|south|east|west|metres|meters|track|path|fence|hatch|kiosk|ramp|yard|trun|ours is|cross)\b|⬅️|➡️|🛗|⬆️/;

/** Pieces that say something else: codes, where to put it, contact, times, thanks, questions. */
const zhAside = new RegExp(
  [
    // What else is said in the message: codes, where to put it, how to make contact, when, thanks.
    zh(
      '\\d{3,}[#*井], [放搁](?=门|在|到|保|楼|驿|丰|茶|物|鞋|快|岗|9), 打电话, 打我, 敲门, 敲三, 按铃, 别按, 发消息, 发微信, 发个, 鸣一下, 谢谢, 多谢, 辛苦, 你好, 您好, 点以?后?半?[来送], [今明后]天, 下午, 上午, [周星], 到哪, 多久, 在哪个口, 分钟, 马上, 接你, 给你开, 等你, 家里会响, 不用等, 会让你进, 帮你开',
    ),
    // Why it is so, and what leads astray.
    zh(
      '难找, 不好找, 绕半天, 走错, 导航[不导没错], 导航(?=给|把|会|老), 地图, 你记, 不对, 查车, 警察, 堵, 没门牌, 没电梯, 有椅子, 要刷卡, 不咬人, 拴, 忘记你是, 就赢, 冲冲, 挪地方',
    ),
    '^ ?[你您](?:站的|现在|跑|敲|走过头|已|刚|是不是|找的|去的那|导)',
    '^ ?我(?:去|下|让|给|看|跟|马|大概|现在|已|叫|家没)',
    '嗯$|大哥$|送到$',
  ].join('|'),
);
const zhClosed = /封|坏|关(?:了|着)|在修|修路|停用|锁|限高|进不来|不停/;
const zhDenied = /^(?:但|可|先)?(?:你)?(?:不是|不要|别|不在|不用|没在|莫|不能|甭)|不停$|只停单/;
const enAside = new RegExp(
  [
    // What else is said in the message: codes, where to put it, how to make contact, when, thanks.
    en(
      "code, pin, password, otp, text me, message, call me, phone, don'?t ring, knock, leave, put it, please leave, thanks, thank you, cheers, tomorrow, today, monday, tuesday, wednesday, thursday, friday, saturday, sunday, minutes?, mins, where are you, are you, how far, how long, what time, coming, on my way, one second, sorry, hello, good (?:morning|evening|afternoon), come this, gator, let me explain, so you know, well done, wave you, let you through, will come down, will take it",
    ),
    // Why it is so: what is shut, what leads astray, who else has gone wrong there.
    en(
      "closed, shut, blocked, broken, locked, out of order, not working, doesn'?t (?:work|open|exist|stop), no (?:lift|elevator|number|sign|access|entrance|through road), under (?:maintenance|construction|repair), being (?:painted|fixed|repaired|dug up), dug up, flooded, dead, jammed, road works, roadworks, needs a pass, only for, skips, leads, hard to find, confusing, tricky, everyone, everybody, most (?:people|drivers), always get lost, satnav, sat nav, gps, google(?: maps)?, maps?, waze, what3words, the app, too low, too narrow, wrong, horses, goes (?:off|spare), star at, for the gate",
    ),
    "^ ?(?:you(?:'re| are|'ve| have) (?:at|gone|been|passed|missed|parked|found|standing|beeping|too|just|already|driven|walked)|that's you|you (?:passed|missed|went|seem|must))\\b(?!.*(?:come|go back|turn))",
    "^ ?(?:i(?: can|'ll| will|'ve| have| am waving|'m waving| know)|he|she|they|my (?:brother|sister|son|husband|wife|mum|mother|dad|father|daughter|neighbour|friend|mate|flatmate))\\b",
  ].join('|'),
);
const enDenied = /^ *(?:not|don'?t|never|ignore|no longer|isn'?t|no (?!entry|number)|there'?s no|there is a)\b/;

const zhLead =
  /^(?:[ 呃嗯啊哦就是你您请先那]|师傅|司机|driver|麻烦|大哥|小哥|直接|可以|如果|其实|到时|记得|我跟你说|我给你说|我家(?=在|从)|我家(?!五|窗|门)|我(?=走|们楼)|他?们?楼(?=在)|我们这边)+/;
const zhTail = /(?:[ 哦啊哈吧呢嘛了～~]|就行了?|就可以(?:上来)?了?|就到了?(?!底)|就是了?|谢谢|麻烦了?|就赢了|冲)+$/;
const enLead =
  /^(?:[ ,:]|\b(?:please|pls|come to the|ok(?:ay)?|so|then|and|but|you(?:'ll)? (?:need|have|want|can|should|could|must|only get here)(?: only)?(?: to)?|you(?:'re)?|just|hi|hello|sir|driver|well|it'?s|it is|its|that'?s|we(?:'re| are)|i'?m (?:in|at)?(?: the)?|ours is|(?:the|my|our) (?:main |building |front |back |side )?(?:entrance|gate|door|flat|apartment|house|office|building|unit|place|loading dock|dock|main gate|block|boat's the [a-z]+)(?: name)?(?:'s| is| has)|i live (?:in the building)?|(?:number|flat|unit|building|apartment) \d+[a-z]? (?:is|has)|if you come by car|when you get here|of the|the way|a|the(?= (?:third|second|first|last|white|road)))\b)+/;
const enTail =
  /(?:[ ,.!:]|\b(?:please|pls|thanks?|thank you|cheers|mate|sir|ok|when you'?re (?:there|here)|when you get here|sorry|you'?ll find (?:it|us)|that'?s us|that is my door|i'?ll (?:let|pick|come).*|lah?|to come up)\b)+$/;

function guides({ text, sign }: Piece): boolean {
  if (parting.test(text) || /[?？]/.test(sign)) return false;
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
  if (parting.test(text)) return true;
  if (/[\u4e00-\u9fff]/.test(text)) return zhAside.test(text) || zhDenied.test(text) || zhClosed.test(text);
  return enAside.test(text) || enDenied.test(text) || !/[a-z]/.test(text);
}

/** A code, a place to put it: what stands on its other side is told for itself. */
const parting =
  /密码|口令|门码|梯控码|\d{3,}[#*井]|\bpin\b|(?:code|password)|[放搁](?=门|在|到|保|楼|驿|丰|9|茶|物|鞋|快|岗)|\b(?:leave|put) (?:it|the)|^ ?\d{4,}$|改为|改成/;

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
  const runs: Piece[][] = [[]];
  for (const [order, piece] of pieces.entries()) {
    const run = runs.at(-1) ?? [];
    if (parting.test(piece.text) && run.length > 0) runs.push([]);
    const recent = pieces.slice(Math.max(0, order - (/^ ?the one/.test(piece.text) ? 2 : 1)), order);
    const goesOn = recent.some((before) => run.includes(before)) && !aside(piece);
    if (guides(piece) || goesOn) run.push(piece);
  }
  const lengthOf = (run: readonly Piece[]) => (run.at(-1)?.end ?? 0) - (run[0]?.at ?? 0);
  const guiding = runs.toSorted((one, other) => lengthOf(other) - lengthOf(one))[0] ?? [];
  const said = guiding.length > 0 ? guiding : pieces.filter((piece) => !aside(piece));
  const first = said[0] ?? pieces[0];
  const last = said.at(-1) ?? pieces.at(-1);
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
