import './assistant.css';
import { useMemo } from 'preact/hooks';
import { clockTime } from '../time-words.ts';
import { DoneIcon } from '../ui/icons.tsx';
import { actInWords, placeInWords } from './act-words.ts';
import { t } from './card-words.ts';
import { agreedOf, COMING_HOLDS_MS, createAssistantModel } from './model.ts';
import { SuggestionRow } from './suggestion-row.tsx';
import { useExpiry } from './use-expiry.ts';
import type { SuggestionCardProps } from './suggestion-card.tsx';

/** By the courier's address: where it is to be left, and that somebody comes down, for as long as it holds. */
export function AgreedLine({ connection, line, timeline }: SuggestionCardProps) {
  const { delivery } = line;
  const model = useMemo(
    () => createAssistantModel({ connection, lineId: delivery.id, learn: timeline.learn }),
    [connection, delivery.id, timeline],
  );
  const now = connection.now();
  const { leaveAt, coming } = agreedOf(timeline.entries.value, delivery.status, now);
  useExpiry(coming && now + COMING_HOLDS_MS, now);
  if (!leaveAt && !coming) return null;
  return (
    <ul class="holds">
      {leaveAt && (
        <li>
          <DoneIcon size="s" />
          <span dir="auto">{t().holds.leaveAt(placeInWords(leaveAt.body.act.place, leaveAt.body.act.detail))}</span>
          <SuggestionRow
            connection={connection}
            model={model}
            entry={leaveAt}
            role="courier"
            status={delivery.status}
          />
        </li>
      )}
      {coming && (
        <li>
          <DoneIcon size="s" />
          <span>{t().holds.coming(actInWords(coming.body.act, now), clockTime(coming.at))}</span>
        </li>
      )}
    </ul>
  );
}
