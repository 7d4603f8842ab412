import './app.css';
import { useEffect } from 'preact/hooks';
import { useSignal } from '@preact/signals';
import { announce } from '../ui/announce.ts';
import { BellIcon, HomeScreenIcon, LinesIcon } from './app-icons.tsx';
import { isApp, isApple, isPhone } from './phone-kind.ts';
import { canPush, turnOff, turnOn } from './pushes.ts';
import { learn, thisPhone } from './this-phone.ts';
import { t } from './strings.ts';

/** What this device can do for the line: tell of calls and messages while the page is closed, and open it like an app. */
export function PhonePart() {
  // A person asks for it: it waits no longer, also where bytes are dear.
  useEffect(() => thisPhone.peek().bring?.(), []);
  const { keeps, worker } = thisPhone.value;
  return (
    <section aria-labelledby="on-this-device">
      <h3 class="people-title" id="on-this-device">
        {t().phone}
      </h3>
      {!keeps ? (
        <Word>{t().nothingKept}</Word>
      ) : worker === 'unknown' ? (
        <Word>{t().pushBusy}</Word>
      ) : worker === 'none' ? (
        <Word>{t().pushFailed}</Word>
      ) : (
        <>
          <Pushes />
          <Install />
          <Others />
        </>
      )}
    </section>
  );
}

function Pushes() {
  const busy = useSignal(false);
  const { pushes } = thisPhone.value;
  if (!canPush()) return <Word>{isApple() && !isApp() ? t().pushNeedsApp : t().pushFailed}</Word>;
  if (Notification.permission === 'denied') return <Word>{t().pushDenied}</Word>;
  const isOn = pushes === 'on';
  const why = busy.value ? t().pushBusy : pushes === 'failed' ? t().pushFailed : isOn ? t().pushStop : t().pushWhy;

  async function change() {
    if (busy.value) return;
    busy.value = true;
    await (isOn ? turnOff() : turnOn());
    busy.value = false;
    const now = thisPhone.peek().pushes;
    if (Notification.permission === 'denied') announce(t().pushDenied);
    else if (now === 'failed') announce(t().pushFailed);
    else if (now === 'on' || isOn) announce(isOn ? t().pushStopped : t().pushOn);
  }
  return (
    <button type="button" class="act" onClick={() => void change()}>
      <BellIcon />
      <span>
        {isOn ? t().pushOn : t().pushOff}
        <small>{why}</small>
      </span>
    </button>
  );
}

function Install() {
  const { install } = thisPhone.value;
  if (isApp()) return null;
  if (!install) return isPhone() ? <Word>{isApple() ? t().installHowApple : t().installHow}</Word> : null;
  async function ask() {
    const { outcome } = (await install?.prompt()) ?? { outcome: 'dismissed' };
    // The browser lets one be shown once.
    learn({ install: null });
    if (outcome === 'accepted') announce(t().installed);
  }
  return (
    <button type="button" class="act" onClick={() => void ask()}>
      <HomeScreenIcon />
      <span>
        {t().install}
        <small>{t().installWhy}</small>
      </span>
    </button>
  );
}

/** An app has no address bar: this is the way to the other lines, and to a link from a message. */
function Others() {
  if (!isApp()) return null;
  return (
    <a class="act" href="/app?all">
      <LinesIcon />
      {t().others}
    </a>
  );
}

function Word({ children }: { children: string }) {
  return <p class="phone-word">{children}</p>;
}
