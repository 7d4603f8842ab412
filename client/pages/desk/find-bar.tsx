import { useEffect, useRef } from 'preact/hooks';
import { useSignal, type ReadonlySignal, type Signal } from '@preact/signals';
import { SEARCH_MIN } from '../../../server/protocol/limits.ts';
import { AskError } from '../../connection.ts';
import { CloseIcon, DownIcon } from '../../ui/icons.tsx';
import { SearchIcon, UpIcon } from '../../ui/late-icons.tsx';
import { t } from './strings.ts';
import type { TimelineModel } from '../../timeline/model.ts';
import type { Wanted } from '../../timeline/find-entry.ts';

/** Where on the line the words were said, for as long as they are looked for. */
export interface Find {
  /** `seq` of each entry with the words, from the first on. */
  readonly hits: ReadonlySignal<readonly number[]>;
  /** There are more before these. */
  readonly more: ReadonlySignal<boolean>;
  readonly status: ReadonlySignal<'looking' | 'done' | 'offline' | 'failed'>;
  /** The hit in front of the reader; null before the first step. */
  readonly at: Signal<number | null>;
  readonly step: (by: 1 | -1) => void;
}

/** Pages of hits that are asked for: nobody steps through more. */
const PAGES_MAX = 4;

/** Finds the words on one line. `goTo` brings an entry into view. */
export function useFind(timeline: TimelineModel, term: string, goTo: (wanted: Wanted) => void): Find {
  const hits = useSignal<readonly number[]>([]);
  const more = useSignal(false);
  const status = useSignal<'looking' | 'done' | 'offline' | 'failed'>('done');
  const at = useSignal<number | null>(null);
  const turn = useRef(0);

  async function run() {
    const mine = ++turn.current;
    status.value = 'looking';
    const found: number[] = [];
    let next: string | null = null;
    try {
      for (let page = 0; page === 0 || (next !== null && page < PAGES_MAX); page++) {
        const answer: Awaited<ReturnType<TimelineModel['search']>> = await timeline.search(term, next);
        if (mine !== turn.current) return;
        found.push(...answer.found.map(({ entry }) => entry.seq));
        next = answer.next;
      }
      hits.value = found.sort((a, b) => a - b);
      more.value = next !== null;
      status.value = 'done';
    } catch (error) {
      if (!(error instanceof AskError)) throw error;
      if (mine === turn.current) status.value = error.code === 'offline' ? 'offline' : 'failed';
    }
  }
  const newest = timeline.entries.value.at(-1)?.rev;
  const before = useRef(term);
  useEffect(() => {
    turn.current += 1;
    if (before.current !== term) at.value = null;
    before.current = term;
    if (term.length < SEARCH_MIN) {
      hits.value = [];
      return;
    }
    void run();
    // What is said meanwhile may have the words too.
  }, [term, newest]);

  return {
    hits,
    more,
    status,
    at,
    step(by) {
      const all = hits.peek();
      if (all.length === 0) return;
      const from = at.peek();
      const index = from === null ? -1 : all.indexOf(from);
      // Before the first step the newest is the nearest: the reader is at the end of the line.
      const to = from === null ? all.length - 1 : (index + by + all.length) % all.length;
      const seq = all[to];
      if (seq === undefined) return;
      at.value = seq;
      goTo({ seq });
    },
  };
}

/** What is looked for on the line, which of the hits is in front, and the way to the others. */
export function FindBar({ find, term, onEnd }: { find: Find; term: string; onEnd: () => void }) {
  const hits = find.hits.value;
  const more = find.more.value;
  const index = find.at.value === null ? -1 : hits.indexOf(find.at.value);
  return (
    <section class="desk-find" aria-label={t().find.title(term)}>
      <SearchIcon size="s" />
      <b dir="auto">{term}</b>
      <p role="status">{words()}</p>
      <span class="desk-find-does">
        {hits.length > 0 && (
          <>
            <button
              type="button"
              aria-label={t().find.previous}
              aria-keyshortcuts="Shift+N"
              onClick={() => find.step(-1)}
            >
              <UpIcon size="s" />
            </button>
            <button type="button" aria-label={t().find.next} aria-keyshortcuts="N" onClick={() => find.step(1)}>
              <DownIcon size="s" />
            </button>
          </>
        )}
        <button type="button" aria-label={t().find.end} aria-keyshortcuts="Escape" onClick={onEnd}>
          <CloseIcon size="s" />
        </button>
      </span>
    </section>
  );

  function words(): string {
    switch (find.status.value) {
      case 'looking':
        return hits.length === 0 ? t().find.looking : counted();
      case 'offline':
        return t().find.offline;
      case 'failed':
        return t().find.failed;
      case 'done':
        return counted();
    }
  }
  function counted(): string {
    if (term.length < SEARCH_MIN) return t().find.short(SEARCH_MIN);
    if (hits.length === 0) return t().find.none;
    return index < 0 ? t().find.count(hits.length, more) : t().find.at(index + 1, hits.length, more);
  }
}
