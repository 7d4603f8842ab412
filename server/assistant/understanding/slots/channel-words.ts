import { en, zh } from './word-lists.ts';

const any = (...sources: readonly string[]) => sources.join('|');

/** Somebody makes a sound: by phone, bell, hand, horn or voice. */
export const SOUND = new RegExp(
  any(
    zh(
      '打(?=[店个下通给我他她它这到完吧爸妈前办手分座固那另一多过来了]|电话|$|[，。！？,.!? ]), 电联, 致电, 电我, 来电, 来个电, 通(?:个|一下)?电话, 电话联系, 拨, 呼叫, 呼我, call, 语音(?!也|不)',
      '敲, 叩, 拍(?!个?照|张|一张|下照), 摁, 按(?!时|照|点|[\\d *#零二三四五六七八九]|一(?!下|按|声)), 揿, 㩒, 叫(?:我|一声|门), 喊, 招呼一声, 招呼我, 捶门, 砸门, 口哨, 摇铃, 拉铃, 吆喝, 鸣, 响(?:个|一下|[一两三几]?声|点|铃), 吼(?!我，), 嚷, 吱一?声, 🔔, 📞, 📲',
    ),
    en(
      'call(?:s|ing)?, phone(?= (?:me|us|my|her|him|reception|before|ahead|when|once|if|rather|outside|first)), phoning, bell me, bell us, blower, bzz, (?:please|to|and|just|or) phone, bells?(?= (?:please|pls|only|instead|is better)), ring(?:s|ing)?, rign, wring, dial, tinkle, give (?:us|me) a (?:bell|ring|shout)',
      'buzz(?:ing)?, knock(?:s|ing)?, nock, bang(?:ing)?, thump, tap(?= on| the), rap, chap, hammer, hoot, honk, beep, toot, shout, holler, yell, whistle, press, use',
    ),
  ),
  'g',
);

/** What sounds: named beside a wish it is one, alone it may be a reason. */
export const SOUNDING = new RegExp(
  any(
    zh('电话, 手机, 铃, 门环, 喇叭, 对讲, 窗, ☎️?'),
    en('phones?, mobile, landline, bells?, doorbell, buzzer, horn, intercom'),
  ),
  'g',
);

/** Somebody writes. */
export const WRITING = new RegExp(
  any(
    zh(
      '短信, 信息, 消[息西], 讯息, 留[个一]?言, 微信, whatsapp, wechat, sms, qq, 钉钉, 私信, 艾特, @我, 滴滴?我, 戳我, [vv]我, dd我, 💬, ✉️?, 📩',
      '打字, 文字, 写在?[这下给个字], 写$, 敲字, 发[个我给张图]一?, 发一?条, 发照片, 发文, 拍个?照, 拍一?张, [说讲]我?一?声, [说讲]一下, 知会, 通知, 告诉我, [跟和]我说, 回我, 发给我, 微我, [微薇威]信, 短我, 短讯, 信我, 给个信, 捎个信, 回个信, 扣我, 扣字, 扣1, 留句话, 看字, 群里说, 这里说, 这儿说, 这里回, 平台上, 聊天, app里, 在这发, 对话, 小溪',
    ),
    en(
      'te?xt(?:s|ed|ing)?, tetx, tax me, messages?, messaging, msg, dm, sms, chat, email, type, write, written, writing, ping, whatsapp, wechat, lmk, hmu, hit me up, let me know, tell me, updates?, note, pic(?:ture)?, photo, drop (?:me|us) a, a line, in writing, reach me here, dms?, inbox, snap, imessage, notif[a-z]*, shoot me',
    ),
  ),
  'g',
);

const zhDenial = zh(
  '别再?, 不要再?, 不用再?, 不许, 不可以, 不必, 不需要, 无需, 勿, 莫要?, 甭, 唔好, 唔使, 唔洗, 冇, 没有?, 不让, 不能, 没法, 不便, 不方便, 免, 禁止, 停止, 听不[到见清], 接不[到了着], 没接到, 不接, 少, 怕, 不如, 📵, 🚫, 🔕, ❌',
);
const enDenial = en(
  "don'?t, dont, dnt, dnot, dotn, do not, not?, never, nvr, without, stop, skip, avoid, no need, instead of, rather than, can'?t, cannot, cant, won'?t, over, nor, quit, isn'?t, doesn'?t, didn'?t, couldn'?t",
);
/** A denial stands before what it means, in the same clause. */
export const DENIED_BEFORE = new RegExp(`(?:${zhDenial}|${enDenial})[^，。！？；,.!?;]{0,26}$`);

