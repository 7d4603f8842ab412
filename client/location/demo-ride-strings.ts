import { words } from '../language.ts';

export const t = words({
  zh: {
    ride: '演示骑行',
    watch: '看演示骑行',
    stop: '停止演示骑行',
    runs: '演示：没有人真的在骑车，大约 8 分钟到门口。',
    failed: '演示骑行没有开始，请再点一次',
    over: '这一单已经结束，不能再演示',
  },
  en: {
    ride: 'Demo ride',
    watch: 'Watch a demo ride',
    stop: 'Stop the demo ride',
    runs: 'A demo: nobody is really riding. It takes about 8 minutes to the door.',
    failed: 'The demo ride did not start. Tap again',
    over: 'This delivery is over, so there is nothing to ride',
  },
});
