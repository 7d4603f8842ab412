import { en, zh } from './word-lists.ts';

/** What can go wrong with a delivery. */
export type Kind = 'missing' | 'damaged' | 'wrong' | 'late' | 'rude' | 'other';

interface Cue {
  readonly kind: Kind;
  readonly weight: number;
  readonly words: RegExp;
}

/** How much a word says of its kind: outright, nearly, leaning to it. Two weak ones make a strong one. */
const OUTRIGHT = 5;
const NEARLY = 4;
const LEANING = 2;

const cue = (kind: Kind, weight: number, words: string): Cue => ({ kind, weight, words: new RegExp(words, 'g') });

const missing: readonly Cue[] = [
  cue(
    'missing',
    OUTRIGHT,
    zh(
      '[没冇未][有到]?(?:收到|拿到|见到|看到|看见|瞧见|找到|找着|拿着|领到|见着|取到)过?(?!我人), 没见过, 冇喺, 冇收, 冇喎, 未见到, 都未见, [没未](?:receive|get|find|看见)[a-z]*到?',
      '不见了, 不见踪, 不翼而飞, 没影, 失踪, 找不[到着], 搵唔到, 丢了, 丢件, 弄丢, 搞丢, 被偷, 偷走, 顺走, 小偷, 不知去向, 唔见咗, 没下落, 没着落, 没影儿, 连个?影, 石沉大海, 杳无音信, 查无此件, 毛都没, 不全, 不齐, 数量不对, 对不上数, 没给我(?!打), 少发, 漏发, 配件呢, 货呢, 包裹呢, 件呢, 东西呢, 去没了, 人间蒸发',
      '[少缺漏短](?:了|掉)?[一两二三四五六七八九俩半几\\d], [少缺](?:了|掉), [少缺漏](?:发|寄|件|个|只|支|条|根|送|装|放)(?!你), 少件, 少东西, 少给, 给少, 送少, 发少, 缺件, 没放进来, 还[差有欠][一两二三四\\d]?[个件箱袋盒包](?=$|[，。！没在]), 还差一, 只(?:到|来|送|有|收到|见|剩|给)了?来?[一两半\\d], 只见[一两], 怎么只, 实物[一二三四五六七八九\\d]',
      '(?:两|三|四)[箱件袋盒个].{0,8}[一两12][箱件袋盒个], 空的, 空空, 是空(?!调), 空盒, 空箱, 空气一, (?<!真)空包',
      '[啥什][么也都]*[都也][没木莫]有?, 咩都冇, 没有?我?的?(?:东西|任何|这个?件|快递|包裹|箱子|件), 没有?我的, [都也]没有?(?:$|(?=[，。！？ 啊呀])), 里面?没有, 没这个件, 没有[啊哦呀]$, 只有水表, 都没放, 没给过, 没给$, 配件没, 没放他, 没人放过, 没送来, 没送到过, 有照片没快递, 半截面单',
    ),
  ),
  cue(
    'missing',
    NEARLY,
    zh(
      '(?:显示|写|标|点|说|就|已)了?(?:的)?(?:已经?|是)?(?:签收|千收|送达|投递|妥投|取走|派送成功), 本人签收, 没人来, 没来过, 没见[过人着], 压根没, 给别人[拿取领], 被(?:别人|人)[拿取领], 没取过, [谁让人]+[给我]*(?:取走|拿走)了?, 虚假签收, 虚假派送, 签收了人, 照片是上次, 不在我家, 送给全小区, 收到的人不是我, 没听见敲门, 不是我(?:拿|取|收|领)',
      '没有(?=$|[，。！]|我名字), 没友, 没在[^，。]{1,12}(?:也没|$|，), 放得真隐蔽, 藏得, 找不着',
    ),
  ),
  cue(
    'missing',
    LEANING,
    zh('(?<![打踢弄推])[翻找查](?:了|遍|过|半天), 监控, 门口[没啥什空], 👀, 究竟, 到底(?:在|放), 哪[儿里去]了, 也问了'),
  ),
  cue(
    'missing',
    OUTRIGHT,
    en(
      'missing, stolen, disappeared, vanished, lost, nicked, gone missing, no sign of, empty, invisible, fourth dimension, nowhere, no trace, gone walkabout, gone from, someone took, somebody took, took my (?:parcel|package|box), knows nothing, has nothing, nothing under, delivered to (?:whom|nobody|no one), nobody at the [a-z]+ has, gone astray, went astray, swiped, pinched, incomplete, not all there, half empty',
      'never (?:came|arrived|got|received|reached|showed|turned up|appeared|saw), nothing (?:here|there|at|on|in|has been|was|delivered|arrived|outside|inside|came|left|turned), no (?:parcel|package|packet|delivery|box)(?: (?:here|there|at|for|behind|outside|anywhere|yet))?',
      "(?:have ?n[o']?t|has ?n[o']?t|did ?n'?t|had ?n't|didnt|never|not|don'?t|doesn'?t|nobody has|no one has)(?: yet| actually| even| been)*(?: receive| received| got| get| have (?:it|my|the|any)| arrived?| come| turned up| handed| delivered| given| seen| here| there| hear| it)",
      "can'?t (?:find|see), cannot find, could ?n'?t find, (?:is ?n'?t|not) (?:in|on|at|under|behind|with) (?:the|my)(?! mood| van), isn'?t (?:at|here|there|in this), it'?s not (?:here|there|at|in|on), is not here, still (?:no|not|haven'?t), there'?s nothing, where'?s the rest, the big one didn'?t",
    ),
  ),
  cue(
    'missing',
    OUTRIGHT,
    en(
      'only (?:got|one|two|received|half|left|came)(?! hour| day), (?:one|two|three|a) (?:carton|box|bag|item|piece|pack)s? short, short by, half (?:of )?(?:the|my) (?:order|box|stuff), supposed to be (?:two|three|\\d), (?:one|a single) [a-z]+ only, other half, there.?s only, not in there, no lid, (?:one|two|three|four|five|\\d) (?:out )?of (?:my |the )?(?:two|three|four|five|six|\\d) .{0,24}(?:came|here|arrived|delivered)(?! cracked| broken), ordered (?:two|three|four|five|six|\\d)\\b.{0,16}got (?:one|two|three|four|\\d), one of my (?:two|three)',
    ),
  ),
  cue(
    'missing',
    NEARLY,
    `${en(
      "(?:says?|shows?|marked|status|app|tracking|apparently)\\b.{0,24}(?:delivered|handed|signed|collected|left|received), delivered apparently, delivered\\?, someone (?:else )?(?:received|signed)(?: for)? it, wasn'?t me, not (?:with|by) me, another customer, left a card, photo isn'?t, seen no one, tracking is wrong, invisible parcel",
    )}|📦(?:❓|不见)|👀.{0,6}(?:zero|0)|0 at the door|step's bare|nothing啊|里只有`,
  ),
  cue(
    'missing',
    LEANING,
    en(
      'the other (?:one|box|bag), i was (?:home|in|at), all day, looked everywhere, searched, checked, to someone else, zero',
    ),
  ),
];

