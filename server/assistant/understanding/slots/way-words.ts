import { en, zh } from './word-lists.ts';

const any = (...sources: readonly string[]) => new RegExp(sources.join('|'));

/** Words of the way in Chinese: where to turn, what to pass, which door, bell or lift. */
export const ZH_GUIDES = any(
  zh(
    '[左右拐转绕穿沿顺往], [东西南北](?!西), 进, 走(?!不), [上下](?:楼|来|到|坡|半层|去), 坐, 骑, 倒, 推, 踢, 刷, 停(?!用), 过了, 找, 抬头, 掉头, 回头, 往回, 登记, 看[到见路墙门左右那着牌], 见[到着], 瞅见, 导航叫, turn',
    '[一二三四五六七八九十\\d]楼, 楼(?!控|下密), 层, 单元, 栋, 幢, 座, 室, 间, 院, 塔, [厂村店馆路街园亭], 大厦, 广场, 超市, 学校, 医院, 停车场, 地库, 负[一二], 楼道, tower',
    '电梯, 货梯, 楼梯, 梯, 扶梯, 按, 摁, 呼叫, 拨, 门铃, gate, 门进, [门窗]上贴, 招牌',
    '路口, 桥, 坡, 巷, 弄, 胡同, [A-Za-z\\d]口, 口[进出], 站, 侧, 旁, 边上, 对面, 对过, 后[面头边门身], 前面, 中间, 隔壁, 尽头, 到底, 到头, 把角, 挨着, 反方向, 第[一二三四五六七八九十\\d], 里[头面], 那[栋家户个间排], ➡️, ⬅️, 👉',
  ),
);

/** The same in English. */
export const EN_GUIDES = any(
  en(
    'left, right, straight, turn, trun, follow, walk, drive, go, trough, come, take, use, enter, park, cross, look for, past, passed, along, through, threw, via, round, around, up to, down, towards?',
    'behind, opposite, opp, next to, beside, between, above, below, across, end of, corner, side, top, at the (?:back|rear|side|front), north, south, east, west, second, third, first, last, metres, meters, ours is',
    'floor, flr, level, stairs?, stares, staircase, steps, lift, elevator, escalator, gate, door, entrance, lobby, landing, hall, basement, bell, buzz(?:er)?, intercom, ring(?= (?:flat|number|the|\\d|for|at|on)), press, dial',
    'block, blok, building, bldg, wing, tower, phase, unit, suite, house, flat, lane, road, street, alley, bridge, exit, stall, mooring, track, path, fence, hatch, kiosk, ramp, yard',
  ),
  '⬅️|➡️|🛗|⬆️',
);

/** How a piece of guidance begins in English: with a way to go, a spot, or what is looked for. */
export const EN_BEGINS = new RegExp(
  `^[ '"]*(?:${en(
    "please, pls, kindly, just, then, and, so, or, but, now, ok, okay, hi, hello, sir, if you can, you (?:need|have|want|can|should|must|will|could)(?: to)?, you'?ll, to find us, only, instead, better, best",
  )}[ ,:]*)*(?:${en(
    'go, take, turn, come, use, follow, walk, drive, ring, press, buzz, dial, look, park, head, pass, cross, keep, enter, push, pull, stop, climb, carry on, continue, get, bear, stay, ask, trun, chuck, hang, make, find, see, call up, tell, say, pop, nip, cut, ignore, count, swing, aim, stick, ride, cycle, step, open, wait, type',
    'behind, opposite, opp, next, beside, between, past, after, before, over, under, up, down, round, around, through, across, along, above, below, at, on, in, by, off, near, just, inside, outside, from, via, to, towards?, beyond, facing, straight, left, right, north, south, east, west, top, bottom, upstairs, downstairs, basement, ground, back, front, side, rear, corner, end, half',
    'first, second, third, fourth, fifth, sixth, seventh, last, \\d+(?:st|nd|rd|th)?, two, three, four, floor, level, block, blok, tower, wing, unit, suite, flat, apartment, room, door, gate, entrance, building, house, stairs?, stairwell, staircase, lift, elevator, platform, phase, stall, mooring, bell, buzzer, intercom, satellite, basement, lane, alley, lobby, hall, doorway, pedestrian, yellow, blue, red, green, white, black, grey, brown, small, big, tall, gravel, annexe',
    "(?:we|you)(?:'re| are) (?:the|on|in|at|above|behind|next|opposite|between|past|up|down|just|near|beside|below|under|a|looking|after)[a-z]*, we (?:live|have|sit), (?:we|i) live, i'?m (?:on|in|at|above|behind|next|opposite|between|up|down|just|near) (?!my way|work|a meeting|the phone|a call|bed|court|class), ours, mine, it'?s, it is, its, that'?s, there'?s, there is, where",
    "(?:the|our|my|a|an) (?:[a-z'-]+ ){0,3}?(?:entrance|gate|door|bell|buzzer|intercom|lift|elevator|stairs?|staircase|flat|apartment|house|building|block|office|unit|road|lane|path|drive|track|place|one|name|number|shop|way|sign|box|street|ramp|bridge|alley|courtyard|porch|window|button|code|side|room|ward|stand|stall|hut|box|wing|tower|yard|dock|turning|turn|exit|left|right|floor|corner|end|farm|church|pub|school|cottage|bungalow|satnav|map)(?:'s|s)?",
  )})`,
);

