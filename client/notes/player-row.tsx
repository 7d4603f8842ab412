import { useEffect } from 'preact/hooks';
import { useSignal } from '@preact/signals';
import { lengthInWords } from '../time-words.ts';
import { DoneIcon } from '../ui/icons.tsx';
import type { NoteId } from '#protocol';
import { atTheEar, hasEarpiece } from './earpiece.ts';
import { heard } from './heard.ts';
import { EarIcon, PauseIcon, PlayIcon } from './note-icons.tsx';
import { t } from './note-strings.ts';
import type { NotePlayer, Playable } from './player.ts';
import { barsOf, Wave } from './wave.tsx';

/** Bars that fit beside the buttons and the length. */
const BARS = 28;
/** A key moves by a second, or by a tenth of the note. */
const STEP_MS = 1000;

/** What is there sooner needs no words, which would only flash, ms. */
const PATIENCE_MS = 400;

export interface PlayerRowProps {
  readonly player: NotePlayer;
  readonly note: Playable;
  /** The note's loudness over its length, 0-1. */
  readonly shape: readonly number[];
}

/** Play and hold, the waveform to tap or drag along, the time, and how fast. */
export function PlayerRow({ player, note, shape }: PlayerRowProps) {
  const here = player.playing.value;
  const playing = here?.id === note.id && here.phase !== 'failed' ? here : null;
  const isSounding = playing !== null && playing.phase !== 'paused';
  const isNew = note.from === 'other' && !heard.value.has(note.id as NoteId);
  const positionMs = playing?.positionMs ?? 0;
  const bars = barsOf(shape, BARS);
  const label = isSounding ? t().pause : playing ? t().goOn : isNew ? t().playNew : t().play;

  const seekAt = (event: PointerEvent & { currentTarget: HTMLElement }) => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    player.seek(note, ((event.clientX - left) / width) * note.durationMs);
  };
  const steps: Readonly<Record<string, number>> = {
    ArrowLeft: positionMs - STEP_MS,
    ArrowDown: positionMs - STEP_MS,
    ArrowRight: positionMs + STEP_MS,
    ArrowUp: positionMs + STEP_MS,
    PageDown: positionMs - note.durationMs / 10,
    PageUp: positionMs + note.durationMs / 10,
    Home: 0,
    End: note.durationMs - STEP_MS,
  };
  return (
    <>
      <div class="note-row">
        <button type="button" class="note-play" aria-label={label} onClick={() => player.toggle(note)}>
          {isSounding ? <PauseIcon /> : <PlayIcon />}
        </button>
        <div
          class="note-seek"
          role="slider"
          tabIndex={0}
          aria-label={t().position}
          aria-valuemin={0}
          aria-valuemax={Math.round(note.durationMs / 1000)}
          aria-valuenow={Math.round(positionMs / 1000)}
          aria-valuetext={t().positionOf(lengthInWords(positionMs), lengthInWords(note.durationMs))}
          onPointerDown={(event) => {
            if (event.button !== 0) return;
            event.currentTarget.setPointerCapture(event.pointerId);
            seekAt(event);
          }}
          onPointerMove={(event) => {
            if (event.currentTarget.hasPointerCapture(event.pointerId)) seekAt(event);
          }}
          onKeyDown={(event) => {
            const to = steps[event.key];
            if (to === undefined) return;
            event.preventDefault();
            player.seek(note, to);
          }}
        >
          <Wave
            class="wave"
            bars={bars}
            restFrom={playing ? (positionMs / note.durationMs) * bars.length : bars.length}
            height={28}
          />
        </div>
        <span class="note-time" aria-hidden="true">
          {lengthInWords(playing ? positionMs : note.durationMs)}
        </span>
        {/* Its place is kept, so that nothing moves when the note begins. */}
        <span class="note-aside">
          {playing ? (
            <button
              type="button"
              class="note-rate"
              aria-label={t().rate(player.rate.value)}
              onClick={() => player.nextRate()}
            >
              {player.rate.value}×
            </button>
          ) : (
            isNew && <i class="note-new" />
          )}
        </span>
      </div>
      {playing?.phase === 'loading' && <Loading />}
      {here?.id === note.id && here.phase === 'failed' && (
        <p class="note-words is-quiet" role="alert">
          {t().playFailed}
        </p>
      )}
    </>
  );
}

function Loading() {
  const isLong = useSignal(false);
  useEffect(() => {
    const timer = setTimeout(() => (isLong.value = true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, []);
  return isLong.value ? <p class="note-words is-quiet">{t().loadingAudio}</p> : null;
}

/** Under the words of the note that plays, which must not move for it: heard at the ear, or by everybody around. */
export function EarSwitch({ player, id }: { player: NotePlayer; id: string }) {
  const here = player.playing.value;
  if (here?.id !== id || here.phase === 'failed' || !hasEarpiece()) return null;
  return (
    <button
      type="button"
      class="note-way note-ear"
      aria-pressed={atTheEar.value}
      onClick={() => player.toggleEarpiece()}
    >
      {atTheEar.value ? <DoneIcon /> : <EarIcon />}
      {t().earpiece}
    </button>
  );
}
