import './note-content.css';
import type { ComponentChildren } from 'preact';
import type { Unsent } from '../timeline/said.ts';
import type { EntryId } from '#protocol';
import type { NotesModel } from './model.ts';
import { t } from './note-strings.ts';
import type { VoiceBody } from './note-bubble.tsx';
import { playableOf } from './playable.ts';
import { EarSwitch, PlayerRow } from './player-row.tsx';
import { TranscriptWords } from './transcript-words.tsx';

/** A quiet note is drawn as tall as this share of full scale would be: its shape is worth more than its loudness. */
const QUIET = 20;

export interface NoteContentProps {
  readonly model: NotesModel;
  readonly body: VoiceBody;
  readonly entryId: EntryId;
  readonly mine: boolean;
  /** The operator has a service for it. */
  readonly canTranslate: boolean;
  /** What was said, with what in it can be tapped. */
  readonly words: (text: string) => ComponentChildren;
}

/** Player and transcript of a note of the timeline. */
export function NoteContent({ model, body, entryId, mine, canTranslate, words }: NoteContentProps) {
  const loudest = Math.max(QUIET, ...body.peaks);
  const note = playableOf(body, mine);
  return (
    <>
      {note && <PlayerRow player={model.player} note={note} shape={body.peaks.map((peak) => peak / loudest)} />}
      <TranscriptWords
        model={model}
        entryId={entryId}
        transcript={body.transcript}
        canTranslate={canTranslate}
        words={words}
      />
      {note && <EarSwitch player={model.player} id={note.id} />}
    </>
  );
}

/** A note that waits on this phone can be heard all the same. */
export function UnsentNoteContent({ model, unsent }: { model: NotesModel; unsent: Unsent }) {
  const { clientId, said } = unsent;
  if (said.kind !== 'voice') return null;
  return (
    <>
      <PlayerRow
        player={model.player}
        note={{ id: clientId, durationMs: said.durationMs, audio: said.audio, from: 'me' }}
        shape={said.levels}
      />
      <p class="note-words is-quiet">{t().afterSending}</p>
      <EarSwitch player={model.player} id={clientId} />
    </>
  );
}
