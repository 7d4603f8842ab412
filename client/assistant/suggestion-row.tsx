import './assistant.css';
import { t, troubleInWords } from './card-words.ts';
import { undoLeftMs, type AssistantModel, type Understanding } from './model.ts';
import { useExpiry } from './use-expiry.ts';
import type { Connection } from '../connection.ts';
import type { Role, Status } from '#protocol';

export interface SuggestionRowProps {
  readonly connection: Connection;
  readonly model: AssistantModel;
  readonly entry: Understanding;
  /** The reader's. */
  readonly role: Role;
  /** The delivery's. */
  readonly status: Status;
}

/** What the reader can do about something that was understood, beside its words in the timeline; nothing mostly. */
export function SuggestionRow({ connection, model, entry, role, status }: SuggestionRowProps) {
  const { id, body } = entry;
  const now = connection.now();
  const leftMs = undoLeftMs(entry, role, status, now);
  useExpiry(leftMs > 0 ? now + leftMs : null, now);
  const isAnswer = body.act.do === 'answer' && body.state === 'applied' && role === 'recipient';
  if (leftMs === 0 && !isAnswer) return null;
  const isBusy = model.sending.value?.entryId === id;
  const trouble = model.trouble.value?.entryId === id ? model.trouble.value : null;
  return (
    <>
      <button
        type="button"
        class="undo"
        aria-label={isAnswer ? t().notRightOf : undefined}
        aria-disabled={model.sending.value !== null || connection.state.value.phase === 'offline'}
        onClick={() => void model.answer(id, isAnswer ? 'dismiss' : 'undo')}
      >
        {isAnswer ? t().notRight : isBusy ? t().undoing : t().undo}
      </button>
      {trouble && (
        <span class="undo-trouble" role="alert">
          {troubleInWords(trouble, body.act)}
        </span>
      )}
    </>
  );
}