const damaged: readonly Cue[] = [
  cue(
    'damaged',
    OUTRIGHT,
    zh(
      '碎(?!屏险), 破(?!例|费|沙发|柜|纸箱吧), 裂(?!开$), 烂(?!人|脾), 坏(?:了|的|掉|成)?(?!了你|人|脾气), 漏(?!发|寄|装|送|放|了[一两二三\\d]), 洒, 撒光, 流得到处, 流一, 爆, 瘪, 扁, 凹, 塌, 皱, 化(?:了|成|完|掉), 全化, 压成, 变成一, 摊了, 掉了, 散架, 散了, 变形, 折[了断], 断[了成裂]',
      '湿, 潮, 泡[了水坏], 淋, 水印, 进水, 渗水, 蔫, 发黏, 臭, 馊, 酸味, 变质, 发霉, 一股味, 磕, 踩[扁烂], 抓烂, 稀碎, 渣, 汤了, 成汤, 刮[花破], 划痕, 裂纹, 豁口, 个坑, 大洞, 破洞, 糊[在了], 掉漆, 生锈, 脏了, 污渍, 咬烂, 弄坏, 屏幕?花了, 不成样子, 滴出来, 滴水, 开着口, 口子开, 撒了一, 脚印, 成饼, 成了饼, 成泥, 成粉, 成渣, 蛋液, 掉键, 瑕疵, 化冻, 凉了, 凉透, 都凉, 摔我, 踢翻, 打翻',
      '摔(?:得|坏|烂|的$|的吧|碎|了|裂|成|你), 稀巴, 死鱼, 鱼也自由, 奶昔, 酸奶, 颠得, 随了, 玻璃响, 玻璃渣, 扔下来, 超量程, 不能用, 开不了机, 用不了, 缺角, 掉角, 歪了, 扭了, 弯了, 挤[扁坏烂], 砸[坏烂扁了], 碰[坏掉], 划[了花]道?, 渗, 霉, 枯, 蔫, 冻坏, 解冻, 坨了, 掉渣, 开胶, 脱胶, 开裂, 掉漆, 坏果, 打不开机, 不转了, 不亮了, 死了, 开线, 💔, 💥, melt, broken, cracked, torn, crushed',
    ),
  ),
  cue(
    'damaged',
    OUTRIGHT,
    en(
      'damaged?, broken, broke, smash(?:ed)?, crack(?:ed|s)?, cract, crush(?:ed)?, crused, squash(?:ed)?, dent(?:ed|s)?, bent, torn, ripped, tear, burst, leak(?:ed|ing|s|y)?, spill(?:ed|t|ing)?, soak(?:ed|ing)?, wet, wte, soggy, drenched, damp, puddle, pond, in the rain, rained on, shatter(?:ed)?, chip(?:ped)?, snapped, split, scratch(?:ed|es)?, ruined, spoil(?:ed|t), melt(?:ed|ing)?, thawed, bruised, squished, mangled, wrecked, trashed',
      "in (?:\\w+ )?(?:bits|pieces), to pieces, (?:\\w+ )?pieces(?= $|$|,|\\.|!), all over the (?:bag|box|place), big hole, a hole, lid came off, came off, went everywhere, flatten(?:ed|ing), puzzle instead, reeks?, drips?, all over, cold food, food is cold, food was cold, stone cold, stove in, bashed, battered, rattles?, rattling, dripping, stinks?, stunk, mouldy, moldy, rotten, rotted, sour, curdled, dead on arrival, flowers are dead, stained, dirty, twice as many pieces, paper crane, origami, flat-packed, soup(?= now| everywhere|,| all| has), swimming lesson, sat on, handle'?s off, no ice, temp strip, doesn'?t (?:switch|turn|work|power), won'?t (?:switch|turn) on, upside down, defrosted, crumpled, warped, fell apart, fallen apart, hole in, gone off, mush, pulp, powder, crumbs, tipped, shards, bits, folded, busted, kaput, half gone, snapped off, came apart, come apart, collapsed, caved in, dropped, run over, flattened, frozen solid, curdled, rancid, expired, out of date, jammed, won'?t (?:close|open), faulty, defective, knackered, shambles",
    ),
  ),
];

