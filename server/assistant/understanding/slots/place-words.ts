/** Where a parcel can be put or whom it can be given to. */
export type Place = 'door' | 'station' | 'locker' | 'guard' | 'neighbour' | 'reception' | 'mailbox' | 'other';

const table = (place: Place, ...lists: readonly string[]) => lists.map((words) => ({ place, words }));

/** Names of places, a comma between them, misspelt and misheard ones too. A longer name wins over a shorter one in it. */
export const zhPlaces = [
  ...table(
    'station',
    '菜鸟裹裹站, 兔喜生活超市, 兔喜生活, 兔喜超市, 兔喜, 溪鸟, 快递超市, 韵达超市, 熊猫快收, 多多驿站, 便民驿站, 百世邻里, 快宝, 代收超市, 自提超市, 取件超市, 菜鸟驿站, 妈妈驿站, 快递驿站, 菜鸟, 驿站, 驿占, 一站(?=行|可|吧), 快递站, 代收点, 代收店, 自提点, 取件点, 取货点, 提货点, 便民站, 服务站, 网点, 邮局, 邮政所, (?<!系统)站里, (?<!车)站点',
  ),
  ...table(
    'locker',
    '丰巢快递柜, 丰巢柜子, 丰巢柜, 丰巢, 蜂巢柜, 蜂巢, 风巢柜, 风巢, 风朝柜, 风朝, 峰巢, 丰潮, 快递柜子, 快递柜, 快弟柜, 快递贵, 自提柜, 自助柜, 储物柜, 寄存柜, 取件柜, 智能柜, 柜机, 存柜, 柜里, 桂子, (?<!鞋|水|电|衣|冰|橱|表|栓|防)柜子, 那个柜, 顺丰柜, 京东柜, 熊猫柜, 格格柜, 箱柜, 格子柜, 菜鸟柜, 速递易, (?<=放|塞|存|丢|搁|进|扔|入)柜(?!台|顶|上)',
  ),
  ...table(
    'guard',
    '保安亭, 保安室, 保安岗, 保安, 保全,  宝安室, 门卫室, 门卫, 门位, 门衛, 门未, 门房, 门岗, 岗亭, 岗停, 传达室, 传达, 收发室, 收发, 值班室(?!里的), 警卫室, 警卫, 安保, 睇更, 看门大爷, 看门的, 大门口大爷, 👮‍?♂?️?, 💂',
  ),
  ...table(
    'neighbour',
    '邻居, 邻里, 隔壁, 隔篱, 隔离邻舍, 对门, 对面(?=$|[，。！？ ]|邻|阿姨|大妈|大爷|那家|那户|家|人家|老|吧|就|户|行|也|收), 楼上(?=[\\d一二三四五六七八九]|那家|邻|大|阿|老|王|李|张|的), 对过那家, 左边那户, 右边那户, (?<=给|交|找)\\d{3,4}(?!\\d|元|块), 房东, 楼长, 对屋, 上下楼',
  ),
  ...table(
    'reception',
    '前台, 前太, 钱台, 物业服务中心, 物业办公室, 物业中心, 物业前台, 物业, 无夜, 物页, 物叶, 管理处, 管家, 服务台, 总台, 大堂经理, 礼宾, 接待处, 接待台, 宿管, 楼管, 公寓管理, 宿舍楼阿姨, 宿舍阿姨, 咨询台, 导诊台, 护士站, 护士台, 大堂那位',
  ),
  ...table('mailbox', '信报箱, 信箱(?!顶|上面|旁|后|边|下), 邮箱(?!号), 邮筒, 信筒, 报箱, 报纸筒, 邮政箱'),
  ...table(
    'door',
    '防盗门跟前, 防盗门口, 防盗门旁, 防盗门前, 防盗门, 入户门, 我家门口, 家门口, 房门口, 们口, 门口, 门🚪口, 🚪口, 🚪, 门外, 门前, 门边, 门边上, 门垫, 地垫, 脚垫, 脚踏垫, 门把手?, 把手, 鞋柜, 鞋架, 鞋贵, 协柜, 换鞋凳, 门缝, 门缝底, 门上, 门廊, 前廊, 后门, 地毯, 奶箱, 牛奶箱, 台阶, 门后, 门旁, 门扣, 窗台, 换鞋, 房外, 家外, 屋门, 屋外头?, 外头, 外边,  房门, 门槛, 门框, 门下, 门底, 门脚, 🏠门, 门内侧',
  ),
  ...table(
    'other',
    '单元门口, 单元门, 消防通道, 通道, 楼门口, 大门口, 小区门口, 车库门口, 电梯口, 电梯厅, 电梯间, 电梯旁, 电梯边, 电梯井, 楼梯口, 楼梯间, 楼梯, 楼道, 走廊, 过道, 消防栓, 消火栓, 消防柜, 消防箱, 消防门, 水表, 电表, 水管井, 管道井, 水井, 弱电, 车库, 车棚, 车位, 后备箱, 后备厢, 车顶, 车筐, (?<!婴儿)车里, 车上, 车后, 信箱顶, 信箱上面, 一楼, 大厅, 大堂, 门厅, 便利店, 小卖部, 小卖铺, 便利蜂, 超市, 药店, 水果店, 干洗店, 理发店, 面馆, 饭店, 餐馆, 奶茶店, 彩票店, 打印店, 裁缝铺, 修鞋摊, 花店, 咖啡, 铺, 摊, 店(?!员), 仓库, 卸货, 杂物间, 玄关, 院子, 院里, 墙头, 花坛, 狗洞, 老地方, 快递室, 茶水间, 教研室, 办公室, 屋里, 阳台, 厨房, 暖气, 垃圾桶, 草坪, 地下室, 负一层, 平台, 后勤, 工位, 工地, 食堂, 楼下(?!的?信), 我妈, 我爸, 我老公, 我老婆, 我媳妇, 我儿子, 我女儿, 我同事, 我室友, 凉亭, 亭子, 🏪, 空地, 雨棚,',
  ),
] as const;

