import { computed, effect, type ReadonlySignal } from '@preact/signals';
import { askPush } from './ask-push.ts';
import { answers, mayNotify, wantNotifications } from './notify.ts';
import { learn, thisPhone } from './this-phone.ts';
import type { Connection } from '../connection.ts';
import type { PageConfig } from '#protocol';

interface Parts {
  readonly registration: ServiceWorkerRegistration;
  readonly connection: Connection;
  readonly key: ReadonlySignal<PageConfig | null>;
}

/** What the parts of the page that ask for pushes need. */
let parts: Parts | null = null;

export const canPush = (): boolean =>
  'PushManager' in globalThis && 'Notification' in globalThis && parts !== null && Boolean(parts.key.value?.push);

let subscribing: Promise<void> = Promise.resolve();

/** Pushes come where the browser was allowed to show notifications, and the person has not turned them off. */
export function followPushes(given: Parts): void {
  parts = given;
  // The link's handle is what a push names it by; the key comes with the page's settings.
  const handle = computed(() => thisPhone.value.link?.handle);
  effect(() => {
    void answers.value;
    if (!canPush() || !handle.value) return;
    if (mayNotify()) subscribing = subscribing.then(subscribe);
    else learn({ pushes: 'off' });
  });
}

const bytesOf = (text: string) =>
  Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0));
const sameBytes = (a: ArrayBuffer | null, b: Uint8Array) => a !== null && new Uint8Array(a).join() === b.join();

/** Asks the browser for a place to push to, and names it to the server. */
async function subscribe(): Promise<void> {
  const { link } = thisPhone.peek();
  const key = parts?.key.peek()?.push;
  if (!parts || !link || !key) return;
  const { pushManager } = parts.registration;
  const applicationServerKey = bytesOf(key);
  try {
    await navigator.serviceWorker.ready;
    let known = await pushManager.getSubscription();
    // The server has another key than the one that this was made for: nothing of it would come.
    if (known && !sameBytes(known.options.applicationServerKey, applicationServerKey)) {
      await known.unsubscribe();
      known = null;
    }
    const subscription = known ?? (await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey }));
    const isHeard = await askPush('PUT', link.token, { subscription, handle: link.handle });
    learn({ pushes: isHeard ? 'on' : 'failed' });
  } catch {
    // No push service can be reached from here, as where it is blocked.
    learn({ pushes: 'failed' });
  }
}

/** After a person's tap: asks the browser, and turns pushes on for this link. `thisPhone` tells what came of it. */
export async function turnOn(): Promise<void> {
  if ((await Notification.requestPermission()) !== 'granted') return;
  wantNotifications(true);
  await subscribing;
}

/** Turns them off for every link on this phone: it is the phone that was asked, not the line. */
export async function turnOff(): Promise<void> {
  wantNotifications(false);
  const subscription = await parts?.registration.pushManager.getSubscription();
  if (parts && subscription) {
    await askPush('DELETE', parts.connection.token, { subscription, handle: null });
    // What the server still knows by other links ends with the first push: the browser is gone.
    await subscription.unsubscribe();
  }
  learn({ pushes: 'off' });
}
