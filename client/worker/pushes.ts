import { keptLinks, withAppDatabase } from '../app/app-database.ts';
import { notificationWords, tagOf, type NotificationData } from '../app/notification-words.ts';
import type { PushMessage } from '#protocol';

declare const self: ServiceWorkerGlobalScope;

const windows = () => self.clients.matchAll({ type: 'window', includeUncontrolled: true });
const pathOf = (client: WindowClient) => new URL(client.url).pathname.replace(/\/$/, '');

/** Shows what a push is about, unless the page of its line is in front of the person: that shows it itself. */
export async function tell(data: PushMessageData | null): Promise<void> {
  const message = data?.json() as PushMessage;
  const link = await withAppDatabase((db) => db.getFromIndex('links', 'handle', message.handle)).catch(() => undefined);
  const { title, options } = notificationWords(message.what, message.lineId, link ?? null);
  const open = (await windows()).filter((client) => pathOf(client) === options.data.path);
  if (open.some(({ visibilityState }) => visibilityState === 'visible')) {
    await clear(tagOf(message.what, message.lineId));
    return;
  }
  // A second one is to be noticed too; the end of a ring only takes its place.
  await self.registration.showNotification(title, Object.assign(options, { renotify: message.what !== 'settled' }));
}

async function clear(tag: string): Promise<void> {
  for (const shown of await self.registration.getNotifications({ tag })) shown.close();
}

/** Brings the line to the front: its page where one is open, else a new one. */
export async function openLine(notification: Notification): Promise<void> {
  notification.close();
  const { path, lineId } = notification.data as NotificationData;
  const open = (await windows()).find((client) => pathOf(client) === path);
  if (!open) {
    await self.clients.openWindow(`${path}#${lineId}`);
    return;
  }
  open.postMessage({ show: lineId }, []);
  await open.focus();
}

/** The browser has changed where it hears of pushes: each link's server is told. */
export async function subscribeAgain(old: PushSubscription | null): Promise<void> {
  const applicationServerKey = old?.options.applicationServerKey;
  if (!applicationServerKey) return;
  const fresh = await self.registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey });
  const { endpoint, keys } = fresh.toJSON();
  for (const { token, handle } of await keptLinks()) {
    const body = JSON.stringify({ endpoint, p256dh: keys?.['p256dh'], auth: keys?.['auth'], handle });
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    await fetch('/api/push', { method: 'PUT', headers, body }).catch(() => undefined);
  }
}
