import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { useSignal } from '@preact/signals';
import { AlertIcon } from '../ui/icons.tsx';
import type { Unsent } from '../timeline/said.ts';
import type { PageParts } from './page-parts.ts';
import { t } from './riding-strings.ts';

/** Felt as one tick, another, and not mistaken for the beginning of a recording, ms. */
const SENT_TICKS = [15, 90, 15];
/** Long enough for a glance at the next red light, ms. */
const SENT_MS = 6000;

/** From what is read at arm's length on a handlebar, px: no setting for larger type needs more. Longer words scroll. */
const SIZES = [64, 52, 42, 34, 28];

/** The words as large as they fit. */
export function FittedWords({ words }: { words: string }) {
  const box = useRef<HTMLParagraphElement>(null);
  useLayoutEffect(() => {
    const { current } = box;
    if (!current) return;
    const fit = () => {
      for (const size of SIZES) {
        current.style.fontSize = `${size}px`;
        if (current.scrollHeight <= current.clientHeight) break;
      }
    };
    fit();
    // The phone is turned, or its browser's bar goes.
    const watch = new ResizeObserver(fit);
    watch.observe(current);
    return () => watch.disconnect();
  }, [words]);
  return (
    <p ref={box} class="ride-words" dir="auto" tabIndex={0}>
      {words}
    </p>
  );
}

export interface SentStateProps {
  readonly connection: PageParts['connection'];
  readonly unsent: readonly Unsent[];
  readonly toName: string;
  /** The phone has ended a recording: it waits on the line. */
  readonly isCutOff: boolean;
}

/** How the answer stands, which the timeline would show: in words, and in the hand once it is there. */
export function SentState({ connection, unsent, toName, isCutOff }: SentStateProps) {
  const isSent = useSignal(false);
  const had = useRef(0);
  useEffect(() => {
    const isDone = had.current > 0 && unsent.length === 0;
    had.current = unsent.length;
    isSent.value = isDone;
    if (!isDone) return;
    navigator.vibrate?.(SENT_TICKS);
    const timer = setTimeout(() => (isSent.value = false), SENT_MS);
    return () => clearTimeout(timer);
  }, [unsent.length]);
  const isFailed = unsent.some(({ failed }) => failed !== null);
  const words = () => {
    if (isFailed) return t().notSent;
    if (isCutOff) return t().cutOff;
    if (unsent.length === 0) return isSent.value && t().sent(toName);
    return connection.state.value.phase === 'online' ? t().sending : t().waiting;
  };
  return (
    <p class={isFailed || isCutOff ? 'ride-state is-failed' : 'ride-state'} role="status">
      {(isFailed || isCutOff) && <AlertIcon size="s" />}
      {words()}
    </p>
  );
}
