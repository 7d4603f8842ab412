import { useEffect, useRef } from 'preact/hooks';
import { useSignal } from '@preact/signals';
import { SEARCH_MIN } from '../../../server/protocol/limits.ts';
import { AskError } from '../../connection.ts';
import { nameOrErased } from '../../people/names.ts';
import { clockTime, dayInWords } from '../../time-words.ts';
import { bodyInOneLine } from '../../timeline/entry-words.ts';
import { FoundWords } from '../../timeline/marked.tsx';
import { t } from './strings.ts';
import { InboxLine } from './inbox-line.tsx';
import { isMeant, longestWaitFirst, type InboxRow } from './inbox-order.ts';
import type { PageParts } from '../page-parts.ts';
import type { Found, LineId } from '#protocol';

export interface DeskFoundProps {
  readonly parts: PageParts;
  readonly rows: readonly InboxRow[];
  readonly current: LineId | null;
  readonly now: number;
  /** What was typed, without blanks at its ends. */
  readonly term: string;
  /** The hit in front of the reader, or on its way there. */
  readonly chosen: Found | null;
  readonly onChoose: (found: Found) => void;
}

/** In place of the inbox while something is looked for: lines by number, recipient and door; and, at the desk, what was said. */
export function DeskFound({ parts, rows, current, now, term, chosen, onChoose }: DeskFoundProps) {
  const isAgent = parts.deliveries.role.value === 'agent';
  const meant = longestWaitFirst(rows.filter((row) => isMeant(row, term)));
  const { found, next, status, more } = useSaid(parts, isAgent ? term : '');
  return (
    <nav class="desk-rows" aria-label={t().found}>
      {meant.length > 0 && (
        <ul>
          {meant.map((row) => (
            <InboxLine key={row.id} parts={parts} row={row} isCurrent={row.id === current} now={now} />
          ))}
        </ul>
      )}
      {isAgent ? (
        <>
          <h2 class="desk-found-title">{t().said}</h2>
          <p class="desk-found-words" role="status">
            {status}
          </p>
          <ul>
            {found.map((one) => (
              <li key={one.entry.id}>
                <button
                  type="button"
                  class="desk-hit"
                  aria-current={chosen?.entry.id === one.entry.id ? 'true' : undefined}
                  onClick={() => onChoose(one)}
                >
                  <span class="desk-hit-by">
                    <span>
                      <bdi>{nameOrErased(one.recipientName)}</bdi> · {t().tail(one.reference)}
                    </span>
                    <time dateTime={new Date(one.entry.at).toISOString()}>
                      {dayInWords(one.entry.at, now)} {clockTime(one.entry.at)}
                    </time>
                  </span>
                  <span class="desk-hit-words" dir="auto">
                    <FoundWords text={bodyInOneLine(one.entry.body, [])} words={term} />
                  </span>
                </button>
              </li>
            ))}
          </ul>
          {next !== null && (
            <button type="button" class="btn desk-more" onClick={more}>
              {t().findMore}
            </button>
          )}
        </>
      ) : (
        meant.length === 0 && <p class="desk-found-words">{t().noneLikeThis}</p>
      )}
    </nav>
  );
}

/** What was said on all of the desk's lines with these words, newest first. */
function useSaid({ deliveries }: PageParts, term: string) {
  const found = useSignal<readonly Found[]>([]);
  const next = useSignal<string | null>(null);
  const status = useSignal('');
  const turn = useRef(0);
  async function run(after: string | null) {
    const mine = ++turn.current;
    status.value = t().find.looking;
    try {
      const page = await deliveries.search(term, after);
      if (mine !== turn.current) return;
      found.value = after === null ? page.found : [...found.value, ...page.found];
      next.value = page.next;
      status.value = found.value.length === 0 ? t().noneSaid : t().find.count(found.value.length, page.next !== null);
    } catch (error) {
      if (!(error instanceof AskError)) throw error;
      if (mine === turn.current) status.value = error.code === 'offline' ? t().find.offline : t().find.failed;
    }
  }
  useEffect(() => {
    turn.current += 1;
    if (term.length < SEARCH_MIN) {
      found.value = [];
      next.value = null;
      status.value = term === '' ? '' : t().find.short(SEARCH_MIN);
      return;
    }
    void run(null);
  }, [term]);
  return { found: found.value, next: next.value, status: status.value, more: () => void run(next.value) };
}
