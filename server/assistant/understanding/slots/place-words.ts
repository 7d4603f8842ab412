/** Where a parcel can be put or whom it can be given to. */
export type Place = 'door' | 'station' | 'locker' | 'guard' | 'neighbour' | 'reception' | 'mailbox' | 'other';

interface Names {
  readonly place: Place;
  /** Names or small expressions, with ", " between them. */
  readonly words: string;
}

const names = (place: Place, ...lists: readonly string[]): Names => ({ place, words: lists.join(', ') });

/** The Chinese names of places, slips and what was misheard among them. A longer name wins over a shorter one in it. */
export const zhPlaces: readonly Names[] = [
  names(
    'station',
    '驿站, 菜鸟驿站, 菜鸟裹裹站, 菜鸟裹裹, 菜鸟, 妈妈驿站, 快递驿站, 多多驿站, 便民驿站, 百世邻里, 快宝, 溪鸟, 兔喜生活超市, 兔喜生活, 兔喜超市, 兔喜, 熊猫快收, 衣袖',
    '快递超市, 韵达超市, 代收超市, 自提超市, 取件超市, 快递站, 快递点, 快递店, 快递中心, 快递服务站, 快递服务点, 代收点, 代收站, 代收店, 代办点, 自提点, 自提站, 取件点, 取件站, 取货点, 取货站, 提货点, 收货点, 便民站, 便民点, 服务站, 服务点',
    '一站(?=行|可|吧), (?<!车|地铁|公交|加油|系统)站里, (?<!车)站点, 网点, 营业厅, 营业部, 邮局, 邮政所, 邮政点, (?:顺丰|韵达|中通|圆通|申通|极兔|京东)(?:点|店|站|那个?点)',
  ),
  names(
    'locker',
    '丰巢快递柜, 丰巢柜子, 丰巢柜, 丰巢箱, 丰巢, 蜂巢柜, 蜂巢, 风巢柜, 风巢, 风朝柜, 丰潮, 快递柜子, 快递柜, 快递箱, 快件箱, 速递易, 近邻宝, 格格货栈, 云柜, e栈',
    '自提柜, 自助柜, 储物柜, 寄存柜, 取件柜, 智能柜, 智能箱, 外卖柜, 快弟柜, 快递贵, 菜鸟柜, 顺丰柜, 京东柜, 熊猫柜, 邮政柜, 格子柜, 箱柜, 柜机, 桂子, 存柜, (?<!表|鞋|水|防|橱|衣|书)柜里, (?<![\\u4e00-\\u9fff])柜(?![\\u4e00-\\u9fff]), 那个柜, (?<!鞋|水|电|衣|冰|橱|表|栓|防|书|酒|床头)柜子, (?<=放|塞|存|丢|搁|进|扔|入|投)柜(?!台|顶|上)',
  ),
  names(
    'guard',
    '保安, 保安亭, 保安室, 保安岗, 保安队, 保安部, 保安处, 保安大叔, 保全, 保卫处, 保卫科, 保卫室, 安保, 安保室, 安保亭, 秩序员, 门警, 👮‍?♂?️?, 💂',
    '门卫, 门卫室, 门卫处, 门房, 门房大爷, 门岗, 门亭, 岗亭, 岗停, 岗哨, 哨兵, 站岗的, 传达室, 传达, 收发室, 收发, 值班室(?!里的), 警卫室, 警卫, 睇更, 看更, 看门大爷, 看门的, 看大门的, 守门的, 门口大爷, 大门口大爷, 大门值班',
  ),
  names(
    'neighbour',
    '邻居, 邻舍, 邻家, 街坊, 左邻右舍, 隔壁, 隔壁屋, 隔篱, 对门, 对屋, 对家, 斜对门, 斜对面, 对过那家, 上下楼, 同层, 同楼层',
    '对面(?=$|[，。！？ ]|邻|阿姨|大妈|大爷|那家|那户|家|人家|老|吧|就|户|行|也|收|王|李|张|姐|哥), 楼上(?=[\\d一二三四五六七八九]|那家|邻|大|阿|老|小|王|李|张|刘|陈|的), 楼下(?=\\d|那家|邻|大妈|大爷|阿姨|奶奶|王|李|张|刘|陈), [左右旁边上]+那[户家], [一二三四五六七八九\\d]楼(?=的?(?:那家|那户|邻|阿姨|大妈|大爷|奶奶|爷爷|王|李|张|刘|陈|老))',
    '(?<=给|交|找|放)\\d{3,4}(?!\\d|元|块|号?柜|#), \\d{3,4}室(?=的|那|代|收|能|可|也|邻), \\d{3,4}那[家户], 房东, 楼长',
  ),
  names(
    'reception',
    '前台, 总台, 服务台, 总服务台, 接待处, 接待台, 接待室, 咨询台, 导诊台, 护士站, 护士台, 礼宾, 礼宾部, 大堂经理, 大堂那位, 收银台, 服务中心, 客服中心',
    '物业, 物业服务中心, 物业办公室, 物业中心, 物业前台, 物业客服, 物管, 物管处, 物页, 物叶, 管理处, 管理中心, 管理室, 管理员, 管家, 楼管, 宿管, 舍管, 公寓管理, 宿舍楼阿姨, 宿舍阿姨, 前太',
  ),
  names(
    'mailbox',
    '信报箱, 信箱(?!顶|上面|旁|后|边|下), 邮箱(?!号), 邮件箱, 信件箱, 邮筒, 信筒, 信兜, 报箱, 报纸筒, 邮政箱, 投信口, 投递口, 📬, 📪, 📫',
  ),
  names(
    'door',
    '门口, 家门口, 我家门口, 房门口, 屋门口, 宿舍门口, 寝室门口, 们口, 门🚪口, 🚪口, 🚪, 🏠门, 门外, 门前, 门边, 门边上, 门后, 门旁, 门侧, 门上, 门下, 门底, 门脚, 门框, 门槛, 门缝, 门缝底, 门扣, 门把手?, 把手, 门环, 房门, 屋门, 入户门, 防盗门, 防盗门跟前, 防盗门口, 防盗门旁, 防盗门前, 后门, 门内侧',
    '门垫, 地垫, 脚垫, 脚踏垫, 垫子, 地毯, 鞋柜, 鞋架, 鞋箱, 鞋凳, 鞋贵, 协柜, 换鞋凳, 换鞋, 奶箱, 牛奶箱, 牛奶香, 台阶, 门廊, 前廊, 窗台, 房外, 家外, 屋外头?, 外头, 外面, 外边, 门跟前',
  ),
  names(
    'other',
    '单元门口, 单元门, 楼门口, 大门口, 小区门口, 车库门口, 电梯口, 电梯厅, 电梯间, 电梯旁, 电梯边, 电梯井, 楼梯口, 楼梯间, 楼梯, 楼道, 走廊, 过道, 消防通道, 通道, 消防栓, 消火栓, 消防柜, 消防箱, 消防门, 水表, 电表, 水管井, 管道井, 水井, 弱电, 大厅, 大堂, 门厅, 一楼, 负一层, 地下室, 平台',
    '车库, 车棚, 车位, 后备箱, 后备厢, 车顶, 车筐, (?<!婴儿)车里, 车上, 车后, 院子, 院里, 墙头, 墙根, 花坛, 狗洞, 草坪, 凉亭, 亭子, 空地, 雨棚, 阳台, 厨房, 玄关, 屋里, 暖气, 垃圾桶, 信箱顶, 信箱上面',
    '便利店, 小卖部, 小卖铺, 便利蜂, 超市, 药店, 水果店, 干洗店, 理发店, 面馆, 饭店, 餐馆, 奶茶店, 彩票店, 打印店, 裁缝铺, 修鞋摊, 花店, 咖啡, 铺, 摊, 店(?!员), 🏪, 仓库, 卸货, 杂物间, 快递室, 茶水间, 教研室, 办公室, 后勤, 工位, 工地, 食堂, 老地方, 楼下(?!的?信)',
    '我妈, 我爸, 我老公, 我老婆, 我媳妇, 我儿子, 我女儿, 我同事, 我室友, 我同学, 我同桌',
  ),
];