const wrong: readonly Cue[] = [
  cue(
    'wrong',
    OUTRIGHT,
    zh(
      '(?:送|放|发|给|派|拿|搞|寄|投|取|装|配|整)得?错(?!过), 发成, 寄成, 给成, 拿成, 不是这款, 款式不, 口味不, 尺寸不, 大小不对, 张冠李戴, 同名, 名不对, 单号不对, 门牌不对, 错[件货特], 错了(?=$|[，。！ ]), 放错, 弄错, 搞混, 串货, 货不对, 对不上, 不对板',
      '不是我(?:的(?!签|名字签)|买|订|点|名|家|要|们)(?!的?字), 不是窝, 不是我们, 不是我名字, 不是my, 别人的, 人家的, 别家的(?!都), (?:送|放|拿|扔|给)到?(?:了)?别人家, 隔壁的件, 隔壁[栋楼]的, (?:送|给)到隔壁, 东西不对, 名字[不都]+, 名字不[对队], name都?不, 型号[错不], 尺码[错不], 鞋码, 颜色[错不], color错, 不一样, 不认识的人, 没买过, 收件人不是我, 不是我拍, 不是我下单, 收到隔篱, 隔篱屋嘅, 给别人了, 错拿, 拿错, 送到?(?:前面|后面|隔壁|老地址|旧地址|对面|楼上|楼下|别)[^，]{0,3}(?:去了|了|栋|楼), 冇买过, 没订过, 是给对面, 收件人写',
    ),
  ),
  cue(
    'wrong',
    NEARLY,
    zh(
      '(?:买|订|要|点|拍|下单)了?(?:的)?(?:是|明明是)?[^，]{1,10}，?(?:来的|送来|给的|发来|寄来|给我送|来了|里面是|你们给|给我(?!打|送)), 来的[是三\\d], 多出来?一, 多了一, 多送, 该是[楼隔], 是楼上, 是楼下, 送成(?!了?(?:奶|死|汤|酸)), 我\\d{1,2}[栋楼号], 我是\\d{3,4}, 我是.{0,3}[左右]边那户, 砖头, 扔我家来了, 放我家来, 塞给我了, 收到我的件, 拿着我的包裹, 在群里问, 搁我们, 哪家的, 谁家的, 我穿[\\d一二三四五六七八九十]+, 这双[\\d一二三四五六七八九十]+, 给我的是, 我要的?是?[^，]{1,6}(?:来|给|送|发|这)',
    ),
  ),
  cue('wrong', LEANING, zh('姓, 谁的(?!快递), 我家门是, 看错, 女士的, 先生的')),
  cue(
    'wrong',
    OUTRIGHT,
    en(
      "wrong, wrnog, not mine, isn'?t mine, ai?n'?t ours, isn'?t ours, knot mine, not mien, isn'?t for (?:me|us), not for (?:me|us), not my (?:parcel|package|order|name|stuff), not even mine, (?:someone|somebody) ?(?:else'?s|elses), (?:isn'?t|not) what (?:i|we) (?:ordered|bought|asked), (?:isn'?t|not) the [a-z]+ i (?:ordered|bought), mixed up, swapped, mix-?up, belongs (?:to|upstairs|next), meant for, (?:the|my) neighbour'?s(?= (?:package|parcel|post|order|box)|$|,), next door'?s, different name, another (?:name|person), two labels, other people'?s, stranger'?s, not even the [a-z]+ i bought, somebody'?s (?:dog|food|dry|bag), some(?:one|body) called, who is this for, who'?s this for, never ordered, didn'?t order, not the (?:right|same) (?:one|size|colour|color|model|address|house|flat), other model, different (?:colour|color|size|model|brand|item)",
    ),
  ),
  cue(
    'wrong',
    NEARLY,
    en(
      "(?:ordered|paid for|bought|wanted|asked for)(?! (?:two|three|four|five|six)\\b).{1,40}(?:got|received|sent|brought|delivered|gave|these are|this is|came), (?:got|received|sent me|this is|instead of|is) .{1,30}i? ?(?:ordered|paid for|bought|wanted), instead of (?:wom|m|bl|the)[a-z]*, i'?m (?:in |a |no\\.? )?(?:flat )?(?:\\d+|size|green)[a-z]*, we are \\d+, that'?s for, (?:this|it)(?: one)? is for (?:the|number|flat|no|apartment|unit), it'?s for the, scarecrow, rugby club, haven'?t got a(?= [a-z]+\\.), we'?re both, other number, ended up with me, not my door, isn'?t my (?:door|porch|gate|step), one surname off, you went to, for us, to flat \\d+, isn'?t my house, left me someone, someone'?s(?= [a-z]+), delivered to (?:the|number|flat)",
    ),
  ),
  cue(
    'wrong',
    LEANING,
    en("(?:the )?name on, label, labell?ed, addressed to, this says, in the name of, got a wig, i haven'?t got a"),
  ),
];

