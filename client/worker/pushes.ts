import { keptLinks, withAppDatabase } from '../app/app-database.ts';
import {
  isKnownKind,
  notificationOptions,
  notificationWords,
  type NotificationData,
} from '../app/notification-words.ts';
import { askPush } from '../app/ask-push.ts';
import type { PageConfig, PushMessage } from '#protocol';

declare const self: ServiceWorkerGlobalScope;

/** A page that is hidden tells of it too: what comes so soon after is the same once more, and makes no second sound. ms */
const SAME_MS = 15_000;
/** Long enough to see why it rang no more, ms. */
const SETTLED_MS = 4000;
/** Apple ends the subscription of a page that was pushed to and showed nothing, also where it is in front. */
const mustShow = navigator.userAgent.includes('AppleWebKit') && !navigator.userAgent.includes('Chrom');

const linkOf = (handle: string) =>
  withAppDatabase((db) => db.getFromIndex('links', 'handle', handle)).catch(() => undefined);

/** Pages of the link that are open. */
async function pagesOf(token: string | undefined): Promise<readonly WindowClient[]> {
  const open = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  return open.filter(({ url }) => new URL(url).pathname.replace(/\/$/, '') === `/l/${token}`);
}

/** What was pushed; null where it is of another version than this worker. */
function messageIn(data: PushMessageData | null): PushMessage | null {
  try {
    const message = data?.json() as PushMessage;
    return isKnownKind(message.what) ? message : null;
  } catch {
    return null;
  }
}

/** Shows what a push is about, unless the page of its line is in front of the person: that shows it itself. */
export async function tell(pushed: PushMessageData | null): Promise<void> {
  const message = messageIn(pushed);
  // Something must be shown, or the browser says for itself that the page did something.
  if (!message) return self.registration.showNotification('Doorline', { icon: '/icons/icon-192.png', tag: 'unknown' });
  const { handle, lineId, what } = message;
  const link = await linkOf(handle);
  const data: NotificationData = { handle, lineId, what, at: Date.now() };
  const options = notificationOptions(data);
  const { tag } = options;
  const isInFront = (await pagesOf(link?.token)).some(({ visibilityState }) => visibilityState === 'visible');
  if (isInFront && !mustShow) return takeAway(tag);

  const same = (await self.registration.getNotifications({ tag })).find(({ data: before }) => isSame(before, data));
  const { title, body } = same ?? notificationWords(what, lineId, link ?? null);
  const silent = isInFront || options.silent === true;
  const shown = Object.assign(options, { body, silent, renotify: !same && !silent });
  await self.registration.showNotification(title, shown);
  if (what === 'settled') await new Promise((over) => setTimeout(over, SETTLED_MS));
  if (isInFront || what === 'settled') await takeAway(tag, data.at);
}

const isSame = (before: NotificationData, { what, at }: NotificationData) =>
  before.what === what && at - before.at < SAME_MS;

/** `at`: only the one that was shown then. */
async function takeAway(tag: string, at?: number): Promise<void> {
  for (const shown of await self.registration.getNotifications({ tag }))
    if (at === undefined || (shown.data as NotificationData).at === at) shown.close();
}

/** Brings the line to the front: its page where one is open, else a new one. */
export async function openLine(notification: Notification): Promise<void> {
  notification.close();
  const data = notification.data as NotificationData | null;
  const link = data ? await linkOf(data.handle) : undefined;
  const [page] = await pagesOf(link?.token);
  if (page) {
    page.postMessage({ show: data?.lineId }, []);
    await page.focus();
  } else await self.clients.openWindow(link ? `/l/${link.token}#${data?.lineId}` : '/app');
}

/** The browser has changed where it hears of pushes: each link's server is told. */
export async function subscribeAgain(): Promise<void> {
  const config = (await (await fetch('/api/page-config')).json()) as PageConfig;
  if (config.push === null) return;
  const fresh = await self.registration.pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: config.push,
  });
  for (const { token, handle } of await keptLinks()) await askPush('PUT', token, { subscription: fresh, handle });
}
