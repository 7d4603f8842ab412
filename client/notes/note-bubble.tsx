import type { JSX } from 'preact';
import type { EntryBody } from '#protocol';
import type { NotesModel, PendingNote } from './model.ts';

export type VoiceBody = Extract<EntryBody, { kind: 'voice' }>;

export interface NoteBubbleProps {
  readonly model: NotesModel;
  readonly body: VoiceBody;
  /** Said by this page's member. */
  readonly mine: boolean;
}

/** A note of the timeline: player and transcript. The timeline draws the row and the time around it. */
export function NoteBubble({ body }: NoteBubbleProps): JSX.Element {
  return <div class="bubble note">{body.durationMs}</div>;
}

export interface PendingNoteBubbleProps {
  readonly model: NotesModel;
  readonly note: PendingNote;
}

/** A note of `model.pending`: being sent, or refused with its reason and two ways out. Drawn after the last entry. */
export function PendingNoteBubble({ note }: PendingNoteBubbleProps): JSX.Element {
  return <div class="bubble note is-waiting">{note.durationMs}</div>;
}
