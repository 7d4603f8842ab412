import type { Named } from './place-names.ts';
import type { Place } from './place-words.ts';
import type { Clause } from './wish-clauses.ts';

/** The stretch of a message that names a place, from behind the verb to the end of what is said of it. */
export interface Stretch {
  readonly place: Place;
  readonly clause: Clause;
  readonly at: number;
  readonly end: number;
  readonly names: readonly Named[];
}

/** Between the verb and the place: the parcel, how it is put, prepositions, whose it is. */
const zhLead =
  /^(?:我们小区|我们|你们|咱们|[了个着好点下 到在进入给于喺低我您你俺咱它把]|一下|下来?|那个|这个|一个|就|先|帮忙|帮我|帮|东西|快递|包裹|件|随便|哪个|楼下(?!的?[^信邮丰柜保门物前]{1,3}(?:店|铺))|你们|我们|我家|咱们|自己|家|小区(?=门卫|保安|物业|驿站|快递柜|丰巢)|公司(?=前台)|单位(?=前台)|对|嘛|啊|呃|嗯|可以|麻烦|请)+/;
/** Behind the place: assent, thanks, what is done next. */
const zhTail =
  /(?:[了吧呗啊哈嘛哦喽噻啦咯呀哟呢叭得中嗷哒么好？?！! ～~.的]|就?行了?|就?好了?|就?可以了?|就?成|就?ok|即可|得了|没事的?|没问题|一下|那里|那边|那儿|那|这里|这儿|谢谢?|谢写|多谢|辛苦了?|师傅|大哥|大叔|大爷|阿姨|叔叔|阿叔|阿伯|大姐|小姐姐|小伙子|美女|小哥|小妹|工作人员|也|都|帮忙|帮我|代收|代签|签收?|收|存|放|搁|先|我?自己|回头|哪个都|旮沓|辣里|统一|会|能|密码|天天|在家|一天|整天|平时|随时|应该|都?有人的?|行不行?|可以吗?|行吗|成吗|不|吗|麻烦你?们?|thx|thanks?|ok|hold住|走起|您呐)+$/;
/** The inside of a house of parcels, which its name says already. */
const zhInside = /^(?:室|亭|处|房|度|手)?(?:里面|里头|里边|里|内|手里|上)?$/;
/** Words that tell one spot or person from another: sides, numbers, things to put it on, names. */
const zhTells =
  /[上下]面|[下底顶]$|后[面头边]|旁|[左右]|[东南西北]|第.|[一二三四五六七八九十\da-z]+(?:号|楼|层|栋|幢|座|单元|室|排|格|区)|戴|穿|门口$|[东西南北正侧校前]门|\d{3,4}|[零一二三四五六七八九]{3,4}|最|地上|编号|写着|尽头|[架桌凳椅箱盒筐袋垫盆柜台窗垫缝墙]|冰柜|空调|[小老阿](?![子师姐妹哥区伙时心孩件]|大爷)[\u4e00-\u9fff]|姓|[王李张刘陈赵孙周吴郑冯秦黄林杨宋马徐朱胡郭何高罗钱]|[姐姨叔婶嫂太生哥爷妈奶]$|[a-z]{2,}|🪴|[\u4e00-\u9fff]{2}[上下里]$/;
/** What is said of the place, not where it is. */
const zhSaid =
  /[我他她你您咱]|拍|就(?!在)|再|然后|发|统一|能|会|都|一直|开到|保管|一般|没|有(?!\S{0,3}的)|是|送|签|收(?!发)|代|也|绝|谢|吧|呗|可以|方便|那里?$|要|不|说|等|赶|快|走|跟|写|留|叫|到|行|晚|明|今|先|麻烦|asap|till?|ty\b|yyds|thx/;

