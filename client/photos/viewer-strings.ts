import { words } from '../language.ts';

export const t = words({
  zh: {
    close: '关闭',
    closer: '放大',
    farther: '缩小',
    loading: '正在加载完整的照片…',
    failed: '完整的照片没有加载出来，这是小图',
    again: '再试一次',
    gone: '照片已经不在了',
    zoomed: (percent: number) => `${percent}%`,
  },
  en: {
    close: 'Close',
    closer: 'Zoom in',
    farther: 'Zoom out',
    loading: 'Loading the whole photo…',
    failed: 'The whole photo did not load; this is a small one',
    again: 'Try again',
    gone: 'This photo is no longer here',
    zoomed: (percent: number) => `${percent}%`,
  },
});
