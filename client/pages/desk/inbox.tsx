import './inbox.css';
import { useCallback, useEffect, useRef } from 'preact/hooks';
import { useSignal } from '@preact/signals';
import { t } from './strings.ts';
import { chosenRows, heldInPlace, isIn, longestWaitFirst } from './inbox-order.ts';
import { InboxLine } from './inbox-line.tsx';
import type { DeskFilter, DeskTab, InboxRow } from './inbox-order.ts';
import type { PageParts } from '../page-parts.ts';
import type { Signal } from '@preact/signals';
import type { LineId } from '#protocol';

const filters: readonly DeskFilter[] = ['unread', 'problem', 'call', 'station'];

export interface InboxChoice {
  readonly tab: Signal<DeskTab>;
  readonly filter: Signal<DeskFilter | null>;
}

export interface InboxProps extends InboxChoice {
  readonly parts: PageParts;
  /** All that this page may show. */
  readonly rows: readonly InboxRow[];
  /** The line in front of the reader. */
  readonly current: LineId | null;
  /** Server's clock, epoch ms. */
  readonly now: number;
}

/** The lines of a station or of the desk, who waits longest first. */
export function Inbox({ parts, rows, current, now, tab, filter }: InboxProps) {
  const isAgent = parts.deliveries.role.value === 'agent';
  const tabs: readonly DeskTab[] = isAgent ? ['waiting', 'mine', 'all'] : ['waiting', 'all'];
  const { met, join } = useMet(rows, current);
  const chosen = longestWaitFirst(chosenRows(rows, { tab: tab.value, filter: filter.value, current }), met);
  const { shown, hand } = useHand(chosen, `${tab.value} ${filter.value}`);
  const known = new Set(rows.map(({ id }) => id));
  const isNarrowed = filter.value !== null || tab.value !== 'all';
  return (
    <>
      <div class="desk-tabs" role="group" aria-label={t().lines}>
        {tabs.map((one) => (
          <button key={one} type="button" aria-pressed={tab.value === one} onClick={() => (tab.value = one)}>
            {t().tabs[one]} <span class="num">{rows.filter((row) => isIn(row, one)).length}</span>
          </button>
        ))}
      </div>
      <div class="desk-filters" role="group" aria-label={t().show}>
        {(isAgent ? filters : filters.filter((one) => one !== 'station')).map((one) => (
          <button
            key={one}
            type="button"
            aria-pressed={filter.value === one}
            onClick={() => (filter.value = filter.value === one ? null : one)}
          >
            {t().filters[one]}
          </button>
        ))}
      </div>
      <nav class="desk-rows" aria-label={t().lines} tabIndex={-1} {...hand}>
        <p class="spoken">{t().order}</p>
        {shown.length > 0 ? (
          <ul>
            {shown.map((row) => (
              <InboxLine
                key={row.id}
                parts={parts}
                row={row}
                isCurrent={row.id === current}
                isGone={!known.has(row.id)}
                now={now}
                onJoin={join}
              />
            ))}
          </ul>
        ) : (
          <div class="desk-none">
            <p>{rows.length === 0 ? t().noLines : filter.value ? t().noneLikeThis : t().nobodyWaits}</p>
            {rows.length > 0 && isNarrowed && (
              <button
                type="button"
                class="btn"
                onClick={() => {
                  filter.value = null;
                  tab.value = 'all';
                }}
              >
                {t().showAll}
              </button>
            )}
          </div>
        )}
      </nav>
    </>
  );
}

/** The row in front and the one before it, as they were when they came there; a line that is joined, as it asked. */
function useMet(rows: readonly InboxRow[], current: LineId | null) {
  const met = useRef<readonly InboxRow[]>([]);
  const joined = useRef<InboxRow | null>(null);
  const join = useCallback((row: InboxRow) => {
    joined.current = row;
  }, []);
  if (current !== null && met.current[0]?.id !== current) {
    const row = joined.current?.id === current ? joined.current : rows.find(({ id }) => id === current);
    if (row) met.current = [row, ...met.current.filter(({ id }) => id !== current)].slice(0, 2);
  }
  return { met: met.current, join };
}

/** A mouse that has not moved for so long is nobody's hand on the list, ms. */
const HAND_MS = 4000;

/** While a hand is on the list no row moves: what was meant is what is hit. `choice`: another one is another list. */
function useHand(rows: readonly InboxRow[], choice: string) {
  const isHeld = useSignal(false);
  const timer = useRef(0);
  const before = useRef({ rows, choice });
  const shown = isHeld.value && before.current.choice === choice ? heldInPlace(rows, before.current.rows) : rows;
  before.current = { rows: shown, choice };
  const release = () => {
    clearTimeout(timer.current);
    isHeld.value = false;
  };
  const hold = () => {
    clearTimeout(timer.current);
    timer.current = window.setTimeout(release, HAND_MS);
    isHeld.value = true;
  };
  useEffect(() => () => clearTimeout(timer.current), []);
  return { shown, hand: { onPointerMove: hold, onPointerDown: hold, onPointerLeave: release } };
}