const zhTrouble = zh(
  '别(?=$|💬|[，。！？,!? 了动碰用打响按敲]), 不要, 不行, 不方便, 不看, 不接, 不通, 坏, 没电, 没声, 没响, 静音, 勿, 接不, 听不, 打不, 关机, 停机, 不响, 失灵, 贵, 断, 拉黑, 欠费, 不好使, 收不到, 得跟, 会吵, 没反应, 没人, 受不了, [^，]{0,2}受不了',
);
const state = '(?:broken|dead|off|out|silent|bust|flat|on silent|away|not|for emergencies)';
/** What is said of a phone or bell behind it takes the wish back: it is broken, off, not answered. */
export const DENIED_AFTER = new RegExp(
  `^(?:[^，。！？；,.!?; ]{0,6}${zhTrouble}|️?❌|(?: is|'s) ${state}| (?:will wake|wakes|won'?t|doesn'?t|don'?t|isn'?t|come across|no battery|has no|are in|is costly))`,
);

/** What is written and not read. */
export const UNREAD = new RegExp(
  `^[^，。！？；,.!?;]{0,2}${zh('不看, 看不, 收不到, 打不通, 不通, 别发, 不回, 没用, 不方便看')}`,
);

/** Where they are said, no sound is wanted. */
export const QUIET = new RegExp(
  any(
    zh(
      '睡, 瞓, 静悄悄, 静养, 动静, 出声, 声音, 安静, 勿扰, 打扰, 轻点, 轻一点, 小声, 轻手轻脚, 免打扰, 静静, 悄悄, 别惊, 吵醒, 惊醒, 嘘, 录音, 录像, 直播, 🔕, 🤫, 😴, 💤',
    ),
    en(
      'asleep, sleep(?:ing|s)?, nap(?:ping|s)?, quiet(?:ly)?, silence, noise, disturb, wake, waking, migraine, newborn, not a sound, shh+, hush, filming, no sound',
    ),
  ),
);

/** Where they are said, a call cannot be taken. */
export const ONLY_READS = new RegExp(
  any(
    zh(
      '(?:不能|没法|不方便|不便)(?:说|讲|接|出声|开口), 聋, 听障, 听不见, 哑, (?:手机|我)[^，]{0,6}(?:静音|振动|震动), 信号差, 能看, 网课',
    ),
    en("deaf, can'?t talk, can'?t speak, cannot talk, hearing aid, on silent, on mute, sign language"),
  ),
);

/** A crossed phone or bell is a denial by itself. */
export const CROSSED = /📵|🔕|🚫/;

/** They only look like a wish. */
export const HARMLESS = new RegExp(
  any(
    zh(
      '手机号, 电话号码, 手机柜, 电话里, 密码锁, 打招呼, 打过招呼, 打[包卡工车开扫针折球牌印听烊], 打瞌睡, 打了也, 按时, 按照, 那门铃, 写字楼, 告诉[你他您], 发货, 发烧, 敲定',
    ),
    en(
      'number \\d+, phone (?:case|charger|shop), ring road, text book, note book, tap water, over the phone, (?:talk|speak) on the phone, no(?:body|one)? (?:answer|use)',
    ),
    'use (?!the (?:bell|door ?bell|buzzer|intercom|horn|phone|landline|knocker))',
    'press (?!the (?:bell|buzzer|top|bottom)|my bell|our bell)|(?:kept?|keep) pressing (?!the bell)',
  ),
  'g',
);

/** Where a thought ends, and a denial with it. */
export const BREAKS =
  /[，。！？；,!?;\n]|\.(?!\d)|(?<=[\u4e00-\u9fff]) |(?<=💬|📵|🔕) |\b(?:but|then|so|and(?! knocking| ringing))\b|就(?!行|好|可以)|(?<=[话铃门钟打敲按响])(?=发|微信|短信|打字|留言|文字)|(?<!不)要(?=打字|文字|发)/;
