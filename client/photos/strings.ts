import { words } from '../language.ts';
import type { PhotoRefusal } from './prepare-photo.ts';

export const t = words({
  zh: {
    photo: '照片',
    preparing: '正在处理照片…',
    refusal: {
      too_large: '这张照片太大了。拍一张普通大小的，或者截屏再发。',
      unreadable: '这个文件读不出来，不是照片，或者已经损坏。',
      too_many: '一次最多发 9 张，前 9 张已经发了。',
    } satisfies Record<PhotoRefusal, string>,
    notLoaded: '网络断了，照片功能没有加载出来。网络恢复后再试一次。',
    loading: '正在取照片…',
    failed: '照片没取到',
    again: '再试一次',
    gone: '照片已经不在了',
    old: '页面有更新，请重新打开这一页',
    from: (name: string, time: string) => `${name}发的照片，${time}`,
    mine: (time: string) => `我发的照片，${time}`,
    unsent: '要发的照片',
  },
  en: {
    photo: 'Photo',
    preparing: 'Getting the photo ready…',
    refusal: {
      too_large: 'This photo is too large. Take one of normal size, or send a screenshot of it.',
      unreadable: 'This file cannot be read: it is no photo, or it is damaged.',
      too_many: 'Nine photos at a time: the first nine were sent.',
    } satisfies Record<PhotoRefusal, string>,
    notLoaded: 'No network: photos could not be loaded. Try again once it is back.',
    loading: 'Getting the photo…',
    failed: 'The photo did not come',
    again: 'Try again',
    gone: 'This photo is no longer here',
    old: 'This page has an update: open it again',
    from: (name: string, time: string) => `Photo from ${name}, ${time}`,
    mine: (time: string) => `Photo from me, ${time}`,
    unsent: 'Photo to be sent',
  },
});
