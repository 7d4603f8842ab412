import { notificationWords, tagOf } from './notification-words.ts';
import type { KeptLink } from './app-database.ts';
import type { Connection } from '../connection.ts';
import type { DeliveriesModel } from '../deliveries/model.ts';
import type { Entry } from '#protocol';

/** What was said longer ago is no news: a late change of an old entry, ms. */
const NEWS_MS = 60_000;

const spoken: ReadonlySet<Entry['body']['kind']> = new Set(['text', 'photo', 'voice', 'place']);

interface Parts {
  readonly connection: Pick<Connection, 'on' | 'now'>;
  readonly deliveries: Pick<DeliveriesModel, 'lines'>;
  readonly link: () => KeptLink | null;
}

/**
 * Shows that something was said while the tab is hidden, where the person allows notifications; a push of the same line takes the place of it.
 * Whoever comes back to the page finds none left.
 */
export function tellWhileHidden({ connection, deliveries, link }: Parts): void {
  const worker = navigator.serviceWorker;
  if (!worker || !('Notification' in globalThis)) return;
  const told = new Map<string, number>();

  connection.on('timeline.changed', (entry) => {
    const { lineId, seq, by, at, body } = entry;
    const line = deliveries.lines.peek().find(({ delivery }) => delivery.id === lineId);
    const isNews = seq > (told.get(lineId) ?? 0) && at > connection.now() - NEWS_MS && spoken.has(body.kind);
    if (!line || by === line.me || !isNews) return;
    told.set(lineId, seq);
    if (document.hidden && Notification.permission === 'granted') void show(entry);
  });

  async function show({ lineId }: Entry): Promise<void> {
    const { title, options } = notificationWords('message', lineId, link());
    const registration = await worker.getRegistration();
    await registration?.showNotification(title, options);
  }

  async function clear(): Promise<void> {
    if (document.hidden) return;
    const registration = await worker.getRegistration();
    for (const { delivery } of deliveries.lines.peek().slice(0, 200))
      for (const shown of (await registration?.getNotifications({ tag: tagOf('message', delivery.id) })) ?? [])
        shown.close();
  }
  document.addEventListener('visibilitychange', () => void clear());
}