export const enPlaces = [
  ...table(
    'station',
    'pick ?-?up (?:point|shop|station|store|location|place|counter|spot)s?, pick up points?, collection (?:point|shop|centre|center), parcel ?(?:shop|point), parcelpoint, post ?office, pudo, service point, drop[- ]off point, access point, depot, sorting office, collect[- ]point, self[- ]pickup, parcel (?:store|centre|center|depot)',
  ),
  ...table('locker', 'parcel lockers?, pass el lockers?, lockers?, lcokers?, packstation, inpost'),
  ...table(
    'guard',
    'guard ?house, gate ?house, guards?, gurds?, gards?, security, securty, secuirty, watch ?man, gate ?man, gate ?keeper, sentry, security (?:desk|office|hut|post|booth), man at the barrier, gate (?:lodge|office)',
  ),
  ...table(
    'neighbour',
    "neighbou?rs?, neigbou?rs?, nieghbou?rs?, neighbour's, next door(?! to), next-door, opposite house, (?:flat|house|apartment|unit) (?:above|below|opposite|across), across the (?:hall|landing|street|road|corridor), people opposite, landlady, landlord, (?:lady|man|guy|couple|aunty|folks|family|people) (?:(?:at|in|from) (?:flat|number|no|apartment|unit|\\d+)|upstairs|downstairs|opposite|across), downstairs neighbour, (?:mate|friend|nan|gran|sister|brother|aunt|cousin|colleague) at (?:number |no )?\\d+[a-z]?, number \\d+[a-z]?, no\\.? \\d+, (?<=(?:with|to|at|try|in|give) )(?:flat|apartment|apt|unit|house) \\d+[a-z]?, nxt dr, nxt door, the [a-z]+s at \\d+",
  ),
  ...table(
    'reception',
    "reception(?:ist)?s?, front ?desk, fornt desk, front office, concierge, conceirge, consierge, concert (?:ears|desk), doorm[ae]n, porter(?:'s lodge)?, porters, management(?: office)?, building manager, caretaker, desk downstairs, info(?:rmation)? desk, help desk, hotel desk, nurses'? (?:desk|station), lobby desk, super(?:intendent)?\\b, society office, property office, leasing office, desk of, \\bthe desk",
  ),
  ...table(
    'mailbox',
    'mail ?box(?:es)?, mailbx, male box, letter ?box, letter slot, mail slot, post ?box, pstbox, letter flap, (?<!cat )flap, through (?:the|my|our) door, slot in the door, letter plate',
  ),
  ...table(
    'door',
    'door ?steps?, back ?door, front ?door, frunt door, fornt door, side door, doors?, doro, dooor, dor, porch, veranda, stoop, door ?mat, mat, front step, steps?, back steps?, door ?handle, handle, door ?knob, knob, shoe (?:rack|cabinet|cupboard|shelf), outside (?:my|our) (?:flat|unit|apartment|room|place|house), outside (?:flat|apartment|unit|room) \\d+[a-z]?, front porch, back porch, poor ch, screen door, doorway, door bell, front mat, welcome mat, milk box, outside(?= please|$|[.,!]| is| pls| thanks)',
  ),
  ...table(
    'other',
    'garage(?: door)?, garden, greenhouse, sheds?, wheelie bins?, bins?, recycling, boot, trunk, car\\b, truck, ute, van\\b, trailer, lobby, hall(?:way)?, entrance hall, corridor, stair(?:s|well|case)?, staircase, landing, basement, meter, cupboard, gas, electric, hydrant, barber, tailor, cobbler, butcher, baker, grocer, florist, launderette, laundromat, dry cleaner, hairdresser, restaurant, takeaway, chippy, bookies, bank, school, nursery, church, library, farm, salon, cafe, bakery, pharmacy, chemist, launderette, laundry, pub\\b, bar\\b, shop, store, newsagent, kiosk, stall, ground floor, garden, gazebo, hedge, fence, back gate, gate(?! \\d| ?house), side gate, patio, deck, balcony, conservatory, utility room, bench, bike, gym, office, classroom, teacher, usual (?:place|spot), same (?:place|spot), hiding place, summer ?house, coal, log, water butt, trampoline, barn, stable, playhouse, cloakroom, post room, mail ?room, elevator, lift\\b, roof, wall, yard, drive(?:way)?, mum\\b, mom\\b, dad\\b, husband, wife, son\\b, daughter, colleague, freezer, fridge, cool ?box, piano, dairy, servo, 🚗, 🗑️?',
  ),
] as const;