const enLead =
  /^(?:[ ,:]|\b(?:yes|yeah|sure|okay|ok|fine|it|them|this|that|er|am|one|down|up|over|off|out|just|please|pls|plz|the parcel|the package|the box(?:es)?|the packet|the food|the lunch|the bag|the envelope|my (?:parcel|package|order)|parcel|package|everything|everything|away|to be|be|left|kept)\b)+/;
const enTail =
  /(?:[ ,!?.:]|\b(?:please|pls|plz|thanks?|thx|thank you|thankd|cheers|ta|mate|lah?|sir|ok|okay|yeah|is (?:fine|ok|okay|good)(?: (?:with|for|by) me)?|are fine|is gr8|will (?:do|take it|have it|sign|hold it|keep it|accept it|be fine)|can (?:take it|have it|sign|hold it|keep it)|would be (?:best|great|good)|works|then|for me|for now|if possible|if you can|there|instead|too|as well|like before|x|now|only|will|can|would|could|may|takes? (?:it|them|parcels|mine|our parcels in)|always|said (?:yes|ok)|has|have|tbh|lol|bro|o|again|when you (?:come|can)|today|tomorrow|tonight|it|them|that|s|is|are|in|at|with|ya|xx?|to me)\b|👍|🙏|😊)+$/;
/** Words that tell one spot or person from another. */
const enTells =
  /\b(?:at|in|on|by|near|next to|of|under(?:neath)?|behind|beside|besides|outside|inside|from|opposite|above|below|between|across|against|around|along|past|left|right|top|bottom|upper|lower|back|side|north|south|east|west|blue|red|green|white|black|grey|gray|yellow|brown|first|second|third|last|row|bank|level|floor|number|no|called|upstairs|with|mr|mrs|ms|without|buy)\b|\d|#|🪴/;
const enSaid =
  / (?:and|so|but|because|since|is|are|was|were|will|can|could|who|has|have|had|takes?|would|to (?=sign|store|keep|take|hold)|please|pls|plz|till?|until|then|if|when|said|says|knows|that|it'?s|it|they|they'?ll|he'?ll|she'?ll|he|she|i|i'?ll|i'?m|for|thanks?|thx|instead|tomorrow|today|tonight|this (?:evening|afternoon|morning)|after|before|while|as|always|usually|needs?|though|cheers|there (?:can|already)|at all|signs?|accepts?|collects?|keeps?|holds?|not|or)\b|'s (?:open|unlocked|fine|always|ok|got)| ?[?!]/;
/** Merely a preposition and whose it is. */
const enBare =
  /^(?:[ ,'’@/&-]|\b(?:the|a|an|my|our|your|his|her|their|any|some|this|that|at|in|on|to|with|w|by|into|inside|of|for|from|through|via|near(?:est)?|front|free|parcel|package|box|building|buildings?|apartment|flat|house|home|main|local|one|ones|outside|please|pls|just|or|and|then|so|who|nurse|bloke|chap|dude|fella|uncle|aunty|first|on|'s|leave|leaving|put|it|can|could|you|ok|okay|sure|yes|yeah|fine|teh|th|thr|a|against|before|floor|unattended|down|there|right|be|left|me|standing|instruction|always|is|my|own|post|over|half|girl|lady|guy|man|woman|person|staff|whoever'?s?|who'?s|lobby|reception|amazon|smart|pickup|self|use|give|drop|clinic|hotel|school|nurses)\b|📦|➡️|🏢|🏪)*$/;

const inOriginal = (text: string, at: number, end: number) => text.slice(at, end).trim();

/** Whose house it is tells nothing. */
const zhGeneric =
  /our office|\b(?:at|on|in|with|to|our|my|the|lobby)\b|或者?|公司|单位|学校|我们|你们|小区|物业|宿舍|办公室?|酒店|医院|楼下|这边|那边|最近|附近|旁边的|保管|可以|帮忙|好的|就|吧|请|麻烦|先|同意|首选|其次是?|要不|还是|直接|问|一下|的|那个?|家|我|你|您|俺|里|个|组/g;

