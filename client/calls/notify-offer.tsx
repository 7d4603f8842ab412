import type { JSX } from 'preact';
import { useSignal } from '@preact/signals';
import { wantNotifications } from '../app/notify.ts';
import { rememberedLong } from '../remembered.ts';
import { announce } from '../ui/announce.ts';
import { CloseIcon } from '../ui/icons.tsx';
import { sheetWords } from './sheet-strings.ts';
import { callWords } from './strings.ts';

const ASKED = 'doorline.notifications-asked';

/** The browser has notifications, and neither it nor this offer was answered yet. */
export const mayOfferNotifications = (): boolean =>
  'Notification' in globalThis && Notification.permission === 'default' && rememberedLong.get(ASKED) === null;

/** Over the page after the first call: offers notifications of calls, once on each phone. */
export function NotifyOffer({ onDone }: { onDone: () => void }): JSX.Element {
  const refuse = () => {
    rememberedLong.set(ASKED, 'no');
    onDone();
  };
  return (
    <section class="call-ended" aria-label={sheetWords().notifyTitle}>
      <NotifyAsk />
      <button type="button" class="call-close" aria-label={callWords().close} onClick={refuse}>
        <CloseIcon size="s" />
      </button>
    </section>
  );
}

/** The offer itself. The browser's own question comes only after a tap here. */
export function NotifyAsk(): JSX.Element {
  const t = sheetWords();
  const answer = useSignal<'notified' | 'notNotified' | null>(null);
  async function allow() {
    rememberedLong.set(ASKED, 'yes');
    const isAllowed = (await Notification.requestPermission()) === 'granted';
    if (isAllowed) wantNotifications(true);
    answer.value = isAllowed ? 'notified' : 'notNotified';
    announce(sheetWords()[answer.value]);
  }
  return (
    <div class="notify-ask">
      <p>{answer.value ? t[answer.value] : t.notifyTitle}</p>
      {answer.value ? null : (
        <button type="button" class="btn btn-line" onClick={() => void allow()}>
          {t.notify}
        </button>
      )}
    </div>
  );
}
