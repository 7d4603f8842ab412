import type { LineId } from '#protocol';

/** How often the tab's title changes while it rings, ms. */
const BLINK_MS = 1000;

export interface Attention {
  /** Who calls. */
  readonly title: string;
  /** About which parcel. */
  readonly body: string;
  /** The same for one line's calls, so that two tabs of one person, and a push, show one notification. */
  readonly tag: string;
  readonly lineId: LineId;
}

/**
 * Draws a person to the page of a call that rings while the tab is hidden: the title blinks, and a notification stands where
 * they have allowed it; a click on it brings the tab to the front. Until the returned function is called.
 */
export function drawAttention({ title, body, tag, lineId }: Attention): () => void {
  let before = document.title;
  let shown: { close(): void } | null = null;

  function blink(): void {
    if (document.title !== title) {
      // The page may have changed it meanwhile: its newest is what is put back.
      before = document.title;
      if (document.hidden) document.title = title;
    } else document.title = before;
  }
  function look(): void {
    if (document.hidden) shown ??= notify({ title, body, tag, lineId });
    else {
      shown?.close();
      shown = null;
    }
  }
  look();
  blink();
  document.addEventListener('visibilitychange', look);
  const timer = setInterval(blink, BLINK_MS);

  return () => {
    clearInterval(timer);
    document.removeEventListener('visibilitychange', look);
    if (document.title === title) document.title = before;
    shown?.close();
  };
}

function notify({ title, body, tag, lineId }: Attention): { close(): void } | null {
  if (!('Notification' in globalThis) || Notification.permission !== 'granted') return null;
  const worker = navigator.serviceWorker;
  if (worker?.controller) return notifyByWorker(worker, { title, body, tag, lineId });
  try {
    const shown = new Notification(title, { body, tag, requireInteraction: true });
    shown.addEventListener('click', () => {
      globalThis.focus();
      shown.close();
    });
    return shown;
  } catch {
    // Chrome on Android has the class and refuses to make one outside a service worker: the ring is heard all the same.
    return null;
  }
}

/** Shown by the service worker: on phones the only way, and a tap on it brings the line to the front. */
function notifyByWorker(worker: ServiceWorkerContainer, { title, body, tag, lineId }: Attention): { close(): void } {
  let over = false;
  const closeAll = async () => {
    const registration = await worker.getRegistration();
    for (const shown of (await registration?.getNotifications({ tag })) ?? []) shown.close();
  };
  const show = async () => {
    const registration = await worker.getRegistration();
    const data = { path: location.pathname.replace(/\/$/, ''), lineId };
    await registration?.showNotification(title, {
      body,
      tag,
      requireInteraction: true,
      data,
      icon: '/icons/icon-192.png',
    });
    if (over) await closeAll();
  };
  void show();
  return {
    close() {
      over = true;
      void closeAll();
    },
  };
}