/** The English names, as whole words; a plural is found by itself. */
export const enPlaces: readonly Names[] = [
  names(
    'station',
    'pick ?-?up (?:point|shop|station|store|location|place|counter|spot|desk), collection (?:point|shop|centre|center|desk|place), collect[- ]point, service point, access point, drop[- ]off point, parcel ?(?:shop|point), parcel (?:store|centre|center|depot|office), courier (?:office|centre|depot)',
    'post ?office, postoffice, pudo, depot, sorting office, self[- ]pickup, click and collect, (?:ups|fedex|dhl|evri|hermes|inpost) (?:store|office|shop|point)',
  ),
  names(
    'locker',
    'locker, parcel locker, package locker, smart locker, pick locker, pass el locker, lcoker, packstation, inpost, amazon hub, hub locker',
  ),
  names(
    'guard',
    'guard, guard ?(?:house|room|hut|post|booth|box|cabin), guards? post, gurd, gard, security, security (?:desk|office|hut|post|booth|cabin|lodge|team|guard|man|lady|guy|gate|room), securty, secuirty, watch ?man, night watchman, sentry, soldier, commissionaire',
    'gate ?(?:house|man|keeper|lodge|office|cabin), gatekeeper, chowkidar, (?:man|guy|bloke|lad|chap|fella|uncle|people|boys|men|lady|woman) (?:on|at|in) the (?:main |front )?(?:gate|barrier|boom|booth|hut|gatehouse)',
  ),
  names(
    'neighbour',
    'neighbou?r, neigbou?r, nieghbou?r, next door(?! to), next-door, nextdoor, nxt dr, nxt door, opposite house, house opposite, people opposite, other side of the (?:landing|hall|street|road), (?<!(?:pub|shop|cafe|store|school|bar|place|church) )across the (?:hall|landing|street|road|corridor|way), (?<!(?:pub|shop|cafe|store|school|bar|place|church) )over the road, (?:one|two|three|a few|\\d) (?:doors|houses) (?:down|along|up|away|over), landlady, landlord, (?:upstairs|downstairs) (?:lady|couple|people|man|family), the [a-z]+s (?:at \\d+|opposite|across|next door)',
    '(?:flat|house|apartment|unit|place|bungalow) (?:above|below|opposite|across|upstairs|downstairs), (?:lady|man|woman|guy|couple|aunty|auntie|folks|family|people|lad|student|chap|bloke) (?:(?:at|in|from) (?:flat|number|no|apartment|unit|\\d+)|upstairs|downstairs|opposite|across|above|below|next door)',
    "(?:mate|friend|nan|gran|sister|brother|aunt|cousin|colleague|uncle|mum|mom)(?:'s)? at (?:number |no )?\\d+[a-z]?, number \\d+[a-z]?, no\\.? \\d+, nr \\d+, (?<=(?:with|to|at|try|in|give) |给|到|交)(?:flat|apartment|apt|unit|house) \\d+[a-z]?, (?:flat|apartment|apt|unit) \\d+[a-z]?(?= (?:always|will|can|takes?|said|please)|$), (?<=(?:with|to|try|give) )\\d{1,3}[a-z]?(?! (?:min|hour|pm|am|o))",
  ),
  names(
    'reception',
    "reception, receptionist, front ?desk, fornt desk, front office, front counter, concierge, conceirge, consierge, concert (?:ears|desk), doorm[ae]n, door ?person, porter(?:'s lodge)?, hall porter, desk of, the desk, desk downstairs, info(?:rmation)? desk, help ?desk, service desk, hotel desk, lobby desk, lobby (?:staff|attendant), nurses? station, nurses'? (?:desk|station), ward clerk",
    'management(?: office)?, building (?:manager|management|office), property office, leasing office, society office, estate office, site office, caretaker, janitor, superintendent, super',
  ),
  names(
    'mailbox',
    'mail ?box, mail-box, mailbx, male box, letter ?box, letter-box, letter (?:slot|flap|plate|hole), mail (?:slot|drop|chute), post ?box, pstbox, (?<!cat )flap, through (?:the|my|our) (?:front )?door, slot in the door, 📬',
  ),
  names(
    'door',
    'door, front ?door, back ?door, side door, screen door, patio door, frunt door, fornt door, doro, dooor, dor, doorway, door ?step, step, front step, back step, porch, front porch, back porch, poor ch, stoop, veranda, verandah, threshold',
    'door ?mat, mat, front mat, welcome mat, door ?handle, handle, door ?knob, knob, door bell, shoe (?:rack|cabinet|cupboard|shelf), milk box, outside (?:my|our) (?:flat|unit|apartment|room|place|house), outside (?:flat|apartment|unit|room) \\d+[a-z]?, outside \\d+[a-z], outside(?! (?:the|a|my|our|flat|apartment|unit|\\d))',
  ),
  names(
    'other',
    'lobby, foyer, hall, hallway, entrance hall, corridor, stair, stairs, stairwell, staircase, landing, basement, ground floor, elevator, lift, meter, gas, electric, hydrant, cloakroom, post room, mail ?room, utility room, roof, gym, office, classroom, teacher, laundry',
    'garage, garage door, carport, garden, greenhouse, shed, summer ?house, conservatory, patio, deck, balcony, gazebo, barn, stable, playhouse, trampoline, hedge, fence, wall, yard, drive, driveway, gate(?! \\d| ?house), back gate, side gate, car, boot, trunk, truck, ute, van, trailer, wheelie bin, bin, recycling, coal, log, water butt, 🚗, 🗑️?',
    'shop, store, cafe, pub, bar, kiosk, stall, newsagent, barber, tailor, cobbler, butcher, baker, bakery, grocer, florist, launderette, laundromat, dry cleaner, hairdresser, restaurant, takeaway, chippy, bookies, bank, school, nursery, church, library, farm, salon, pharmacy, chemist, dairy, servo',
    'mum, mom, dad, husband, wife, son, daughter, colleague, safe (?:place|spot), usual (?:place|spot), same (?:place|spot), hiding place',
  ),
];
