import './desk-inbox.css';
import { LastWords } from '../deliveries/last-words.tsx';
import { statusWords } from '../deliveries/strings.ts';
import { nameOrErased } from '../people/names.ts';
import { clockTime, dayInWords, sameDay } from '../time-words.ts';
import { t } from './desk-strings.ts';
import { chosenRows, isIn, isProblem, longestWaitFirst, type DeskFilter, type DeskTab } from './desk-order.ts';
import { useJoin } from './desk-join.tsx';
import type { AskedRow, InboxRow, OpenRow } from './desk-order.ts';
import type { PageParts } from './page-parts.ts';
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
  const shown = longestWaitFirst(chosenRows(rows, { tab: tab.value, filter: filter.value, current }));
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
        {filters.map((one) => (
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
      <nav class="desk-rows" aria-label={t().lines} tabIndex={-1}>
        <p class="spoken">{t().order}</p>
        {shown.length > 0 ? (
          <ul>
            {shown.map((row) => (
              <InboxLine key={row.id} parts={parts} row={row} isCurrent={row.id === current} now={now} />
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

interface InboxLineProps<R extends InboxRow = InboxRow> {
  readonly parts: PageParts;
  readonly row: R;
  readonly isCurrent: boolean;
  readonly now: number;
}

/** One line in the inbox; a line that nobody of the desk has come to yet has its way in beside it. */
export function InboxLine({ row, ...of }: InboxLineProps) {
  return row.kind === 'open' ? <OpenLine row={row} {...of} /> : <AskedLine row={row} {...of} />;
}

const classOf = (...names: (string | false)[]) => names.filter(Boolean).join(' ');

function OpenLine({ row, isCurrent, now }: InboxLineProps<OpenRow>) {
  const { line, unread, hasCall } = row;
  const { delivery } = line;
  return (
    <li class={classOf('desk-row', unread > 0 && 'is-unread', isCurrent && 'is-on')}>
      <a href={`#${delivery.id}`} aria-current={isCurrent ? 'page' : undefined}>
        <span class="desk-row-who">
          <b>
            <bdi>{delivery.recipientName}</bdi>
          </b>{' '}
          <span class="addr" dir="auto">
            {delivery.addressDetail || delivery.address}
          </span>
        </span>
        <Since row={row} now={now} />
        <LastWords line={line} standing={statusWords()[line.delivery.status].short} />
        {hasCall ? (
          <span class="desk-tag is-ok">{t().inCall}</span>
        ) : unread > 0 ? (
          <span class="count" role="img" aria-label={t().unread(unread)}>
            {unread}
          </span>
        ) : isProblem(row) ? (
          <span class="desk-tag is-bad">{statusWords()[delivery.status].short}</span>
        ) : null}
      </a>
    </li>
  );
}

function AskedLine({ parts, row, isCurrent, now }: InboxLineProps<AskedRow>) {
  const { line } = row;
  const { busy, failed, join } = useJoin(parts, row.id);
  return (
    <li class={classOf('desk-row', 'is-asked', 'is-unread', isCurrent && 'is-on')}>
      <a href={`#${row.id}`} aria-current={isCurrent ? 'page' : undefined}>
        <span class="desk-row-who">
          <b>
            <bdi>{nameOrErased(line.recipientName)}</bdi>
          </b>{' '}
          <span class="addr" dir="auto">
            {line.address}
          </span>
        </span>
        <Since row={row} now={now} />
        <span class="words">
          <span>
            {t().asksForUs} · {statusWords()[line.status].short}
          </span>
        </span>
      </a>
      {!isCurrent && (
        <button type="button" class="btn" aria-disabled={busy} onClick={join}>
          {busy ? t().joining : t().join}
        </button>
      )}
      {failed && !isCurrent && (
        <p class="desk-row-trouble" role="alert">
          {t().joinFailed}
        </p>
      )}
    </li>
  );
}

const MINUTE_MS = 60_000;
/** Nobody should wait longer without a word, minutes. */
const LONG_MINUTES = 10;

/** How long somebody waits for a word, or when the last one was said. */
function Since({ row, now }: { row: InboxRow; now: number }) {
  if (row.since !== null) {
    const minutes = Math.max(0, Math.floor((now - row.since) / MINUTE_MS));
    return <span class={minutes >= LONG_MINUTES ? 'wait is-long' : 'wait'}>{t().waits(minutes)}</span>;
  }
  if (row.kind === 'asked' || !row.line.lastWords) return <span class="wait" />;
  const { at } = row.line.lastWords;
  return <span class="wait">{sameDay(at, now) ? clockTime(at) : dayInWords(at, now)}</span>;
}