const upTo = (text: string, end: RegExp) => text.slice(0, end.exec(text)?.index ?? text.length);

/** The bare names of the front door. */
const zhDoor = /^(?:我?家?房?门口|门前|门边|们口|门外|🚪|门🚪口|🚪口|家门口|外头?|外边|屋外|🏠门|门)$/;
const enDoor =
  /^(?:front )?(?:door ?steps?|doors?|doro|dooor|dor|frunt door|fornt door|porch|steps?|front|doorway|front porch|stoop|poor ch|outside.*|🚪)$/;

const zhThere = /^(?:有没有|·+|有|摆了?|放了?|挂了?|装了?|搁了?)一?[个只张把堆台辆]/;

function zhSpot({ place, at, end, names }: Stretch, folded: string): [number, number] | undefined {
  const stretch = folded.slice(at, end);
  const start = at + (zhLead.exec(stretch)?.[0].length ?? 0);
  const stop = end - (zhTail.exec(folded.slice(start, end))?.[0].length ?? 0);
  if (place === 'other')
    return start < stop && !(names.length === 0 && /^(?:别|走|就|我|等|吧)/.test(folded.slice(start, stop)))
      ? [start, stop]
      : undefined;
  const own = names.filter((name) => name.place === place);
  const isThing = (name: Named) => {
    const word = folded.slice(name.at, name.end);
    return place === 'door' ? !zhDoor.test(word) && !enDoor.test(word) : /\d/.test(word);
  };
  const main = own.find(isThing) ?? own[0];
  if (main === undefined) return undefined;
  const thing = isThing(main);
  const behind = folded.slice(main.end, end).replaceAll(folded.slice(main.at, main.end), '');
  const has = zhThere.exec(behind)?.[0].length ?? 0;
  const object = upTo(behind.slice(has), zhSaid).replace(zhTail, '');
  if (has > 0 && place === 'door' && object !== '') return [main.end + has, main.end + has + object.length];
  const told = upTo(behind, zhSaid).replace(zhTail, '');
  const rest = thing || !zhInside.test(told) ? told : '';
  const from = Math.min(start, main.at);
  const all = folded.slice(from, main.at);
  const near = all.length - (/^.*(?:[是去到在让了有]|我们?)/.exec(all)?.[0].length ?? 0);
  const lead = main.at - near;
  const whose = folded.slice(lead, main.at).replaceAll(zhGeneric, '');
  const before = zhTells.test(whose) || (place !== 'door' && /[\u4e00-\u9fff]{2}/.test(whose));
  if (zhTells.test(rest)) return [before ? lead : thing ? main.at : main.end, main.end + rest.length];
  if (before) return [lead, thing ? main.end : main.at];
  return thing ? [main.at, main.end + rest.length] : undefined;
}

function enSpot({ place, at, end, names }: Stretch, text: string, folded: string): [number, number] | undefined {
  const stretch = folded.slice(at, end);
  const start = at + (enLead.exec(stretch)?.[0].length ?? 0);
  const said = upTo(folded.slice(start, end), enSaid).replace(enTail, '');
  const stop = start + said.length;
  const article = /^ *(?:the|a|an) /.exec(said)?.[0].length ?? 0;
  if (place === 'other') return start < stop ? [start + article, stop] : undefined;
  const main = names.find((name) => name.place === place);
  if (main === undefined) return undefined;
  const word = folded.slice(main.at, main.end);
  const thing =
    (place === 'door' && !enDoor.test(word)) || (place === 'neighbour' && /\d|flat|across|upstairs/.test(word));
  const rest = upTo(folded.slice(main.end, end), enSaid).replace(enTail, '');
  const before = folded.slice(Math.min(start, main.at), main.at);
  const named = / [A-Z][a-z]+/.test(text.slice(main.end, main.end + rest.length));
  const restStop = main.end + rest.length;
  if (rest !== '' && (enTells.test(rest) || named))
    return [
      thing || (place === 'door' && !enBare.test(before))
        ? Math.max(start + article, main.at - before.length)
        : main.end,
      restStop,
    ];
  if (
    !enBare.test(before) &&
    (place === 'door' ||
      enTells.test(before.replace(/^(?: ?(?:at|in|on|by|with|from))\b/, '')) ||
      /[a-z] [A-Z][a-z]/.test(text.slice(start, main.at)))
  )
    return [start + article, restStop];
  return thing ? [start + article, restStop] : undefined;
}

