import type { Hello, Language, LineId, LineSummary, PushKind } from '#protocol';

/** What a notification carries back when it is tapped. Browsers keep it: no link is in it. */
export interface NotificationData {
  /** What the phone calls the link; empty where it keeps none. */
  readonly handle: string;
  readonly lineId: LineId;
  readonly what: PushKind;
  /** When it was shown, phone's clock, epoch ms. */
  readonly at: number;
}

/** What the phone knows of a link. */
export interface KnownLink {
  readonly language: Language;
  readonly hello: Pick<Hello, 'role' | 'lines'>;
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

export const isKnownKind = (what: unknown): what is PushKind =>
  typeof what === 'string' && what !== 'unknown' && what !== 'parcel' && what in words.en;

/** Notifications of one tag replace each other. */
const tagOf = (what: PushKind, lineId: LineId): string =>
  `${what === 'message' || what === 'arrived' ? 'said' : 'call'}:${lineId}`;

/**
 * What a notification says: that somebody calls or wrote, and about what; never what was written, nor by whom, because it stands on a
 * locked phone. `link`: what the phone knows; null: nothing any more.
 */
export function notificationWords(what: PushKind, lineId: LineId, link: KnownLink | null) {
  const t = words[link?.language ?? 'en'];
  const line = link?.hello.lines.find(({ delivery }) => delivery.id === lineId);
  return { title: t[what], body: line && link ? about(line, link) : t.unknown };
}

/** How it is shown, whatever it says. */
export function notificationOptions(data: NotificationData): NotificationOptions & { readonly tag: string } {
  const { what, lineId } = data;
  return {
    icon: '/icons/icon-192.png',
    badge: '/icons/badge-96.png',
    tag: tagOf(what, lineId),
    // Ends the ring of a call without a sound of its own.
    silent: what === 'settled',
    requireInteraction: what === 'call',
    data,
  };
}

function about({ delivery }: LineSummary, { hello, language }: KnownLink): string {
  return hello.role === 'recipient'
    ? words[language].parcel(delivery.reference.slice(-4))
    : delivery.addressDetail || delivery.address;
}
