import { words } from '../language.ts';

export const t = words({
  zh: {
    reply: '回复',
    copy: '复制',
    copied: '已复制',
    notCopied: '复制不了，请长按文字选择',
    correct: '更正文字',
    takeBack: '撤回',
    takeBackWhy: '对方那里会显示“已撤回”，记录里会保留',
    takingBack: '正在撤回…',
    tooLate: '超过 2 分钟，不能撤回了',
    offline: '没有网络，没有撤回',
    failed: '没有撤回，请再试一次',
    done: '已撤回',
  },
  en: {
    reply: 'Reply',
    copy: 'Copy',
    copied: 'Copied',
    notCopied: 'It could not be copied',
    correct: 'Correct the words',
    takeBack: 'Take back',
    takeBackWhy: 'The others see that it was taken back; the record keeps it',
    takingBack: 'Taking it back…',
    tooLate: 'After 2 minutes it can no longer be taken back',
    offline: 'No network, it was not taken back',
    failed: 'It was not taken back, try again',
    done: 'Taken back',
  },
});
