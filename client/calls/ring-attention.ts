import { notify, takeAway } from '../app/notify.ts';
import type { LineId } from '#protocol';

/** How often the tab's title changes while it rings, ms. */
const BLINK_MS = 1000;

export interface Attention {
  /** Who calls. */
  readonly title: string;
  /** About which parcel. */
  readonly body: string;
  readonly lineId: LineId;
}

/**
 * Draws a person to the page of a call that rings while the tab is hidden: the title blinks, and a notification stands where
 * they have allowed it; a click on it brings the tab to the front. Until the returned function is called.
 */
export function drawAttention({ title, body, lineId }: Attention): () => void {
  let before = document.title;
  let isShown = false;

  function blink(): void {
    if (document.title !== title) {
      // The page may have changed it meanwhile: its newest is what is put back.
      before = document.title;
      if (document.hidden) document.title = title;
    } else document.title = before;
  }
  function look(): void {
    if (document.hidden === isShown) return;
    isShown = document.hidden;
    if (isShown) notify({ title, body }, { what: 'call', lineId });
    else stop();
  }
  // What became of the call stays: a missed one is told in the same place.
  const stop = () => takeAway((data) => data.lineId === lineId && data.what === 'call');
  look();
  blink();
  document.addEventListener('visibilitychange', look);
  const timer = setInterval(blink, BLINK_MS);

  return () => {
    clearInterval(timer);
    document.removeEventListener('visibilitychange', look);
    if (document.title === title) document.title = before;
    if (isShown) stop();
  };
}
