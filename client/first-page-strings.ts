import { words } from './language.ts';

/** What only a page without its script says. */
export const t = words({
  zh: { needsScript: '要回复、通话和看地图，请在浏览器设置里打开 JavaScript，或换一个浏览器打开这个链接。' },
  en: {
    needsScript:
      'To answer, call and see the map, turn on JavaScript in your browser, or open this link in another one.',
  },
});
