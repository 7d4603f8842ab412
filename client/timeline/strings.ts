import { words } from '../language.ts';

/** What the line says before anything that was said on it is there. */
export const t = words({
  zh: {
    timeline: '对话',
    loading: '正在取对话…',
    old: '页面有更新，请重新打开这一页',
    message: '输入文字',
    messageLabel: '消息',
    send: '发送',
    tooLong: (over: number) => `太长了，请删掉 ${over} 个字`,
    replyingTo: (name: string) => `回复${name}`,
    replyMine: '回复自己',
    cancelReply: '不回复了',
    earlier: '一条更早的消息',
    withRole: (name: string, role: string) => `${name}（${role}）`,
    joined: (who: string) => `${who}加入了`,
    left: (who: string) => `${who}离开了`,
    system: '系统',
  },
  en: {
    timeline: 'Timeline',
    loading: 'Getting what was said…',
    old: 'This page has an update: open it again',
    message: 'Message',
    messageLabel: 'Message',
    send: 'Send',
    tooLong: (over: number) => `Too long: take out ${over} ${over === 1 ? 'character' : 'characters'}`,
    replyingTo: (name: string) => `Reply to ${name}`,
    replyMine: 'Reply to yourself',
    cancelReply: 'Cancel reply',
    earlier: 'An earlier message',
    withRole: (name: string, role: string) => `${name} (${role})`,
    joined: (who: string) => `${who} joined`,
    left: (who: string) => `${who} left`,
    system: 'System',
  },
});
