import './recording.css';
import { useEffect, useRef } from 'preact/hooks';
import { NOTE_MAX_MS } from '../../server/protocol/limits.ts';
import { lengthInWords } from '../time-words.ts';
import { announce } from '../ui/announce.ts';
import { CloseIcon, MicrophoneIcon } from '../ui/icons.tsx';
import { SendIcon } from '../ui/late-icons.tsx';
import { LockIcon, WayAsideIcon, WayUpIcon } from './note-icons.tsx';
import type { NotesModel } from './model.ts';
import { LEVEL_MS } from './recorder.ts';
import { recordingWords as t } from './recording-strings.ts';
import { Wave } from './wave.tsx';

/** Two slices a bar: 100 ms. */
const SLICES = 2;
/** The wave shows the last 6.8 s. */
const BARS = 68;
const FAINT = 0.02;
/** From here on the time left is counted, s. */
const COUNT_FROM_S = 10;

interface RecordingSheetProps {
  readonly model: NotesModel;
  readonly toName: string;
  /** The finger has slid up: letting go now forgets what was said. */
  readonly cancelling: boolean;
  readonly onKeyDown: (event: KeyboardEvent) => void;
}

/** Covers the lower part of the page while the microphone is on. The map stays in sight. */
export function RecordingSheet({ model, toName, cancelling, onKeyDown }: RecordingSheetProps) {
  const sendButton = useRef<HTMLButtonElement>(null);
  const state = model.state.value;
  const locked = state.phase === 'recording' && state.locked;
  // The button that had the focus is under the sheet now.
  useEffect(() => sendButton.current?.focus(), [locked]);
  const leftS = Math.ceil((NOTE_MAX_MS - model.ms.value) / 1000);
  const isCounting = leftS <= COUNT_FROM_S;
  useEffect(() => {
    if (!isCounting) return;
    navigator.vibrate?.([40, 60, 40]);
    announce(t().left(COUNT_FROM_S));
  }, [isCounting]);
  useEffect(
    () => () => {
      // The minute has ended it, not its speaker, who may still be speaking.
      if (model.ms.peek() < NOTE_MAX_MS - LEVEL_MS) return;
      navigator.vibrate?.(300);
      announce(t().full);
    },
    [],
  );
  const words =
    state.phase === 'asking'
      ? t().opening
      : cancelling
        ? t().releaseToCancel
        : locked
          ? t().locked(toName)
          : t().release(toName);
  return (
    <section class={cancelling ? 'rec is-cancelling' : 'rec'} onKeyDown={onKeyDown}>
      <div class="rec-head">
        <p class="rec-time" role="timer">
          <i />
          {lengthInWords(Math.floor(model.ms.value / 1000) * 1000)}
        </p>
        <p>{words}</p>
      </div>
      <RecordingWave model={model} />
      <span class={isCounting ? 'rec-max is-counting' : 'rec-max'}>{isCounting ? t().left(leftS) : t().longest}</span>
      <div class="rec-pad">
        {locked ? (
          <>
            <button type="button" class="rec-target rec-cancel" onClick={() => model.cancel()}>
              <i>
                <CloseIcon />
              </i>
              {t().cancelNote}
            </button>
            <button
              ref={sendButton}
              type="button"
              class="rec-thumb"
              aria-label={t().sendNote}
              onClick={() => model.send()}
            >
              <SendIcon />
            </button>
          </>
        ) : (
          <div class="rec-ways" aria-hidden="true">
            <div class="rec-target rec-cancel">
              <i>
                <CloseIcon />
              </i>
              <span class="rec-way-up">{t().slideToCancel}</span>
              <span class="rec-way-left">{t().slideLeftToCancel}</span>
            </div>
            <WayUpIcon />
            <div class="rec-thumb">
              <MicrophoneIcon />
            </div>
            <WayAsideIcon />
            <div class="rec-target rec-lock">
              <i>
                <LockIcon />
              </i>
              {t().slideToLock}
            </div>
          </div>
        )}
      </div>
    </section>
  );
}

function RecordingWave({ model }: { model: NotesModel }) {
  const levels = model.levels.value;
  const first = Math.max(0, Math.ceil(levels.length / SLICES) - BARS);
  const bars = Array.from({ length: BARS }, (_, i) => {
    const from = (first + i) * SLICES;
    return from < levels.length ? Math.max(...levels.slice(from, from + SLICES)) : FAINT;
  });
  return <Wave class="rec-wave" bars={bars} restFrom={Math.ceil(levels.length / SLICES) - first} height={88} />;
}