/** What else a message says in Chinese: codes, where to put it, how to make contact, when, thanks; and why the way is so. */
export const ZH_ASIDE = any(
  zh(
    '\\d{3,}[#*井], [放搁](?=门|在|到|保|楼|驿|丰|茶|物|鞋|快|岗|9), 打电话, 打我, 敲门, 敲三, 按铃, 别按, 发消息, 发微信, 发个, 鸣一下, 谢谢, 多谢, 辛苦, 你好, 您好',
    '点以?后?半?[来送], [今明后]天, 下午, 上午, [周星], 到哪, 多久, 在哪个口, 分钟, 马上, 接你, 给你开, 我开门, 我来开, 等你, 家里会响, 不用等, 会让你进, 帮你开',
    '难找, 不好找, 绕半天, 走错, 导航[不导没错], 导航(?=给|把|会|老), 地图, 你记, 不对, 查车, 警察, 堵, 没门牌, 没电梯, 有椅子, 要刷卡, 不咬人, 拴, 忘记你是, 就赢, 冲冲, 挪地方',
  ),
  '^ ?[你您](?:站的|现在|跑|敲|走过头|已|刚|是不是|找的|去的那|导)',
  '^ ?我(?:去|下|让|给|看|跟|马|大概|现在|已|叫|家没)',
  '嗯$|大哥$|送到$',
);
/** A gate that is shut, a lift that is broken. */
export const ZH_CLOSED = any(zh('封, 坏, 关[了着], 在修, 修路, 停用, (?<!没)锁, 限高, 进不来, 不停'));
/** "Not A, B": A is no guidance. */
export const ZH_DENIED = /^(?:但|可|先)?你?(?:不是|不要|别|不在|不用|没在|莫|不能|甭)|不停$|只停单/;

