import { useMemo } from 'preact/hooks';
import './assistant.css';
import { cardInWords, t, troubleInWords } from './card-words.ts';
import { createAssistantModel, type Understanding } from './model.ts';
import type { SuggestionCardProps } from './suggestion-card.tsx';

/** In riding mode: the two answers to what the courier is asked, as large as a glove. */
export function RidingAnswers({ connection, line, timeline, asked }: SuggestionCardProps & { asked: Understanding }) {
  const { delivery } = line;
  const model = useMemo(
    () => createAssistantModel({ connection, lineId: delivery.id, learn: timeline.learn }),
    [connection, delivery.id, timeline],
  );
  const { id, body } = asked;
  const card = cardInWords(body.act, 'courier', connection.now());
  const isOffline = connection.state.value.phase === 'offline';
  const isBusy = model.sending.value !== null;
  const refused = model.trouble.value?.entryId === id ? model.trouble.value : null;
  const trouble = isOffline ? ({ code: 'offline', answer: 'confirm' } as const) : refused;
  const isOff = isBusy || isOffline;
  return (
    <div class="ride-answers" role="group" aria-label={t().region}>
      <p class={trouble && !isBusy ? 'ride-state is-failed' : 'ride-state'} role="status">
        {isBusy ? t().sending : trouble ? troubleInWords(trouble, body.act) : ''}
      </p>
      {(['confirm', 'dismiss'] as const).map((answer) => (
        <button
          key={answer}
          type="button"
          class={`ride-btn ride-${answer}`}
          aria-disabled={isOff}
          onClick={() => {
            if (!isOff) void model.answer(id, answer);
          }}
        >
          {card[answer]}
        </button>
      ))}
    </div>
  );
}
