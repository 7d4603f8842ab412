import type { QuickReply, Role, Status } from '#protocol';

const onTheWay: Status[] = ['created', 'assigned', 'out_for_delivery', 'nearby'];
const atTheDoor: Status[] = ['nearby', 'arrived'];
const before: Status[] = [...onTheWay, 'arrived', 'rescheduled'];
const handedOver: Status[] = ['delivered', 'left_at_place', 'at_station'];
const wentWrong: Status[] = ['refused', 'returned', 'lost', 'failed'];
const always: Status[] = [...before, ...handedOver, ...wentWrong];

const reply = (statuses: Status[], zh: string, en: string): QuickReply => ({ statuses, zh, en });

/** What people say most at the door, in the order of its chips; the operator may put its own in their place. */
export const defaultQuickReplies: Record<Role, QuickReply[]> = {
  recipient: [
    reply(before, '马上下来', 'Coming down'),
    reply(atTheDoor, '请稍等 5 分钟', 'Please wait 5 minutes'),
    reply([...before, 'failed'], '放驿站', 'Leave at the station'),
    reply([...before, 'failed'], '放门口', 'Leave at the door'),
    reply(before, '我不在家', 'I’m not home'),
    reply([...onTheWay, 'rescheduled'], '大概什么时候到？', 'When will you be here?'),
    reply(['left_at_place', 'delivered'], '放在哪里了？', 'Where did you leave it?'),
    reply(['at_station'], '取件码是多少？', 'What is the pickup code?'),
    reply(['at_station', 'refused', 'failed'], '请再送一次', 'Please bring it again'),
    reply(handedOver, '收到了，谢谢', 'Got it, thank you'),
    reply([...wentWrong, 'delivered'], '我没有收到', 'I did not get it'),
  ],
  courier: [
    reply([...onTheWay, 'rescheduled'], '5 分钟到', '5 minutes away'),
    reply([...onTheWay, 'arrived'], '我到楼下了', 'I’m downstairs'),
    reply(atTheDoor, '请下来取一下', 'Please come down'),
    reply([...onTheWay, 'arrived'], '您在家吗？', 'Are you home?'),
    reply([...onTheWay, 'arrived'], '放门口可以吗？', 'Can I leave it at the door?'),
    reply([...onTheWay, 'arrived', 'failed'], '放驿站可以吗？', 'Can I leave it at the station?'),
    reply([...onTheWay, 'rescheduled'], '不好意思，会晚一点', 'Sorry, I’m running late'),
    reply(['arrived', 'refused', 'failed', 'rescheduled'], '明天再送可以吗？', 'Can I come again tomorrow?'),
    reply(['left_at_place', 'delivered'], '放在门口了', 'I left it at the door'),
    reply(['at_station', 'delivered'], '放在驿站了', 'It is at the station'),
    reply([...handedOver, ...wentWrong], '有问题请联系客服', 'Please ask customer service'),
  ],
  station: [
    reply(always, '我看一下', 'Let me check'),
    reply([...before, ...wentWrong], '可以放我们这里', 'It can stay with us'),
    reply(['at_station'], '包裹到站了，可以来取', 'Your parcel is here, come any time'),
    reply(['at_station'], '请带上取件码', 'Please bring the pickup code'),
    reply(['at_station'], '您几点来取？', 'When will you come?'),
    reply([...handedOver, ...wentWrong], '没找到，正在查', 'I can’t find it, still looking'),
    reply(handedOver, '已经取走了', 'It was picked up'),
  ],
  agent: [
    reply(always, '您好，我是客服，我看一下', 'Customer service here. Let me look'),
    reply(always, '请稍等', 'One moment, please'),
    reply([...before, ...wentWrong], '正在联系快递员', 'I’m asking the courier'),
    reply(['rescheduled', 'failed', 'refused'], '您希望什么时候送？', 'When should we bring it?'),
    reply(handedOver, '请看看门口和邻居家', 'Please look at the door and next door'),
    reply([...handedOver, ...wentWrong], '正在查，有结果马上告诉您', 'We’re looking into it and will tell you'),
    reply(always, '还有什么可以帮您？', 'Anything else I can do?'),
  ],
};
