import { words } from '../language.ts';

/** Words under a call's entry in the timeline. */
export const entryWords = words({
  en: {
    quality: { good: 'clear sound', fair: 'sound was a bit weak', poor: 'weak network' },
    with: (names: string) => `With ${names}`,
    listened: (name: string) => `${name} (listened)`,
    showSaid: 'Show what was said',
    saidErased: 'Erased',
    callBack: 'Call back',
    callAgain: 'Call again',
    leaveNote: 'Voice note',
    me: 'Me',
    and: ', ',
  },
  zh: {
    quality: { good: '声音清楚', fair: '声音有点弱', poor: '网络弱' },
    with: (names: string) => `有${names}`,
    listened: (name: string) => `${name}（旁听）`,
    showSaid: '看说了什么',
    saidErased: '内容已删除',
    callBack: '回拨',
    callAgain: '再打一次',
    leaveNote: '留段语音',
    me: '我',
    and: '、',
  },
});
