import type { Language, LineId, LineSummary, PushKind } from '#protocol';
import type { KeptLink } from './app-database.ts';

/** What a notification carries back when it is tapped. */
export interface NotificationData {
  /** Where the page of the line is. */
  readonly path: string;
  readonly lineId: LineId;
}

export interface NotificationWords {
  readonly title: string;
  readonly options: NotificationOptions & { readonly data: NotificationData; readonly tag: string };
}

const words = {
  zh: {
    call: '来电',
    missed: '未接来电',
    settled: '来电已处理',
    message: '新消息',
    arrived: '快递员到了',
    parcel: (tail: string) => `关于你的包裹，尾号 ${tail}`,
    unknown: '点这里打开',
  },
  en: {
    call: 'Incoming call',
    missed: 'Missed call',
    settled: 'The call was taken care of',
    message: 'New message',
    arrived: 'Your courier is here',
    parcel: (tail: string) => `About your parcel ${tail}`,
    unknown: 'Tap to open',
  },
} satisfies Record<Language, Record<PushKind | 'unknown', string> & { parcel: (tail: string) => string }>;

/** Notifications of one tag replace each other. */
export const tagOf = (what: PushKind, lineId: LineId): string =>
  `${what === 'message' || what === 'arrived' ? 'said' : 'call'}:${lineId}`;

/**
 * What a notification says: that somebody calls or wrote, and about what; never what was written, nor by whom, because it stands on a
 * locked phone. `link`: what the phone knows; null: nothing any more.
 */
export function notificationWords(what: PushKind, lineId: LineId, link: KeptLink | null): NotificationWords {
  const t = words[link?.language ?? 'en'];
  const line = link?.hello?.lines.find(({ delivery }) => delivery.id === lineId);
  return {
    title: t[what],
    options: {
      body: line && link ? about(line, link) : t.unknown,
      icon: '/icons/icon-192.png',
      badge: '/icons/badge-96.png',
      lang: link?.language === 'zh' ? 'zh-CN' : 'en',
      tag: tagOf(what, lineId),
      // Ends the ring of a call without a sound of its own.
      silent: what === 'settled',
      requireInteraction: what === 'call',
      data: { path: link ? `/l/${link.token}` : '/app', lineId },
    },
  };
}

function about({ delivery }: LineSummary, { role, language }: KeptLink): string {
  return role === 'recipient'
    ? words[language].parcel(delivery.reference.slice(-4))
    : delivery.addressDetail || delivery.address;
}
