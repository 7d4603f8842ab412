import './notes.css';
import type { ComponentChildren, JSX } from 'preact';
import type { EntryBody, EntryId } from '#protocol';
import type { Unsent } from '../timeline/said.ts';
import type { LateNotes } from './late-model.ts';

export type VoiceBody = Extract<EntryBody, { kind: 'voice' }>;

export interface NoteBubbleProps {
  readonly notes: LateNotes;
  readonly body: VoiceBody;
  readonly entryId: EntryId;
  readonly mine: boolean;
  /** The operator has a service for it. */
  readonly canTranslate: boolean;
  /** What was said, with what in it can be tapped. */
  readonly words: (text: string) => ComponentChildren;
}

/** A note of the timeline. Its words are there at once; the player comes after the first paint, into its place. */
export function NoteBubble({ notes, body, ...of }: NoteBubbleProps): JSX.Element {
  const here = notes.here.value;
  const { transcript } = body;
  return (
    <div class="bubble note">
      {here ? (
        <here.views.NoteContent model={here.model} body={body} {...of} />
      ) : (
        <>
          <div class="note-row" />
          <p class="note-words" dir="auto">
            {transcript.state === 'done' ? transcript.text : '\u00a0'}
          </p>
        </>
      )}
    </div>
  );
}

/** A note that waits on this phone; the row around it says how it stands. */
export function UnsentNoteBubble({ notes, unsent }: { notes: LateNotes; unsent: Unsent }): JSX.Element {
  const here = notes.here.value;
  return (
    <div class="bubble note">
      {here ? <here.views.UnsentNoteContent model={here.model} unsent={unsent} /> : <div class="note-row" />}
    </div>
  );
}
