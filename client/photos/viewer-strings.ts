import { words } from '../language.ts';

export const t = words({
  zh: {
    close: '关闭',
    closer: '放大',
    farther: '缩小',
    loading: '正在取完整的照片…',
    failed: '没取到完整的照片，这是小图',
    again: '再试一次',
    gone: '照片已经不在了',
    zoomed: (percent: number) => `${percent}%`,
  },
  en: {
    close: 'Close',
    closer: 'Zoom in',
    farther: 'Zoom out',
    loading: 'Getting the whole photo…',
    failed: 'The whole photo did not come; this is a small one',
    again: 'Try again',
    gone: 'This photo is no longer here',
    zoomed: (percent: number) => `${percent}%`,
  },
});
