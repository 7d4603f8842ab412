/** What can go wrong with a delivery. */
export type Kind = 'missing' | 'damaged' | 'wrong' | 'late' | 'rude' | 'other';

interface Cue {
  readonly kind: Kind;
  /** 5 says it outright, 3 nearly, 2 leans to it, 1 merely fits. */
  readonly weight: number;
  readonly words: RegExp;
}

/** Words of trouble. A kind's weight is the sum of what is found, each line once. */
export const kindCues: readonly Cue[] = [
  // Not there.
  {
    kind: 'missing',
    weight: 5,
    words:
      /没(?:有)?(?:收到|拿到|见到|看[到见]|瞧见|找[到着]|拿着|领到)|冇(?:收到|喺)|冇喎|不见(?:了|踪)|不翼而飞|没影|失踪|找不[到着]|丢了|丢件|被偷|偷走|顺走|拿走了|小偷/g,
  },
  {
    kind: 'missing',
    weight: 5,
    words:
      /(?:少|缺|漏)(?:了|掉)?(?:一|两|二|三|俩|半|几|发|件|寄|只|个|支|条|根|送|装|放|遥|\d)|短[了一]|还[差有欠][一两二三\d]?(?:个|件|箱|袋|盒|包)?(?:$|[，。！没在])|没放进来|两(?:箱|件|袋|盒).{0,8}(?:一|1)(?:箱|件|袋|盒)|只(?:到|来|送|有|收到|见|剩)了?(?:来)?[一两半\d]|实物[一二三四五六七八九\d]|怎么只/g,
  },
  {
    kind: 'missing',
    weight: 5,
    words:
      /空的|空空|是空|空盒|空箱|空气|啥(?:也|都)(?:没|木|莫)|什么(?:也|都)没|咩都冇|没有?(?:我|东西|任何|这个?件|快递|包裹|什么|箱)|都没(?:有)?(?:$|[，。！？ ])|里没有|没见过|有没有送|没这个件|没有?啊|没有?哦|没有呀|都没有|也没有|只有水表/g,
  },
  {
    kind: 'missing',
    weight: 3,
    words:
      /(?:显示|写|标|点|说)(?:的)?(?:是|已|的)?(?:已)?(?:签收|送达|投递|妥投|取走|派送成功|放)|千收|本人签收|没人来|没见(?:过|人|着)|压根没|给别人(?:拿|取|领)|被别人(?:拿|取|领)|没取过|照片是上次|没有?收|不知道(?:放|送|在)|我没取|哪(?:里|儿|去)了/g,
  },
  {
    kind: 'missing',
    weight: 2,
    words: /(?:翻|找|查)(?:了|遍|过|半天)|监控|门口(?:没|啥|什么|👀)|没有$|没有[，。]|柜子里没|不在我家|放得真隐蔽|藏/g,
  },
  {
    kind: 'missing',
    weight: 5,
    words:
      /\b(?:missing|stolen|disappeared|vanished|lost|never (?:came|arrived|got|received|reached|showed)|not (?:been )?(?:received|arrived|delivered|here|there|hear)\b|no (?:parcel|package|box|packet|sign of|delivery here)|nothing (?:here|there|at|on|in|has been|was|delivered|arrived|outside|inside)|empty|invisible|fourth dimension)/g,
  },
  {
    kind: 'missing',
    weight: 5,
    words:
      /\b(?:have ?n[o']?t|has ?n[o']?t|did ?n'?t|had ?n't|never|not|don'?t|doesn'?t) (?:yet )?(?:actually )?(?:receive|received|got|get|have (?:it|my|the|any)|arrived?|come|turned up|been (?:handed|delivered|given)|it)\b|can'?t (?:find|see)|cannot find|couldn'?t find|isn'?t (?:at|here|there|in this)|it'?s not (?:here|there|at)|is not here|not even i can find|still (?:no|not|haven)|there'?s nothing|she says there's nothing|the big one didn/g,
  },
  {
    kind: 'missing',
    weight: 4,
    words:
      /\bonly (?:got|one|two|received|\d|left|half|came)|(?:one|two|three|\d) (?:out )?of (?:my |the |three|four|two|five|six|\d)|\bone (?:carton |box |bag |item |piece )?short|\bshort\b|half (?:of )?(?:the|my) (?:order|box|stuff)|supposed to be (?:two|three|\d)|the other (?:one|box)|instead of (?:two|three|four)|not in there|no lid|ordered (?:two|three|four|five|six|\d).{0,12}got (?:one|two|three|\d)|used to be/g,
  },
  {
    kind: 'missing',
    weight: 3,
    words:
      /\b(?:says?|shows?|marked|status|app|tracking|apparently)\b.{0,24}\b(?:delivered|handed|signed|collected|left|received)|delivered apparently|someone received it|wasn't me|not (?:with|by) me|who is|another customer|to someone else|left a card|photo isn't|says? (?:he|she|they)(?: has|'ve| have|'s)?(?:n't| not| never)|i was (?:home|at 30|in) all day|seen no one/g,
  },
  {
    kind: 'missing',
    weight: 3,
    words:
      /📦(?:❓|不见)|👀.{0,6}(?:zero|0)|\b0 at the door|\bzero\b|step's bare|\bnothing啊|box里只有|有.{1,6}没有|一个人没有/g,
  },
  // Broken, wet, spilled, spoiled.
  {
    kind: 'damaged',
    weight: 5,
    words:
      /碎|破(?!例|费)|裂(?!开$)|烂|坏(?!了你|人|了吧你|天气)|漏(?!发|寄|装|送|了一[个件]|放)|洒|撒光|瘪|扁|凹|塌|皱|化(?:了|成|完)|全化|压成|摔(?:得|坏|烂|的$|的吧|碎|了|裂|成)|变形|折(?:了|断)|断(?:了|成|裂)|湿|潮|泡(?:了|水|坏)|淋|水印|进水|蔫|发黏|臭|馊|酸味|变质|坑(?!我)|豁口|糊(?:在|了)|掉漆|生锈|裂纹|污|脏了|磕|踩|抓烂|稀碎|渣|汤了|成汤|死鱼|鱼也自由|💔|💥|散架|刮花|奶昔|酸奶|颠得|随了|咬了|玻璃响|超量程|🎂塌|化成/g,
  },
  {
    kind: 'damaged',
    weight: 5,
    words:
      /\b(?:damaged?|broken|broke|smashed?|crack(?:ed|s)?|cract|crush(?:ed)?|crused|squash(?:ed)?|dent(?:ed|s)?|bent|torn|ripped|tear|burst|leak(?:ed|ing|s|y)?|spill(?:ed|t)?|soak(?:ed|ing)|wet|wte|soggy|drenched|puddle|shatter(?:ed)?|chip(?:ped)?|snapped|split|scratch(?:ed|es)?|ruined|spoil(?:ed|t)|melted|thawed|bruised|squished|mangled|wrecked|in bits|in pieces|to pieces|stove in|bashed|battered|rattl(?:es|ing)|dripping|stinks?|mouldy|moldy|rotten|sour|dead on arrival|stained|dirty|twice as many pieces|paper crane|origami|flat-packed|soup|swimming lesson|sat on|handle's off|no ice|temp strip|doesn'?t (?:switch|turn) on|upside down|defrosted|warm milk|crumpled|warped|fell apart|hole in|gone off|mush|pulp|powder|crumbs|tipped|shards|bits)\b/g,
  },
  // Somebody else's, another thing, another door.
  {
    kind: 'wrong',
    weight: 5,
    words:
      /(?:送|放|发|给|派|拿|搞|寄|投|取|装|配)(?:得)?错(?!过)|错(?:件|货|了$|特)|放错|弄错|不是我(?:的|买|订|点|名|家|要|们)|不是窝|不是(?:我们|这)|别(?:人|家)的|别人家|人家的|隔壁的件|隔壁(?:栋|楼)的|串货|货不对|对不上|名字(?:不|都不)|名字不[对队]|型号(?:错|不)|尺码(?:错|不)|鞋码|颜色(?:错|不)|不一样|不认识的人|没买过|冇买过|是给对面|写的(?:是|可是)(?!已|昨|今)[^，]{0,4}(?:王|李|张|姓|对面|隔壁)|收件人写/g,
  },
  {
    kind: 'wrong',
    weight: 4,
    words:
      /(?:我|人家)?(?:买|订|要|点|拍|下单|下)的(?:是|明明是)?.{1,10}(?:来|送|给|发|寄|收到|写)(?:的|我|了|来)?(?:的|是)?|来的(?:是|三|\d)|多(?:出来?|了|送)一|该是(?:楼|隔)|不是我名字|根本不是|是楼上|是楼下|是隔壁|送成|我\d{1,2}栋|我是\d{3,4}|我是.{0,3}(?:左|右)边那户|砖头|扔我家来了|放我家来|不是同一|塞给我了|收到我的件|拿着我的包裹|在群里/g,
  },
  { kind: 'wrong', weight: 2, words: /姓|谁的|我家门是|家不是|送错楼|看错|收到.{0,8}(?:女士|先生)的/g },
  {
    kind: 'wrong',
    weight: 5,
    words:
      /\b(?:wrong|wrnog|not mine|isn'?t mine|aint ours|ain'?t ours|isn'?t ours|knot mine|not mien|isn'?t for (?:me|us)|not for (?:me|us)|not my (?:parcel|package|order|name)|not even mine|someone else'?s|somebody else'?s|someone elses|not what i (?:ordered|bought)|mixed up|swapped|mix-up|belongs to|belongs upstairs|meant for|(?:the|my) neighbour'?s (?:package|parcel|post)?|next door'?s|different name|another (?:name|person)|two labels)\b/g,
  },
  {
    kind: 'wrong',
    weight: 4,
    words:
      /\b(?:ordered|paid for|bought|wanted|asked for)\b.{1,40}\b(?:got|received|is|sent|a|was)\b|(?:got|received|sent me|this is|instead of) .{1,30}\bi? ?(?:ordered|paid for|bought|wanted)|\binstead of (?:wom|m|bl|the)|\bi'?m (?:in |a |no\.? )?(?:flat )?(?:\d+|size|green)|we are \d|that'?s for\b|it'?s for the|scarecrow|rugby club|haven'?t got a|we'?re both|other number|one surname off|you went to|for us, come|\bgot a wig|not even the|to flat \d+, i|isn'?t my house|left (?:a|me someone)/g,
  },
  {
    kind: 'wrong',
    weight: 3,
    words: /\b(?:name on|label|labell?ed|addressed to|this says|says khalid|in the name of)\b/g,
  },
  // Too late.
  {
    kind: 'late',
    weight: 5,
    words:
      /超时|超了|迟(?!早)|晚(?:了|点了|到)(?!上)|太(?:晚|慢)|这么(?:慢|晚)|延误|耽误|逾期|过时|都(?:第|节后|现在)?.{0,6}(?:天了|点了|黑了|下班了|晚上了|几天)|现在.{0,5}(?:点|下午|黑|几点)|还(?:没到|没来|在派送|没送)|到现在(?:都)?(?:没|还)|怎么(?:这么|还不|还没)|蜗牛|蹲了|比约定|delay了/g,
  },
  {
    kind: 'late',
    weight: 4,
    words:
      /(?:说好?(?:的|了)?|约(?:的|好)?|承诺|预计|答应|保证|昨天说|说是?|改约的|讲好|promise说|写的可是)(?:[^，。！？]{0,8})(?:点|上午|下午|中午|今天|昨天|前天|当日|当天|次日|半日|早上|晚上|周[一二三四五六日]|节|到|前)|就该到|早该|应该(?:昨|前|今|早)|次日达|当日达|半日达|前天到|昨天就|等(?:了|你)(?:一|半|整|好)|放我鸽子|天了|小时了|钟头|午餐|每次都|走了(?:一个礼拜|九天|.天)/g,
  },
  {
    kind: 'late',
    weight: 5,
    words:
      /\b(?:late|overdue|delayed|behind schedule|past the window|an hour over|hours? over|should have (?:been|arrived|come)|was (?:due|supposed|meant|promised)|were (?:due|supposed|meant)|(?:is|it's|it was) (?:over)?due|you promised|was promised|promised|guaranteed|take your time|in hawaii|in honolulu)\b/g,
  },
  {
    kind: 'late',
    weight: 4,
    words:
      /\b(?:you (?:said|sed|told)|(?:he|they|she) said|said (?:by|it|noon)|slot was|the slot|by \d+ ?(?:pm|am)' he said|nobody'?s? (?:came|shown|turned)|it'?s (?:gone|half|now|past|nearly|already) |waited all (?:day|morning)|gone (?:eight|nine|six|seven)|days? late|still waiting|day off (?:work )?for|eta keeps|how much longer|nearly five now|past four)\b/g,
  },
  // How the courier behaved.
  {
    kind: 'rude',
    weight: 6,
    words:
      /骂|吼|凶(?!手)|态度|粗口|脏话|翻(?:什么)?白眼|甩脸|脾气|踹|不要脸|阴阳怪气|横$|那么横|恶劣|瞪|没礼貌|公德心|威胁|挂(?:了)?我(?:的)?电话|摔门|rnm你|抽烟|烟头|说话(?:能不能)?客气|嫌我|凭什么说我|服务态度|狗都吓|砸门|贱|嘲|拍我家/g,
  },
  { kind: 'rude', weight: 2, words: /扔在?地上|一扔就走|扔了就跑|要好评|往地上/g },
  {
    kind: 'rude',
    weight: 6,
    words:
      /\b(?:rude|shout(?:ed|ing)?|swore|swear(?:ing)?|yell(?:ed|ing)?|insult(?:ed|ing|s)?|foul|finger|unprofessional|attitude|manners|language|vocabulary|slammed|slamming|kicked|threaten(?:ed)?|abus(?:ed|ive|e)|charming|gentleman|aggressive|called me|laughed|cursed|disrespectful|spat|sarcastic|scream(?:ed|ing)?|hung up|polite哦|mocked|bully|throw在地上)\b/g,
  },
  { kind: 'rude', weight: 3, words: /\bthrew\b/g },
  // Opened, signed for by another, money, and what else should not have been done.
  {
    kind: 'other',
    weight: 6,
    words:
      /代签|签(?:的|了)?(?:我的)?(?:名|字)|谁签|签收人|不是我(?:的)?签|我的签名|没让我签|拆(?:过|开过|了又|箱)|打开过|被拆|撕开|翻过|剪开|划开|重新打包|货到付款|收(?:了)?(?:我)?钱|加钱|要(?:了)?小费|核对|面签|签收码|身份证|露在外面|写我家无人|试吃|咬开|牙印|退回了|退走|拿走了？|自己扔快递柜|送货上门|没经(?:过)?我同意|没同意|没授权|隐私/g,
  },
  {
    kind: 'other',
    weight: 6,
    words:
      /\b(?:been opened|already opened|was opened|opened (?:before|my parcel|it (?:for me|before))|someone opened|it'?s open\b|been cut|tape'?s|seal|tried the|help(?:ed)? himself|forged|handwriting|signature|signed my name|signed for me|cash on delivery|extra money|pay(?:ing)? (?:cash|extra)|charged me|tip\b|my (?:fence|gate|car|wall|lawn|dog escaped)|gate open|customer not available|nobody answered|wrote that|not available|bell was never|without asking|tampered|resealed|hedge|damaged my)\b/g,
  },
];
