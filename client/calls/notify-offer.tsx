import type { JSX } from 'preact';
import { useSignal } from '@preact/signals';
import { rememberedLong } from '../remembered.ts';
import { announce } from '../ui/announce.ts';
import { sheetWords } from './sheet-strings.ts';

const ASKED = 'doorline.notifications-asked';

/** The browser has notifications, and neither it nor this offer was answered yet. */
export const mayOfferNotifications = (): boolean =>
  'Notification' in globalThis && Notification.permission === 'default' && rememberedLong.get(ASKED) === null;

/** Offers notifications of calls, once on each phone; the browser's own question comes only after a yes. */
export function NotifyOffer({ onDone }: { onDone: () => void }): JSX.Element {
  const t = sheetWords();
  const words = useSignal('');
  async function allow() {
    rememberedLong.set(ASKED, 'yes');
    const answer = await Notification.requestPermission();
    words.value = answer === 'granted' ? sheetWords().notified : sheetWords().notNotified;
    announce(words.value);
  }
  const refuse = () => {
    rememberedLong.set(ASKED, 'no');
    onDone();
  };
  return (
    <section class="call-ended" aria-label={t.notifyTitle}>
      <p>{words.value || t.notifyTitle}</p>
      <div class="call-does">
        {words.value === '' ? (
          <>
            <button type="button" class="btn btn-line" onClick={() => void allow()}>
              {t.notify}
            </button>
            <button type="button" class="btn" onClick={refuse}>
              {t.notNow}
            </button>
          </>
        ) : (
          <button type="button" class="btn" onClick={onDone}>
            {t.done}
          </button>
        )}
      </div>
    </section>
  );
}
