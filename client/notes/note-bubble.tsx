import './notes.css';
import type { JSX } from 'preact';
import { lengthInWords } from '../time-words.ts';
import { AlertIcon, ClockIcon } from '../ui/icons.tsx';
import type { EntryBody, Transcript } from '#protocol';
import type { NotesModel, PendingNote } from './model.ts';
import { t } from './strings.ts';
import { barsOf, Wave } from './wave.tsx';

export type VoiceBody = Extract<EntryBody, { kind: 'voice' }>;

/** Bars that fit beside the button and the length. */
const BARS = 30;
/** A quiet note is drawn as tall as this share of full scale would be: its shape is worth more than its loudness. */
const QUIET = 20;

export interface NoteBubbleProps {
  readonly model: NotesModel;
  readonly body: VoiceBody;
  /** Said by this page's member. */
  readonly mine: boolean;
}

/** A note of the timeline: player and transcript. The timeline draws the row and the time around it. */
export function NoteBubble({ model, body }: NoteBubbleProps): JSX.Element {
  const here = model.player.playing.value;
  const playing = here?.noteId === body.noteId ? here : null;
  const isOn = playing !== null && playing.phase !== 'failed';
  const loudest = Math.max(QUIET, ...body.peaks);
  const bars = barsOf(
    body.peaks.map((peak) => peak / loudest),
    BARS,
  );
  const heard = isOn ? (playing.positionMs / body.durationMs) * bars.length : bars.length;
  return (
    <div class="bubble note">
      <div class="note-row">
        <button
          type="button"
          class="note-play"
          aria-label={isOn ? t().stop : t().play}
          onClick={() => model.player.toggle(body.noteId)}
        >
          <svg class="i" viewBox="0 0 24 24" aria-hidden="true">
            {isOn ? (
              <rect class="fill" x="7" y="7" width="10" height="10" rx="1.5" />
            ) : (
              <path class="fill" d="M8.5 5.6v12.8a.8.8 0 0 0 1.2.7l10-6.4a.8.8 0 0 0 0-1.4l-10-6.4a.8.8 0 0 0-1.2.7z" />
            )}
          </svg>
        </button>
        <Wave class="wave" bars={bars} restFrom={heard} height={28} />
        <span class="note-time" aria-live="off">
          {lengthInWords(isOn ? playing.positionMs : body.durationMs)}
        </span>
      </div>
      {playing?.phase === 'loading' && <p class="note-words is-quiet">{t().loadingAudio}</p>}
      {playing?.phase === 'failed' && <p class="note-words is-quiet">{t().playFailed}</p>}
      <TranscriptWords transcript={body.transcript} />
    </div>
  );
}

function TranscriptWords({ transcript }: { transcript: Transcript }) {
  switch (transcript.state) {
    case 'pending':
      return <p class="note-words is-quiet">{t().pending}</p>;
    case 'done':
      return (
        <p class="note-words" lang={transcript.language ?? undefined}>
          {transcript.text}
        </p>
      );
    case 'no_speech':
      return <p class="note-words is-quiet">{t().noSpeech}</p>;
    case 'failed':
      return <p class="note-words is-quiet">{t().failed[transcript.reason]}</p>;
  }
}

export interface PendingNoteBubbleProps {
  readonly model: NotesModel;
  readonly note: PendingNote;
  readonly online: boolean;
}

/** A note of `model.pending`: being sent, or refused with its reason and two ways out. Drawn after the last entry. */
export function PendingNoteBubble({ model, note, online }: PendingNoteBubbleProps): JSX.Element {
  const { failed } = note;
  return (
    <div class={failed === null ? 'bubble note is-waiting' : 'bubble note is-failed'}>
      <div class="note-row">
        <span class="note-pending">{failed === null ? <ClockIcon size="s" /> : <AlertIcon size="s" />}</span>
        <Wave class="wave" bars={barsOf(note.levels, BARS)} restFrom={BARS} height={28} />
        <span class="note-time">{lengthInWords(note.durationMs)}</span>
      </div>
      {failed === null ? (
        <p class="note-words is-quiet">{online ? t().sending : t().waiting}</p>
      ) : (
        <div class="note-words" role="alert">
          <p class="note-failed">{t().notSentBecause[failed] ?? t().notSent}</p>
          <button type="button" class="note-way" onClick={() => model.retry(note.clientId)}>
            {t().retry}
          </button>
          <button type="button" class="note-way" onClick={() => model.discard(note.clientId)}>
            {t().discard}
          </button>
        </div>
      )}
    </div>
  );
}
