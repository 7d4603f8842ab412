import { computed, effect, type ReadonlySignal } from '@preact/signals';
import { rememberedLong } from '../remembered.ts';
import { learn, thisPhone } from './this-phone.ts';
import type { Connection } from '../connection.ts';
import type { PageConfig } from '#protocol';

/** The person has turned them off, though the browser would let them come. */
const OFF = 'doorline.push-off';

interface Parts {
  readonly registration: ServiceWorkerRegistration;
  readonly connection: Connection;
  readonly key: ReadonlySignal<PageConfig | null>;
}

/** What the parts of the page that ask for pushes need. */
let parts: Parts | null = null;

export const canPush = (): boolean =>
  'PushManager' in globalThis && 'Notification' in globalThis && parts !== null && Boolean(parts.key.value?.push);

/** Pushes come where the browser was allowed to show notifications, and the person has not turned them off. */
export function followPushes(given: Parts): void {
  parts = given;
  const wanted = () => Notification.permission === 'granted' && rememberedLong.get(OFF) === null;
  // The link's handle is what a push says it by; the key comes with the page's settings.
  let done = false;
  const settle = () => {
    if (done || !canPush() || !thisPhone.peek().link) return;
    if (wanted()) {
      done = true;
      void subscribe();
    } else learn({ pushes: 'off' });
  };
  const link = computed(() => thisPhone.value.link);
  effect(() => {
    if (given.key.value && link.value) settle();
  });
  // A tap elsewhere on the page may have allowed it.
  navigator.permissions
    ?.query({ name: 'notifications' })
    .then((permission) => permission.addEventListener('change', settle))
    .catch(() => undefined);
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
    const { endpoint, keys } = (
      known ?? (await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey }))
    ).toJSON();
    const body = { endpoint, p256dh: keys?.['p256dh'], auth: keys?.['auth'], handle: link.handle };
    learn({ pushes: (await ask('PUT', body)) ? 'on' : 'failed' });
  } catch {
    // No push service can be reached from here, as where it is blocked.
    learn({ pushes: 'failed' });
  }
}

async function ask(method: 'PUT' | 'DELETE', body: object): Promise<boolean> {
  const response = await fetch('/api/push', {
    method,
    headers: { authorization: `Bearer ${parts?.connection.token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return response.ok;
}

/** After a person's tap: asks the browser, and turns pushes on for this link. Answers whether notifications are allowed now. */
export async function turnOn(): Promise<boolean> {
  rememberedLong.set(OFF, null);
  if ((await Notification.requestPermission()) !== 'granted') return false;
  await subscribe();
  return true;
}

/** Turns them off for every link on this phone: it is the phone that was asked, not the line. */
export async function turnOff(): Promise<void> {
  rememberedLong.set(OFF, 'yes');
  const known = await parts?.registration.pushManager.getSubscription();
  if (known) {
    await ask('DELETE', { endpoint: known.endpoint }).catch(() => false);
    await known.unsubscribe();
  }
  learn({ pushes: 'off' });
}
