import './assistant.css';
import { useMemo } from 'preact/hooks';
import { understoodInWords } from './act-words.ts';
import { createAssistantModel, isUnderstanding, undoLeftMs } from './model.ts';
import { SuggestionRow } from './suggestion-row.tsx';
import type { SuggestionCardProps } from './suggestion-card.tsx';

/** On the recipient's page after the last step: what their tap has just done, while it can be undone. */
export function LastDone({ connection, line, timeline }: SuggestionCardProps) {
  const { delivery, members, me } = line;
  const model = useMemo(
    () => createAssistantModel({ connection, lineId: delivery.id, learn: timeline.learn }),
    [connection, delivery.id, timeline],
  );
  const now = connection.now();
  const last = timeline.entries.value.findLast(isUnderstanding);
  if (!last || last.body.act.do !== 'reschedule' || undoLeftMs(last, 'recipient', delivery.status, now) === 0)
    return null;
  return (
    <p class="last-done">
      {understoodInWords(last.body, { me, members, now })}
      <SuggestionRow connection={connection} model={model} entry={last} role="recipient" status={delivery.status} />
    </p>
  );
}
