import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { AskError } from '../../connection.ts';
import type { PageParts } from '../page-parts.ts';
import type { DeskSummary, Entry, LineId } from '#protocol';

/** What happens at once is looked at once, ms. */
const ASK_AFTER_MS = 400;

export interface SummaryParts {
  readonly connection: PageParts['connection'];
  readonly lineId: LineId;
  readonly entries: readonly Entry[];
  /** Only an agent is told. */
  readonly isAgent: boolean;
}

/** How the line stands, asked for again whenever it changes. `coming`: not there yet; null: there is none. */
export function useSummary({ connection, lineId, entries, isAgent }: SummaryParts): DeskSummary | 'coming' | null {
  const summary = useSignal<DeskSummary | 'coming' | null>(isAgent ? 'coming' : null);
  const isOnline = connection.state.value.phase === 'online';
  useEffect(() => {
    if (!isAgent || !isOnline) return;
    let isOld = false;
    async function ask() {
      try {
        const next = await connection.ask('assistant.summary', { lineId });
        if (!isOld) summary.value = next;
      } catch (error) {
        if (!(error instanceof AskError)) throw error;
        // What was known before may be answered by now.
        if (!isOld) summary.value = null;
      }
    }
    const timer = setTimeout(() => void ask(), summary.peek() === 'coming' ? 0 : ASK_AFTER_MS);
    return () => {
      isOld = true;
      clearTimeout(timer);
    };
  }, [connection, lineId, entries, isOnline, isAgent]);
  return summary.value;
}