/** The same in English. */
export const EN_ASIDE = any(
  en(
    "code, pin, password, otp, text me, text when, message, call me, call when, phone (?:me|us|when|before), don'?t ring, knock, leave (?:it|them|the (?:parcel|package|box)|with), put it, please leave, thanks, thank you, cheers, sorry, hello, good (?:morning|evening|afternoon), gator, well done",
    "tomorrow, today, monday, tuesday, wednesday, thursday, friday, saturday, sunday, (?:in|give me|another) \\d+ ?min[a-z]*, minutes? (?:late|ago), where are you, are you, how far, how long, what time, when will you, i'?m coming, coming down, come this, on my way, one second, let me explain, so you know, wave you, let you through, will come down, will take it",
    'hard to find, confusing, tricky, everyone, everybody, most (?:people|drivers), always get lost, satnav, sat nav, gps, google(?: maps)?, on the map, waze, what3words, the app, too low, too narrow, wrong, horses, goes (?:off|spare), star at, for the gate, leads (?:straight )?to us, skips',
  ),
  "^ ?(?:you(?:'re| are|'ve| have) (?:at|gone|been|passed|missed|parked|found|standing|beeping|too|just|already|driven|walked)|that's you|you (?:passed|missed|went|seem|must))\\b(?!.*(?:come|go back|turn))",
  "^ ?(?:i(?: can|'ll| will|'ve| have| am waving|'m waving| know)|he|she|they|my (?:brother|sister|son|husband|wife|mum|mother|dad|father|daughter|neighbour|friend|mate|flatmate))\\b",
);
/** A gate that is shut, a lift that is broken. */
export const EN_CLOSED = any(
  en(
    "closed, shut, blocked, broken, locked, out of order, not working, doesn'?t (?:work|open|exist|stop), no (?:lift|elevator|number|sign|access|entrance|through road), under (?:maintenance|construction|repair), being (?:painted|fixed|repaired|dug up), dug up, flooded, dead(?! end), jammed, road works, roadworks, needs a pass, only for, is for, for (?:staff|residents|cars|deliveries) only",
  ),
);
export const EN_DENIED = /^ *(?:not|don'?t|never|ignore|no longer|isn'?t|no (?!entry|number)|there'?s no|there is a)\b/;

/** A code, a place to put it, a new address: what stands on its other side is told for itself. */
export const PARTING = any(
  zh(
    '密码, 口令, 门码, 梯控码, \\d{3,}[#*井], [放搁](?=门|在|到|保|楼|驿|丰|9|茶|物|鞋|快|岗), 改为, 改成, 按\\d{3,}开门, 输入?\\d{3,}',
  ),
  '^ ?(?:就|请|帮忙|直接|麻烦)?[放搁塞挂丢](?!心|学)',
  en('pin, code, password, (?:leave|put) (?:it|the)'),
  '^ ?\\d{4,}$',
);

/** Words before the guidance that are no part of it: whom it is told, whose door it is. */
export const ZH_LEAD = new RegExp(
  `^(?:[ 呃嗯啊哦就是你您请先那]|${zh('师傅, 司机, driver, 麻烦, 大哥, 小哥, 直接, 可以, 如果, 其实, 到时, 记得, 我跟你说, 我给你说, 我家(?=在|从), 我家(?!五|窗|门), 我(?=走|们楼), 他?们?楼(?=在), 我们这边')})+`,
);
export const ZH_TAIL = new RegExp(
  `(?:[ 哦啊哈吧呢嘛了～~]|${zh('就行了?, 就可以(?:上来)?了?, 就到了?(?!底), 就是了?, 就是我们?(?:家|小区|单元)?, 谢谢, 麻烦了?, 就赢了, 冲')})+$`,
);
const ours =
  "entrance|gate|door|flat|apartment|house|office|building|unit|place|loading dock|dock|main gate|block|boat's the [a-z]+";
export const EN_LEAD = new RegExp(
  `^(?:[ ,:]|${en(
    "please, pls, come to the, ok(?:ay)?, so, then, and, but, just, hi, hello, sir, driver, well, you(?:'ll)? (?:need|have|want|can|should|could|must|only get here)(?: only)?(?: to)?, you(?:'re)?, it'?s, it is, its, that'?s, we(?:'re| are), i'?m, i'?m (?:in|at)(?: the)?, ours is, you'?ll (?:find|see) us, you can(?:'t| not) miss it",
    `(?:the|my|our) (?:main |building |front |back |side )?(?:${ours})(?: name)?(?:'s| is| has)`,
    'i live (?:in the building)?, (?:number|flat|unit|building|apartment) \\d+[a-z]? (?:is|has), if you come by car, when you get here, of the, the way, a, the(?= (?:third|second|first|last|white|road))',
  )})+`,
);
export const EN_TAIL = new RegExp(
  `(?:[ ,.!:]|${en(
    "please, pls, thanks?, thank you, cheers, mate, sir, ok, sorry, lah?, when you'?re (?:there|here), when you get here, you'?ll find (?:it|us), that'?s us, that'?s ours, that'?s me, that is my door, i'?ll (?:let|pick|come).*, to come up",
  )})+$`,
);

/** What is to be done where something is shut. */
export const EN_GO = any(en('use, go, come, take, walk, ring, press, turn, follow, try, enter'));

/** "If the front is shut, the side gate": what stands behind the condition guides. */
export const ZH_IF = /^.*(?:封了|关了|坏了|没开|关着|锁着|的话|拦你)(?:就|，)?(?=.{2})/;
export const EN_IF =
  /^ *(?:if|when|because|since)\b.*? (?=(?:use|take|come|go|walk|ring|press|turn|follow|drive|head|keep)\b)/;

/** Where a piece of guidance can end. */
export const BREAKS =
  /[，。！？；,!?;\n…~～]|\.(?!\d)|(?<=[\u4e00-\u9fff#]) (?=[\u4e00-\u9fff])| (?=but )| (?:because|since|for reference) | then (?=it's)| so (?=(?:carry|go|take|it's|come|use|walk|get|turn|keep|follow|head)\b)| (?:and|but|so) (?=(?:please|text|call|ring me|message|leave|put|knock|phone|drop|could|are|how|i|i'll)\b)/g;
