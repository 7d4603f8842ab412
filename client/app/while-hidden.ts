import { effect } from '@preact/signals';
import { language } from '../language.ts';
import { notificationWords } from './notification-words.ts';
import { notify, takeAway } from './notify.ts';
import { thisPhone } from './this-phone.ts';
import type { Connection } from '../connection.ts';
import type { DeliveriesModel } from '../deliveries/model.ts';
import type { Entry } from '#protocol';

/** What was said longer ago is no news: a late change of an old entry, ms. */
const NEWS_MS = 60_000;

const spoken: ReadonlySet<Entry['body']['kind']> = new Set(['text', 'photo', 'voice', 'place']);

interface Parts {
  readonly connection: Pick<Connection, 'on' | 'now'>;
  readonly deliveries: Pick<DeliveriesModel, 'lines' | 'role'>;
}

/**
 * Shows that something was said while the tab is hidden. Whoever comes back to the page, or reads it elsewhere, finds none left.
 */
export function tellWhileHidden({ connection, deliveries }: Parts): void {
  const told = new Map<string, number>();
  const lineOf = (lineId: string) => deliveries.lines.peek().find(({ delivery }) => delivery.id === lineId);

  connection.on('timeline.changed', ({ lineId, seq, by, at, body }) => {
    const line = lineOf(lineId);
    const role = deliveries.role.peek();
    const isNews = seq > (told.get(lineId) ?? 0) && at > connection.now() - NEWS_MS && spoken.has(body.kind);
    if (!line || role === null || by === line.me || !isNews) return;
    told.set(lineId, seq);
    if (!document.hidden) return;
    const link = { language: language.peek(), hello: { role, lines: [line] } };
    notify(notificationWords('message', lineId, link), { what: 'message', lineId });
  });
  connection.on('timeline.marked', ({ lineId, memberId, read }) => {
    if (lineOf(lineId)?.me !== memberId || read < (told.get(lineId) ?? 0)) return;
    takeAway((data) => data.lineId === lineId && data.what === 'message');
  });

  const clear = () => {
    if (!document.hidden) takeAway(() => true);
  };
  document.addEventListener('visibilitychange', clear);
  // The page may have been opened by its icon, beside what was pushed.
  effect(() => {
    if (thisPhone.value.link) clear();
  });
}
