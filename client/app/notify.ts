import { signal } from '@preact/signals';
import { rememberedLong } from '../remembered.ts';
import { notificationOptions, type NotificationData } from './notification-words.ts';
import { thisPhone } from './this-phone.ts';

/** The person has turned notifications off, though the browser would let them come. */
const OFF = 'doorline.push-off';

/** The browser shows notifications, and the person wants them. */
export const mayNotify = (): boolean =>
  'Notification' in globalThis && Notification.permission === 'granted' && rememberedLong.get(OFF) === null;

/** How often the person has said what they want: what follows it looks again. */
export const answers = signal(0);

/** What the person has said by a tap. */
export function wantNotifications(wanted: boolean): void {
  rememberedLong.set(OFF, wanted ? null : 'yes');
  answers.value += 1;
}

/** Shown by the page itself: where no worker is, and on shared computers, where nothing is kept that a worker could open. */
const ownShown = new Set<Notification>();
/** One after the other: what is taken away at once must have been shown before. */
let last: Promise<void> = Promise.resolve();
const inTurn = (job: () => Promise<void>): void => {
  last = last.then(job).catch(() => undefined);
};
const handle = () => thisPhone.peek().link?.handle ?? '';
const registration = () => navigator.serviceWorker?.getRegistration();

/** Shows a notification of this page, where the person wants them. One of the same subject, also a push, is replaced by it. */
export function notify(
  words: { readonly title: string; readonly body: string },
  about: Pick<NotificationData, 'what' | 'lineId'>,
): void {
  if (!mayNotify()) return;
  inTurn(async () => {
    const data = { ...about, handle: handle(), at: Date.now() };
    const options = { ...notificationOptions(data), body: words.body };
    const worker = data.handle === '' ? undefined : await registration();
    if (worker?.active) await worker.showNotification(words.title, options);
    else showOwn(words.title, options, about.lineId);
  });
}

function showOwn(title: string, options: NotificationOptions, lineId: string): void {
  try {
    const shown = new Notification(title, options);
    ownShown.add(shown);
    shown.addEventListener('close', () => ownShown.delete(shown));
    shown.addEventListener('click', () => {
      globalThis.focus();
      globalThis.location.hash = lineId;
      shown.close();
    });
  } catch {
    // Chrome on Android has the class and refuses to make one outside a service worker.
  }
}

/** Takes away those of this page's link that are meant, pushes too. */
export function takeAway(isMeant: (data: NotificationData) => boolean): void {
  inTurn(async () => {
    for (const one of ownShown) if (isMeant(one.data as NotificationData)) one.close();
    // Those of other links are other pages' own.
    for (const one of (await (await registration())?.getNotifications()) ?? []) {
      const data = one.data as NotificationData | null;
      if (data && data.handle === handle() && isMeant(data)) one.close();
    }
  });
}
