import './app.css';
import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { useSignal } from '@preact/signals';
import { announce } from '../ui/announce.ts';
import { BellIcon, HomeScreenIcon } from './app-icons.tsx';
import { canPush, turnOff, turnOn } from './pushes.ts';
import { learn, thisPhone } from './this-phone.ts';
import { t } from './strings.ts';

const isApple = () => /iPhone|iPad|iPod/.test(navigator.userAgent);
const isApp = () => matchMedia('(display-mode: standalone)').matches;

const isPhone = () => matchMedia('(pointer: coarse)').matches;

/** What this device can do for the line: tell of calls and messages while the page is closed, and open it like an app. */
export function PhonePart() {
  // A person asks for it: it waits no longer, also where bytes are dear.
  useEffect(() => thisPhone.peek().bring?.(), []);
  if (!thisPhone.value.keeps)
    return (
      <Group>
        <Word>{t().nothingKept}</Word>
      </Group>
    );
  if (!navigator.serviceWorker)
    return (
      <Group>
        <Word>{t().pushFailed}</Word>
      </Group>
    );
  return (
    <Group>
      <Pushes />
      <Install />
    </Group>
  );
}

function Group({ children }: { children: ComponentChildren }) {
  return (
    <section aria-labelledby="on-this-device">
      <h3 class="people-title" id="on-this-device">
        {t().phone}
      </h3>
      {children}
    </section>
  );
}

function Pushes() {
  const busy = useSignal(false);
  const { pushes } = thisPhone.value;
  const denied = 'Notification' in globalThis && Notification.permission === 'denied';
  if (!canPush()) return isApple() && !isApp() ? <Word>{t().pushNeedsApp}</Word> : null;
  if (denied) return <Word>{t().pushDenied}</Word>;
  const isOn = pushes === 'on';
  const why = busy.value ? t().pushBusy : pushes === 'failed' ? t().pushFailed : isOn ? t().pushStop : t().pushWhy;

  async function change() {
    if (busy.value) return;
    busy.value = true;
    if (isOn) await turnOff();
    const allowed = isOn || (await turnOn());
    busy.value = false;
    announce(isOn ? t().pushStopped : allowed ? t().pushOn : t().pushDenied);
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

function Word({ children }: { children: string }) {
  return <p class="phone-word">{children}</p>;
}
