import './pages.css';
import { useEffect } from 'preact/hooks';
import { useSignal } from '@preact/signals';
import { announce } from '../ui/announce.ts';
import { OfflineIcon } from '../ui/icons.tsx';
import { t } from './strings.ts';
import type { ConnectionState } from '../connection.ts';

/** A break shorter than this is over before anybody could do something about it, ms. */
const GRACE_MS = 1500;

export interface OfflineBannerProps {
  readonly phase: ConnectionState['phase'];
  /** How much waits to be sent. */
  readonly unsent: number;
  /** This phone keeps none of it. */
  readonly unsafe?: boolean;
}

/** Says that the network is gone and what becomes of what was said. Nothing while online. */
export function OfflineBanner({ phase, unsent, unsafe = false }: OfflineBannerProps) {
  const shown = useSignal(false);
  const isOffline = phase === 'offline';
  useEffect(() => {
    if (!isOffline) {
      if (shown.peek()) announce(t().backOnline);
      shown.value = false;
      return;
    }
    const show = () => {
      shown.value = true;
      announce(headline());
    };
    const timer = setTimeout(show, navigator.onLine ? GRACE_MS : 0);
    return () => clearTimeout(timer);
  }, [isOffline]);
  if (!shown.value) return null;
  return (
    <div class="offline">
      <OfflineIcon />
      <p>
        <b>{headline()}</b>
        <span>{unsent > 0 ? (unsafe ? t().unsafe(unsent) : t().kept(unsent)) : t().nothingLost}</span>
      </p>
    </div>
  );
}

const headline = () => (navigator.onLine ? t().lost : t().offline);
