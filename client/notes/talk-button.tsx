import './notes.css';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { announce } from '../ui/announce.ts';
import { whenIdle } from '../ui/when-idle.ts';
import { MicrophoneIcon } from '../ui/icons.tsx';
import type { MicrophoneFailure } from '../microphone-error.ts';
import type { LateNotes } from './late-model.ts';
import { t } from './strings.ts';

export interface TalkButtonProps {
  readonly model: LateNotes;
  /** Who hears it, for the recording overlay. */
  readonly toName: string;
  /** Shows what helps against a microphone that is not to be had. */
  readonly onHelp?: (failure: MicrophoneFailure) => void;
  /** Default: the one of the bottom bar. */
  readonly class?: string;
}

/** How far the thumb slides to mean it, px: more than a hand shakes on a bicycle. */
const SLIDE_PX = 72;

/** The phone ticks in the hand when something begins or changes: the eyes are on the road. */
const TICK_MS = 15;

/** A space bar that is up again sooner was tapped: it has begun, and the next tap sends. Held, letting go sends. */
const TAP_MS = 300;

/** The hold-to-talk button of the bottom bar, with the overlay that covers the page's lower part while recording. */
export function TalkButton({ model, toName, onHelp, class: name = '' }: TalkButtonProps): JSX.Element {
  const button = useRef<HTMLButtonElement>(null);
  const wasRecording = useRef(false);
  const start = useRef<{ x: number; y: number } | null>(null);
  /** Since when the space bar is down for it, by the event's clock, ms. */
  const spaceAt = useRef<number | null>(null);
  const cancelling = useSignal(false);
  const { phase } = model.state.value;
  const refusal = model.refusal.value;
  const here = model.here.value;
  const said = here?.views.recordingWords();
  const refusalWords = refusal && (said?.refusal[refusal] ?? t().notLoaded);

  useEffect(() => whenIdle(() => model.warmUp()), [model]);
  useEffect(() => {
    if (phase === 'recording') navigator.vibrate?.(TICK_MS);
  }, [phase]);
  useLayoutEffect(() => {
    // The sheet has gone, with whichever of its buttons was pressed.
    if (phase === 'idle' && wasRecording.current && document.activeElement === document.body) button.current?.focus();
    wasRecording.current = phase !== 'idle';
  }, [phase]);
  useEffect(() => {
    if (refusalWords) announce(refusalWords);
  }, [refusalWords]);

  const down = (event: PointerEvent & { currentTarget: HTMLElement }) => {
    if (event.button !== 0 || phase !== 'idle') return;
    // The finger leaves the button when it slides: the button hears of it all the same.
    event.currentTarget.setPointerCapture(event.pointerId);
    start.current = { x: event.clientX, y: event.clientY };
    cancelling.value = false;
    model.press();
  };
  const move = (event: PointerEvent) => {
    const { current } = start;
    if (!current) return;
    const [up, aside] = [current.y - event.clientY, event.clientX - current.x];
    const isOut = up > SLIDE_PX || -aside > SLIDE_PX;
    if (isOut !== cancelling.value) navigator.vibrate?.(TICK_MS);
    cancelling.value = isOut;
    if (!isOut && aside > SLIDE_PX) {
      start.current = null;
      navigator.vibrate?.(TICK_MS);
      model.lock();
    }
  };
  const up = () => {
    if (!start.current) return;
    start.current = null;
    if (cancelling.value) model.cancel();
    else model.release();
    cancelling.value = false;
  };
  /** The system took the finger or the key away (a call, a gesture): nothing is sent unmeant, and nothing is lost. */
  const lost = () => {
    if (!start.current && spaceAt.current === null) return;
    start.current = null;
    spaceAt.current = null;
    cancelling.value = false;
    if (model.state.value.phase === 'recording') model.lock();
    else model.release();
  };
  /** A press that cannot be held, of a key or by a screen reader: one begins, the next one sends. */
  const toggle = () => {
    announce((model.state.value.phase === 'recording' ? said?.sent : said?.started) ?? '');
    model.toggle();
  };
  const escape = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || phase === 'idle') return;
    spaceAt.current = null;
    model.cancel();
    announce(said?.cancelled ?? '');
  };
  const keyDown = (event: KeyboardEvent) => {
    // A key that is held presses once: else it would send at once what it began.
    if (event.key === 'Enter' && event.repeat) event.preventDefault();
    escape(event);
    if (event.key !== ' ') return;
    event.preventDefault(); // no click follows
    if (event.repeat) return;
    if (phase !== 'idle') {
      toggle();
      return;
    }
    spaceAt.current = event.timeStamp;
    model.press();
  };
  const keyUp = (event: KeyboardEvent) => {
    if (event.key !== ' ') return;
    event.preventDefault();
    if (spaceAt.current === null) return;
    const isTap = event.timeStamp - spaceAt.current < TAP_MS;
    spaceAt.current = null;
    const now = model.state.value.phase;
    if (isTap) {
      if (now !== 'idle') announce(said?.started ?? '');
      model.lock();
    } else {
      if (now === 'recording') announce(said?.sent ?? '');
      model.release();
    }
  };

  return (
    <>
      <button
        ref={button}
        type="button"
        class={`bar-talk ${name}`}
        aria-pressed={phase === 'recording'}
        onPointerDown={down}
        onPointerMove={move}
        onPointerUp={up}
        onPointerCancel={lost}
        // A click that no pointer made: Enter, or a screen reader.
        onClick={({ detail }) => detail === 0 && toggle()}
        onKeyDown={keyDown}
        onKeyUp={keyUp}
        onBlur={() => spaceAt.current !== null && lost()}
        onContextMenu={(event) => event.preventDefault()}
      >
        <MicrophoneIcon size="l" />
        <span>{t().hold}</span>
      </button>
      {phase !== 'idle' && here && (
        <here.views.RecordingSheet
          model={here.model}
          toName={toName}
          cancelling={cancelling.value}
          onKeyDown={escape}
        />
      )}
      {refusal && here && <here.views.TalkRefusal refusal={refusal} onHelp={onHelp} />}
      {refusal && !here && <p class="talk-refusal">{t().notLoaded}</p>}
    </>
  );
}
