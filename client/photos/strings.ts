import { words } from '../language.ts';

/** What the first paint may need; the rest is in picture-strings.ts. */
export const t = words({
  zh: {
    photo: '照片',
    preparing: '正在处理照片…',
    notLoaded: '网络断了，照片功能没有加载出来。网络恢复后再试一次。',
    loading: '正在加载照片…',
    old: '页面有更新，请重新打开这一页',
  },
  en: {
    photo: 'Photo',
    preparing: 'Getting the photo ready…',
    notLoaded: 'No network: photos could not be loaded. Try again once it is back.',
    loading: 'Loading the photo…',
    old: 'This page has an update: open it again',
  },
});
