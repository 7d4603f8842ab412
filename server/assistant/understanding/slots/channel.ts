import { respelled } from '../spelling.ts';
import { foldedText } from './folded.ts';

/** How the courier may make contact: by sound, in writing, or not at all. */
export type Channel = 'call' | 'message' | 'none';

const MOST_CHARACTERS = 2000;

/** Somebody makes a sound: by phone, bell, hand, horn or voice. */
const sounding =
  /打(?=[店个下通给我他她它这到完吧爸妈前办手分座固那另一多过来了]|电话|$|[，。！？,.!? ])|电联|来电|来个电|通(?:个|一下)?电话|电话联系|拨|呼叫|呼我|call|敲|叩|拍(?!个?照|张|一张|下照)|摁|按(?!时|照|点|[\d *#零二三四五六七八九]|一(?!下|按|声))|揿|㩒|叫(?:我|一声|门)|喊|吆喝|鸣|响(?:个|一下|[一两三几]?声|点|铃)|吼(?!我，)|嚷|语音(?!也|不)|🔔|📞|📲|\b(?:call(?:s|ing)?|phone (?=me|us|my|her|him|reception|before|ahead|when|once|if|rather)|phoning|(?:please |to |and |just |or )phone\b|ring(?:s|ing)?|rign|wring|buzz(?:ing)?|knock(?:s|ing)?|nock|bang(?:ing)?|thump|hoot|honk|beep|toot|shout|holler|yell|whistle|rap|chap|hammer|dial|tinkle|give (?:us|me) a bell|press|use)\b/g;
/** What sounds: named beside a wish it is one, alone it may be a reason. */
const soundingThing =
  /电话|手机|铃|门环|喇叭|对讲|窗|☎️?|\b(?:phones?|mobile|landline|bells?|doorbell|buzzer|horn|intercom)\b/g;
/** Somebody writes. */
const writing =
  /短信|信息|消[息西]|讯息|留(?:个|一)?言|艾特|@我|滴(?:滴)?我|[vv]我|dd我|发条|留言|微信|打字|文字|写(?:在)?(?:这|下|给|个|字)|写$|敲字|qq|发(?:个|我|一?条|给|张|图|照片|文)|[说讲](?:我)?(?:一?声|一下)|(?:知会|通知)(?:我)?|告诉我|这里说|这儿说|[跟和]我说|吱一?声|平台上|对话|回我|小溪|拍(?:个?照|[一]?张)|whatsapp|wechat|sms|私信|钉钉|💬|✉️?|📩|\b(?:te?xt(?:s|ed|ing)?|tetx|tax me|messages?|messaging|msg|dm|sms|chat|email|type|write|written|writing|ping|whatsapp|wechat|lmk|hmu|hit me up|let me know|tell me|updates?|note|pic(?:ture)?|photo|drop (?:me|us) a)\b/g;

const deniedBefore =
  /(?:别再?|不要再?|不用再?|不许|不可以|不必|不需要|无需|勿|莫要?|甭|唔好|唔使|唔洗|冇|没有?|不让|不能|没法|不便|不方便|免|禁止|停止|听不[到见清]|接不[到了着]|没接到|不接|少|怕|不如|📵|🚫|🔕|❌|\b(?:don'?t|dont|dnt|dnot|dotn|do not|not?|never|nvr|without|stop|skip|avoid|no need|instead of|rather than|can'?t|cannot|cant|won'?t|over|nor|quit|isn'?t|doesn'?t|didn'?t|couldn'?t)\b)[^，。！？；,.!?;]{0,18}$/;
const deniedAfter =
  /^(?:[^，。！？；,.!?; ]{0,6}(?:别(?=$|💬|[，。！？,!? 了动碰用打响按敲])|不要|不行|不方便|不看|不接|不通|坏|没电|没声|没响|静音|勿|接不|听不|打不|关机|停机|不响|失灵|贵|断|拉黑|欠费|不好使|收不到|得跟|会吵|没反应|没人)|️?❌| (?:will wake|won'?t|doesn'?t|don'?t|isn'?t|is (?:broken|dead|off|out|silent|bust|on silent|away)|come across|no battery|has no|are in|is costly|wakes)|'s (?:broken|dead|off|out|bust|on silent|flat|away|not|for emergencies)|会吵)/;

const quiet =
  /睡|瞓|静悄悄|静养|动静|出声|声音|🔕|安静|勿扰|打扰|轻点|轻一点|小声|嘘|🤫|😴|💤|录音|录像|直播|\b(?:asleep|sleep(?:ing|s)?|nap(?:ping|s)?|quiet(?:ly)?|silence|noise|disturb|wake|waking|migraine|newborn|not a sound|shh+|hush|filming|no sound)\b/;
const onlyReads =
  /(?:不能|没法|不方便|不便)(?:说|讲|接|出声|开口)|聋|听障|哑|(?:手机|我)[^，]{0,6}(?:静音|振动|震动)|信号差|能看|网课|\b(?:deaf|can'?t talk|can'?t speak|cannot talk|hearing aid|on silent|on mute|sign language)\b/;
const spelled = 'knock doorbell message sleeping phone'.split(' ');
/** A crossed phone or bell is a denial by itself. */
const crossed = /📵|🔕|🚫/;
/** They only look like a wish. */
const harmless =
  /手机号|电话号码|手机柜|电话里|密码锁|打(?:招呼|包|卡|工|车|开|扫|针|折|球|牌|印|听|烊|瞌睡|了也)|按时|按照|那门铃|打过招呼|number \d|phone (?:case|charger|shop)|ring road|text book|写字楼|告诉(?:你|他|您)|发货|发烧|tap water|敲定|note book|over the phone|(?:talk|speak) on the phone|no(?:body|one)? (?:answer|use)\b|use (?!the (?:bell|door ?bell|buzzer|intercom|horn|phone|landline|knocker))|press (?!the (?:bell|buzzer|top|bottom)|my bell|our bell)|(?:kept?|keep) pressing (?!the bell)/g;

const breaks =
  /[，。！？；,!?;\n]|\.(?!\d)|(?<=[\u4e00-\u9fff]) |(?<=💬|📵|🔕) |\b(?:but|then|so|and(?! knocking| ringing))\b|就(?!行|好|可以)/;

/** Whether each mention of such words is wished (true) or denied (false), with its place. */
function mentions(text: string, words: RegExp): { at: number; wished: boolean }[] {
  return [...text.matchAll(words)].map(({ 0: word, index }) => {
    const before =
      text
        .slice(Math.max(0, index - 30), index)
        .split(breaks)
        .at(-1) ?? '';
    const after = text.slice(index + word.length, index + word.length + 24);
    return { at: index, wished: !deniedBefore.test(before) && !deniedAfter.test(after) };
  });
}

/**
 * How the courier may or may not make contact: a positive wish wins over a denied one beside it, and what denies every
 * sound leaves none.
 */
export function channelIn(text: string): Channel {
  const read = foldedText(text.slice(0, MOST_CHARACTERS))
    .replaceAll(/[a-z]{4,12}/g, (word) => respelled(word, spelled))
    .replaceAll(harmless, (word) => '·'.repeat(word.length));
  const acts = mentions(read, sounding);
  const things = mentions(read, soundingThing);
  const writes = mentions(read, writing).filter(({ wished }) => wished);
  const calls = acts.filter(({ wished }) => wished);
  const denied = crossed.test(read) || [...acts, ...things].some(({ wished }) => !wished);
  if (writes.length > 0 && calls.length > 0 && !denied)
    return (writes[0]?.at ?? 0) < (calls[0]?.at ?? 0) ? 'message' : 'call';
  if (writes.length > 0) return 'message';
  if (calls.length > 0) return 'call';
  if (onlyReads.test(read)) return 'message';
  return denied || quiet.test(read) ? 'none' : 'call';
}
