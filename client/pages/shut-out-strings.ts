import { words } from '../language.ts';

/** Why a link opens nothing, and what to do. */
export const t = words({
  zh: {
    kept: (count: number) => `你说的 ${count} 条还没发出去，都存在这台设备上，打开新链接后会自动发出。`,
    shutOut: {
      unknown: { title: '这个链接打不开', todo: '请从短信里重新点一次链接，或者把链接完整地复制过来。' },
      expired: { title: '这个链接已经过期', todo: '链接只在送货期间有效。还有问题，请联系客服要一个新的链接。' },
      revoked: { title: '这个链接已经停用', todo: '发出链接的一方把它关掉了。需要的话，请联系客服要一个新的链接。' },
      broken: { title: '这一页出错了', todo: '重新打开就好，说过的话都在。' },
      old: { title: '页面有更新', todo: '这一页太旧了，重新打开就好，说过的话都在。' },
    },
  },
  en: {
    kept: (count: number) =>
      `${count === 1 ? 'One message of yours was' : `${count} messages of yours were`} not sent yet: kept on this device, and sent once you open a new link.`,
    shutOut: {
      unknown: { title: 'This link does not open', todo: 'Tap the link in your message again, or copy all of it.' },
      expired: {
        title: 'This link has expired',
        todo: 'A link works while the parcel is on its way. Ask customer service for a new one if you need it.',
      },
      revoked: {
        title: 'This link was switched off',
        todo: 'Whoever sent it has closed it. Ask customer service for a new one if you need it.',
      },
      broken: { title: 'Something went wrong on this page', todo: 'Open it again: nothing is lost.' },
      old: { title: 'This page has an update', todo: 'It is too old to go on. Open it again: nothing is lost.' },
    },
  },
});