/** The message that a stretch stands in. */
export interface Around {
  readonly text: string;
  readonly folded: string;
  readonly clauses: readonly Clause[];
  /** Where the next place that is wanted begins. */
  readonly next: number | undefined;
}

const conjunction = /^(?:and|but|or else|or|so|ok|well|also|then|yeah|那|但是?|不过)[ ，]*/i;
const nextWords = /(?:你就|您就|就|再|请|麻烦|先|直接|，|,| then| please)+$/i;

/** The condition that belongs to a place: one before it in its sentence, else the one behind it. */
function conditionOf({ clause }: Stretch, { text, clauses, next }: Around): string {
  const index = clauses.findIndex(({ at }) => at === clause.at);
  const after = clauses[index + 1];
  // "The porch if it is dry, the garage if not": said in one breath, a condition belongs to what stands before it.
  const taken = (condition: Clause) =>
    condition.end !== clause.at && clauses.some((other) => !other.condition && other.end === condition.at);
  const before = clauses.slice(Math.max(0, index - 2), index).findLast((other) => other.condition && !taken(other));
  const belongs = after?.condition === true && (next === undefined || after.at === clause.end);
  const found = belongs && after.at === clause.end ? after : (before ?? (belongs ? after : undefined));
  if (found === undefined) return '';
  return text.slice(found.at, found.end).trim().replace(conjunction, '').replace(nextWords, '');
}

/** What is said of the place right behind it: "…, the one in the Co-op", "…，编号0802". */
const zhMore =
  /^[，, ]{1,2}(?:就)?((?:编号|左边|右边|第|最|姓|叫|[^，]{0,3}姓|他叫|她叫|名叫|我家对面|[\u4e00-\u9fff]{0,3}对面|旁边|白色|红色|蓝色|绿色|\d+号|[A-Za-z]+座|门边|靠|\d{3,4}(?=$|[，。 ]))[^，。！？；,]{0,14})/;
const enMore =
  /^[,.] ?(?:it'?s |she'?s |he'?s |that'?s )?((?:the one|(?:number|no)\.? (?=\d)|apartment|apt|flat|unit|bottom|top|upper|lower|left|right|[a-z]+ row|behind|under|next to|his name|her name|house called|by the|on the|mr|mrs|ms|miss|at number|second|third|first)\b[^,.;!?]{0,40})/i;
/** "The concierge, Marcus, will take it." */
const enName = /^, ((?:called |ask for |tell )?[A-Z][a-z]+)(?=,|$|\.)/;

/** The words that tell the spot and the condition, cut from the text: "" where the place alone is said. */
export function detailOf(stretch: Stretch, around: Around): string {
  const { text, folded } = around;
  const chinese = /[\u4e00-\u9fff]/.test(folded.slice(stretch.at, stretch.end));
  const spot = chinese ? zhSpot(stretch, folded) : enSpot(stretch, text, folded);
  const behind = text.slice(stretch.end, stretch.end + 60);
  const more =
    stretch.names.length === 0 ? null : chinese ? zhMore.exec(behind) : (enMore.exec(behind) ?? enName.exec(behind));
  const words = [spot === undefined ? '' : inOriginal(text, ...spot), more?.[1] ?? ''];
  const condition = conditionOf(stretch, around);
  return [...words, condition].filter((piece) => piece !== '').join('; ');
}