const late: readonly Cue[] = [
  cue(
    'late',
    OUTRIGHT,
    zh(
      '超时(?!被), 超了, 迟(?!早), 晚了, 晚点了, 晚到, 太[晚慢], 这么[慢晚], 真慢, 延误, 误点, 误了, 耽误, 拖到, 拖了, 至今, 半天了, 几点了, 逾期, 过时, 还在派送, 还没[到来送], 到现在[都还]*没?, 到而家, 怎么还[不没], 蜗牛, 蹲了, 比约定, delay, 没(?:arrive|deliver)[a-z]*, 都(?:节后|第)?[一二三四五六七八九十\\d]+(?:天|点)了?, 都下班了, 都黑了, 天黑了, 都.{0,5}evening, 现在[都快已]*[一二三四五六七八九十\\d]+点, 现在都, 才到, 才送, 预产期, 成午餐, 放我?鸽子, 白等, 干等, 约好的时间, 一点不快, 就说马上到, 等了?你?[们]?[一二两三四五六七八九十\\d半整好几]+(?:天|上午|下午|个?多?小时|个钟), 不按约定',
    ),
  ),
  cue(
    'late',
    NEARLY,
    zh(
      '(?:说好?的?了?|约[的好]*|承诺|预计|答应|保证|昨天说|说是?|改约的|讲好|不是说|promise说|写的可是|话|催)[^，。！？骂]{0,8}(?:点(?!开|了)|上午|下午|中午|今[天日]|昨天|前天|当日|当天|次日|半日|早上|晚上|周[一二三四五六日]|节前|前要|号|noon), 就该到, 早该, 应该[昨前今早], 次日达, 当日达, 半日达, 前天到, 昨天就(?!写), 等到, 小时了, 钟头(?!里), 每次都, 走了(?:一个礼拜|.天), 速度',
    ),
  ),
  cue(
    'late',
    OUTRIGHT,
    en(
      "late, overdue, delayed, behind schedule, past the window, (?:an|\\d+|two|three) hours? over, should have (?:been|arrived|come), (?:was|were) (?:due|supposed|meant)(?! for) (?:to|at|before|by|yesterday|on|in|\\d)[a-z]*, it'?s due, (?:you|was|were|been) promised, promised (?:yesterday|by|between|the|for|it|before|today|morning), guaranteed, take your time, in hawaii, in honolulu, still waiting, been waiting, waited, stood outside, way past, supposed to be (?:here|yesterday|at|by|in), as always, sitting at the depot, eta keeps, how much longer, swore it would come",
    ),
  ),
  cue(
    'late',
    NEARLY,
    en(
      "(?:you|he|they|she) (?:said|sed|told me)[^,.]{0,16}(?:\\d|noon|o'?clock|one|two|three|four|five|six|seven|eight|nine|ten|morning|afternoon|today|yesterday|hour)[a-z]*, been told between, said (?:by|noon), by \\d+ ?(?:pm|am)'? he said, slot (?:was|till), it'?s (?:gone|half|now|past|nearly|already) [a-z]+, waited (?:all|the whole), days? late, day off(?: work)?, nearly five now, ages ago, still (?:isn't|not) come, hours ago, days ago, past (?:four|three|five|six|two), two o'clock you said, expected (?:it )?(?:by|yesterday|at)",
    ),
  ),
];

