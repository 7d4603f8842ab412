import { en, zh } from './word-lists.ts';

const any = (...sources: readonly string[]) => new RegExp(sources.join('|'));

/** Between the verb and the place: the parcel, how it is put, prepositions, whose it is. */
export const ZH_LEAD = new RegExp(
  `^(?:[了个着好点下 到在进入给于喺低我您你俺咱它把就先帮件家对嘛啊呃嗯请]|${zh(
    '或者, 要么, 我们小区, 我们楼, 我们, 你们, 咱们, 我家, 自己, 一下, 下来?, 那个, 这个, 一个, 帮忙, 帮我, 东西, 快递, 包裹, 随便, 哪个, 可以, 麻烦',
    '楼下(?!的?[^信邮丰柜保门物前]{1,3}(?:店|铺)), 小区(?=门卫|保安|物业|驿站|快递柜|丰巢), 公司(?=前台), 单位(?=前台)',
  )})+`,
);
/** Behind the place: assent, thanks, what is done next. */
export const ZH_TAIL = new RegExp(
  `(?:[了吧呗啊哈嘛哦喽噻啦咯呀哟呢叭得中嗷哒么好？?！! ～~.的也都收存放搁先会能不吗]|${zh(
    '就?行了?, 就?好了?, 就?可以了?, 就?成, 就?ok, 即可, 得了, 没事的?, 没问题, 一下, 行不行?, 可以吗?, 行吗, 成吗, 走起, 您呐, 那里, 那边, 那儿, 那, 这里, 这儿, 这, 旮沓, 辣里',
    '谢谢?, 谢写, 多谢, 辛苦了?, 麻烦你?们?, 帮忙, 帮我, thx, thanks?, ok, hold住',
    '师傅, 大哥, 大叔, 大爷, 阿姨, 叔叔, 阿叔, 阿伯, 大姐, 小姐姐, 小伙子, 美女, 小哥, 小妹, 工作人员',
    '代收, 代签, 签收?, 我?自己, 回头, 哪个都, 统一, 密码, 天天, 在家, 一天, 整天, 平时, 随时, 应该, 都?有人的?',
  )})+$`,
);
/** The inside of a house of parcels, which its name says already. */
export const ZH_INSIDE = /^(?:室|亭|处|房|度|手)?(?:里面|里头|里边|里|内|手里|上)?$/;
/** Words that tell one spot or person from another: sides, numbers, things to put it on, names. */
export const ZH_TELLS = any(
  zh(
    '[上下]面, [下底顶]$, 后[面头边], 旁, [左右], [东南西北], 最, 地上, 尽头, 门口$, [东西南北正侧校前]门, [\\u4e00-\\u9fff]{2}[上下里]$',
  ),
  zh(
    '第., [一二三四五六七八九十\\da-z]+(?:号|楼|层|栋|幢|座|单元|室|排|格|区), \\d{3,4}, [零一二三四五六七八九]{3,4}, 编号, 写着',
  ),
  zh('[架桌凳椅箱盒筐袋垫盆柜台窗缝墙], 冰柜, 空调, 🪴, [a-z]{2,}'),
  zh(
    '戴, 穿, 姓, [小老阿](?![子师姐妹哥区伙时心孩件]|大爷)[\\u4e00-\\u9fff], [王李张刘陈赵孙周吴郑冯秦黄林杨宋马徐朱胡郭何高罗钱], [姐姨叔婶嫂太生哥爷妈奶]$',
  ),
);
/** What is said of the place, not where it is. */
export const ZH_SAID = any(
  '[我他她你您咱拍再发能会都送签代也绝谢吧呗要不说等赶走跟写留叫到行晚明今先没是]',
  zh(
    '快(?!递), 就(?!在), 然后, 统一, 一直, 开到, 保管, 一般, 有(?!\\S{0,3}的), 收(?!发|纳), 可以, 方便, 那里?$, 麻烦, 密码, 天天, 在家, 一天, 整天, 平时, 随时, 应该, asap, till?, yyds, thx',
  ),
);
/** "门口有个快递架": what stands there. */
export const ZH_THERE = /^(?:有没有|·+|有|摆了?|放了?|挂了?|装了?|搁了?)一?[个只张把堆台辆]/;
/** Behind a verb of putting: no place at all. */
export const ZH_NO_SPOT = /^(?:别|走|就|我|等|吧)/;
/** Whose house it is tells nothing. */
export const ZH_GENERIC = new RegExp(
  `${zh(
    '公司, 单位, 学校, 我们, 你们, 小区, 物业, 宿舍, 办公室?, 酒店, 医院, 楼下, 们楼, 这边, 那边, 最近, 附近, 旁边的, 那个?, 家, 我, 你, 您, 俺, 里, 个, 组, 的',
    '或者?, 要么, 就, 吧, 请, 麻烦, 先, 同意, 首选, 其次是?, 要不, 还是, 直接, 问, 一下, 保管, 可以, 帮忙, 好的, our office',
  )}|${en('at, on, in, with, to, our, my, the, lobby')}`,
  'g',
);
/** What leads away from a name: only what stands behind it belongs to the name. */
export const ZH_AWAY = /^.*(?:[是去到在让了有]|我们?)/;

