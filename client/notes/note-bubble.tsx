import './notes.css';
import type { JSX } from 'preact';
import { lengthInWords } from '../time-words.ts';
import { MicrophoneIcon } from '../ui/icons.tsx';
import type { EntryBody, Transcript } from '#protocol';
import type { Said } from '../timeline/said.ts';
import type { NotesModel } from './model.ts';
import { t } from './strings.ts';
import { barsOf, Wave } from './wave.tsx';

type VoiceBody = Extract<EntryBody, { kind: 'voice' }>;
export type VoiceSaid = Extract<Said, { kind: 'voice' }>;

/** Bars that fit beside the button and the length. */
const BARS = 30;
/** A quiet note is drawn as tall as this share of full scale would be: its shape is worth more than its loudness. */
const QUIET = 20;

export interface NoteBubbleProps {
  readonly model: NotesModel;
  readonly body: VoiceBody;
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
        <p class="note-words" dir="auto" lang={transcript.language ?? undefined}>
          {transcript.text}
        </p>
      );
    case 'no_speech':
      return <p class="note-words is-quiet">{t().noSpeech}</p>;
    case 'failed':
      return <p class="note-words is-quiet">{t().failed[transcript.reason]}</p>;
  }
}

/** A note that waits on this phone; the row around it says how it stands. */
export function UnsentNoteBubble({ said }: { said: VoiceSaid }): JSX.Element {
  return (
    <div class="bubble note">
      <div class="note-row">
        <span class="note-pending">
          <MicrophoneIcon size="s" />
        </span>
        <Wave class="wave" bars={barsOf(said.levels, BARS)} restFrom={BARS} height={28} />
        <span class="note-time">{lengthInWords(said.durationMs)}</span>
      </div>
      <p class="note-words is-quiet">{t().afterSending}</p>
    </div>
  );
}