/** How the courier behaved; that weighs more than what was broken by it. */
const RUDE = 6;
const rude: readonly Cue[] = [
  cue(
    'rude',
    RUDE,
    zh(
      '骂, 吼, 凶(?!手), 态度, 粗口, 脏话, 难听, 太冲, 跟我说话, 吓哭, 大呼小叫, 扔过来, 这么冲(?=$|[，。！]), 语气, 催我, 素质, 白眼, 甩脸, 脾气, 踹, 不要脸, 阴阳怪气, 横$, 那么横, 恶劣, 瞪, 没礼貌, 不礼貌, 公德心, 威胁, 挂了?我的?电话, 摔门, 烟头, 客气点, 说话能不能客气, 嫌我, 凭什么说我, 狗都吓, 把狗都吓, 砸门, 犯贱, 嘲, 拍我家, 侮辱, 动手, 推我, 冲我, 喊什么, 嚷, 教养, 没耐心, 不耐烦, 没好气, 没素质, 傲慢, 拽得, 怼, 呛, 爱[答搭]不理, 嘴[脏臭], 出言不逊, 脏字, 神经病, 有病, 让我滚, 叫我滚, 凶巴巴, 辱, 讽刺, 懒得, rude, polite哦',
    ),
  ),
  cue('rude', LEANING, zh('扔在?地上, 一扔就走, 扔了就跑, 要好评, 往地上, throw在')),
  cue(
    'rude',
    RUDE,
    en(
      'rude(?:ly|r)?, banged on, like mad, flung, tone, kick, shout(?:ed|ing)?, swore(?! it), swear(?:ing)?, yell(?:ed|ing)?, insult(?:ed|ing|s)?, foul, finger, unprofessional, attitude, manners, language, vocabulary, slammed, slamming, kicked, threaten(?:ed|ing)?, abus(?:ed|ive|e), charming, gentleman, aggressive, arrogant, nasty, horrible to, called me, laughed, cursed, cussed, disrespectful, spat, scream(?:ed|ing)?, hung up, mocked, bully, sarcastic, grumpy, snapped at, temper, impolite, mouthful, told me to, gave me lip, scoffed, sneered, slagged, effing, bad mouth[a-z]*, hostile, intimidat[a-z]*, patronising, barked at, spoke to me, how he spoke, impolite, racist, creepy',
    ),
  ),
  cue('rude', LEANING, en('threw')),
];