export const EN_LEAD = new RegExp(
  `^(?:[ ,:]|${en(
    'yes, yeah, sure, okay, ok, fine, just, please, pls, plz, it, them, this, that, er, am, one, everything, the (?:parcel|package|box|boxes|packet|food|lunch|bag|envelope), my (?:parcel|package|order), parcel, package',
    'down, up, over, off, out, away, to be, be, left, kept',
  )})+`,
);
export const EN_TAIL = new RegExp(
  `(?:[ ,!?.:]|${en(
    'please, pls, plz, thanks?, thx, thank you, thankd, cheers, ta, mate, lah?, sir, ok, okay, yeah, tbh, lol, bro, o, ya, xx?',
    'is (?:fine|ok|okay|good)(?: (?:with|for|by) me)?, are fine, is gr8, works, would be (?:best|great|good), will (?:do|take it|have it|sign|hold it|keep it|accept it|be fine), can (?:take it|have it|sign|hold it|keep it), takes? (?:it|them|parcels|mine|our parcels in), said (?:yes|ok), will, can, would, could, may, has, have, is, are',
    'then, for me, for now, if possible, if you can, there, instead, too, as well, like before, now, only, always, again, first, today, tomorrow, tonight, when you (?:come|can), it, them, that, s, in, at, with, to me',
  )}|👍|🙏|😊)+$`,
);
/** Words that tell one spot or person from another. */
export const EN_TELLS = any(
  en(
    'at, in, on, by, near, next to, of, under(?:neath)?, behind, besides?, outside, inside, from, opposite, above, below, between, across, against, around, along, past, with, without, buy',
    'left, right, top, bottom, upper, lower, back, side, north, south, east, west, upstairs, blue, red, green, white, black, grey, gray, yellow, brown, first, second, third, last, row, bank, level, floor, number, no, called, mr, mrs, ms',
  ),
  '\\d|#|🪴',
);
/** What is said of the place, not where it is. */
export const EN_SAID = any(
  ` ${en(
    'and, or, so, but, because, since, then, if, when, while, as, though, that, who, is, are, was, were, will, can, could, has, have, had, would, takes?, signs?, accepts?, collects?, keeps?, holds?, needs?, said, says, knows, to (?=sign|store|keep|take|hold), not',
    "it'?s, it, they, they'?ll, he'?ll, she'?ll, he, she, i, i'?ll, i'?m, please, pls, plz, thanks?, thx, cheers, for, instead, till?, until, tomorrow, today, tonight, this (?:evening|afternoon|morning), after, before, always, usually, there (?:can|already), at all",
  )}`,
  "'s (?:open|unlocked|fine|always|ok|got)",
  ' ?[?!]',
);
/** Merely a preposition and whose it is. */
export const EN_BARE = new RegExp(
  `^(?:[ ,'’@/&-]|'s|${en(
    'the, teh, th, thr, a, an, my, our, your, his, her, their, any, some, this, that, own, main, local, free, one, ones, half, amazon, smart, pickup, self, clinic, hotel, school, nurses',
    'at, in, on, to, with, w, by, into, inside, of, for, from, through, via, near(?:est)?, against, before, over, down, outside, front, right, there',
    'parcel, package, box, building, buildings?, apartment, flat, house, home, floor, lobby, reception, post, girl, lady, guy, man, woman, nurse, bloke, chap, dude, fella, uncle, aunty, person, staff',
    "i, i'll, we, hold, collect, grab, fetch, get, pick, take, big, small, little, large, other, please, pls, just, or, and, then, so, who, whoever'?s?, who'?s, first, leave, leaving, left, put, drop, give, use, be, is, it, can, could, you, me, ok, okay, sure, yes, yeah, fine, always, unattended, standing, instruction",
  )}|📦|➡️|🏢|🏪)*$`,
);

/** The bare names of the front door. */
export const DOOR = any(
  `^${zh('我?家?房?门口, 门前, 门边, 们口, 门外, 外头?, 外边, 屋外, 门, 🚪, 门🚪口, 🚪口, 🏠门')}$`,
  `^(?:front )?${en('door ?steps?, doors?, doro, dooor, dor, frunt door, fornt door, porch, steps?, front, doorway, front porch, stoop, poor ch, outside.*')}$`,
);

/** What is said of the place right behind it: "…, the one in the Co-op", "…，编号0802". */
export const ZH_MORE = new RegExp(
  `^[，, ]{1,2}就?(${zh(
    '编号, 找(?!不), [东西南北正侧]门(?![^，。]{0,3}[进关封]), \\d+[栋幢], [一二三四五六七八九十\\d]楼(?![^，。]{0,4}[上下走]), 左边, 右边, 第, 最, 姓, 叫, [^，]{0,3}姓, 他叫, 她叫, 名叫, 我家对面, [\\u4e00-\\u9fff]{0,3}对面, 旁边, 白色, 红色, 蓝色, 绿色, [\\d一二三四五六七八九十]+号, [A-Za-z]+座, 门边, 靠, \\d{3,4}(?=$|[，。 ])',
  )}[^，。！？；,]{0,14})`,
);
export const EN_MORE = new RegExp(
  `^[,.] ?(?:it'?s |she'?s |he'?s |that'?s )?(${en(
    'the one, (?:number|no)\\.? (?=\\d), apartment, apt, flat, unit, bottom, top, upper, lower, left, right, [a-z]+ row, behind, under, next to, his name, her name, house called, by the, on the, ask for, \\d+(?:st|nd|rd|th), (?:main|front|back|north|south|east|west|side|rear) (?:gate|entrance|lobby|door|side|tower|wing), (?:tower|block|building|lobby|gate|wing|level|floor) [a-z\\d]+, mr, mrs, ms, miss, at number, second, third, first',
  )}[^,.;!?]{0,40})`,
  'i',
);
/** "The concierge, Marcus, will take it." */
export const EN_NAME = /^, ((?:called |ask for |tell )?[A-Z][a-z]+)(?=,|$|\.)/;

/** Words around a condition that are no part of it. */
export const BEFORE_CONDITION = /^(?:and|but|or else|or|so|ok|well|also|then|yeah|那|但是?|不过)[ ，]*/i;
export const BEHIND_CONDITION = /(?:你就|您就|就|再|请|麻烦|先|直接|，|,| then| please)+$/i;
