import type { Act, MemberId, SuggestionState } from '#protocol';
import type { State } from './record-format.ts';

/** How a suggestion stood from then on. */
export interface SuggestionChange {
  readonly state: SuggestionState;
  readonly act: Act;
  /** Null where nobody's tap did it. */
  readonly by: MemberId | null;
  /** Epoch ms. */
  readonly at: number;
}

/** What a suggestion was and became, in order; `states` are all of one entry, oldest first. */
export function suggestionChanges(states: readonly State[]): SuggestionChange[] {
  const changes: SuggestionChange[] = [];
  let answeredAt: number | undefined;
  for (const { content, changedAt } of states) {
    if (content?.kind !== 'suggestion') continue;
    const { state, act, answeredBy = null, answeredAt: at } = content;
    // Who answered it stays named in what became of it later by itself.
    const isAnswered = at !== undefined && at !== answeredAt;
    changes.push({ state, act, by: isAnswered ? answeredBy : null, at: changedAt });
    answeredAt = at;
  }
  return changes;
}