const OTHER = 6;
const other: readonly Cue[] = [
  cue(
    'other',
    OTHER,
    zh(
      '代签, 签的?我的?名, 签的?字, 谁签, 签收人, 不是我的?签, 我的签名, 没让我签, 签收码, signature, 拆过, 拆开过, 拆了又, 拆箱, 打开过, 被拆, 撕开, 翻过, 剪开, 划开, 重新打包, 被动过, 货到付款, 说?到付, 收了?我?钱, 收我, 加钱, 要我付, 付[一二三四五六七八九十]+块, 小费, 核对, 面签, 身份证, 露在外面, 家无人(?=，我), 试吃, 咬开, 牙印, 退回了, 退走, 拿走了？, 自己扔快递柜, 送货上门, 没经过?我同意, 都没同意, 没同意, 没授权, 没敲门就, 却说没人, 写拒收, 说派送失败, 多收, 乱收费, 收我运费, 要我?付钱, 还要付, 没封, 胶带被, 重新封, 擅自, 私自, 乱签, 冒签, 点了签收, 封条, 开封了, 被开, 加价, 泄露, 没送上门, 不送上门, 不肯上楼, 没打电话就, 没通知就, 没问我就, 没经我, 隐私, 伞拿走',
    ),
  ),
  cue(
    'other',
    OTHER,
    en(
      "been opened, was opened, went through it, prepaid, asking for money, pay on delivery, want cash, wants cash, asked to pay, signed in my name, signed it yourself, someone else signed, you signed, didn'?t even try, never even rang, without ringing, attempted, already opened, was opened, opened (?:before|my parcel|it (?:for me|before)), someone opened, it'?s open, been cut, tape'?s, seal, unsealed, tried the, help(?:ed)? himself, forged, handwriting, signature, signed my name, signed for me, cash on delivery, extra money, pay(?:ing)? (?:cash|extra), charged me, wants? (?:money|cash), my (?:fence|gate|wall|lawn|hedge|car)(?! is), our dog escaped, gate open, customer not available, nobody answered, wrote that, not available, bell was never, without asking, tampered, resealed, damaged my, scratched my, photo of me, my phone number",
    ),
  ),
];

/** Words of trouble. A kind's weight is the sum of what is found, each line once. */
export const kindCues: readonly Cue[] = [...missing, ...damaged, ...wrong, ...late, ...rude, ...other];
