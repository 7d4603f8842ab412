import { words } from '../language.ts';

export const t = words({
  zh: {
    hold: '按住说话',
    notLoaded: '网络断了，录音功能没有加载出来。网络恢复后再按一次。',
  },
  en: {
    hold: 'Hold to talk',
    notLoaded: 'No network: the recorder could not be loaded. Press again once it is back.',
  },
});
