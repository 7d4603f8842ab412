import { useId } from 'preact/hooks';
import { useSignal } from '@preact/signals';
import { PREFERENCE_NOTE_MAX, PREFERENCE_NOTES_MAX } from '../../server/protocol/limits.ts';
import { t } from './remembered-strings.ts';
import type { Change } from './remembered-model.ts';
import type { Remembered } from '#protocol';

/** Nearer to its end than this, a note's length is told, characters. */
const TOLD_FROM_END = 40;

export interface RememberedNotesProps {
  readonly notes: Remembered['notes'];
  readonly isOff: boolean;
  readonly change: (next: Change) => Promise<boolean>;
}

/** The reader's own words for couriers: each can go, and there is room for a few. */
export function RememberedNotes({ notes, isOff, change }: RememberedNotesProps) {
  const text = useSignal('');
  const label = useId();
  const canAdd = !isOff && text.value.trim() !== '';
  async function add() {
    if (canAdd && (await change({ do: 'add', text: text.value }))) text.value = '';
  }
  return (
    <>
      {notes.length === 0 && <p class="muted">{t().noNotes}</p>}
      <ul>
        {notes.map((note) => (
          <li key={note.id} class="remembered-note">
            <span dir="auto">{note.text}</span>
            <button
              type="button"
              class="remembered-delete"
              aria-label={t().removeOf(note.text)}
              aria-disabled={isOff}
              onClick={() => void change({ do: 'delete', what: note.id })}
            >
              {t().remove}
            </button>
          </li>
        ))}
      </ul>
      {notes.length >= PREFERENCE_NOTES_MAX ? (
        <p class="muted">{t().full}</p>
      ) : (
        <form
          class="remembered-add"
          onSubmit={(event) => {
            event.preventDefault();
            void add();
          }}
        >
          <p id={label} class="muted">
            {t().noteLabel}
          </p>
          <div>
            <input
              aria-labelledby={label}
              class="field"
              dir="auto"
              autocomplete="off"
              enterkeyhint="done"
              maxLength={PREFERENCE_NOTE_MAX}
              placeholder={t().noteExample}
              value={text.value}
              onInput={(event) => (text.value = event.currentTarget.value)}
            />
            <button type="submit" class="btn btn-line" aria-disabled={!canAdd}>
              {t().add}
            </button>
          </div>
          {text.value.length > PREFERENCE_NOTE_MAX - TOLD_FROM_END && (
            <small class="muted">{t().length(text.value.length, PREFERENCE_NOTE_MAX)}</small>
          )}
        </form>
      )}
    </>
  );
}
