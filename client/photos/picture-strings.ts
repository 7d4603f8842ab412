import { words } from '../language.ts';
import type { PhotoRefusal } from './prepare-photo.ts';

export const t = words({
  zh: {
    refusal: {
      too_large: '这张照片太大了。拍一张普通大小的，或者截屏再发。',
      unreadable: '这个文件读不出来。如果是照片，可以截屏再发。',
      too_many: '一次最多发 9 张，前 9 张已经发了。',
    } satisfies Record<PhotoRefusal, string>,
    failed: '照片没有加载出来',
    again: '再试一次',
    gone: '照片已经不在了',
    from: (name: string, time: string) => `${name}发的照片，${time}`,
    mine: (time: string) => `我发的照片，${time}`,
    unsent: (time: string) => `要发的照片，${time}`,
  },
  en: {
    refusal: {
      too_large: 'This photo is too large. Take one of normal size, or send a screenshot of it.',
      unreadable: 'This file cannot be read. If it is a photo, send a screenshot of it.',
      too_many: 'Nine photos at a time: the first nine were sent.',
    } satisfies Record<PhotoRefusal, string>,
    failed: 'The photo did not load',
    again: 'Try again',
    gone: 'This photo is no longer here',
    from: (name: string, time: string) => `Photo from ${name}, ${time}`,
    mine: (time: string) => `Photo from me, ${time}`,
    unsent: (time: string) => `Photo to be sent, ${time}`,
  },
});
