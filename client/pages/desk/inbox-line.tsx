import { LastWords } from '../../deliveries/last-words.tsx';
import { statusWords } from '../../deliveries/strings.ts';
import { nameOrErased } from '../../people/names.ts';
import { clockTime, dayInWords, sameDay } from '../../time-words.ts';
import { isProblem, isTrouble } from './inbox-order.ts';
import { useJoin } from './join.tsx';
import { t } from './strings.ts';
import type { AskedRow, InboxRow, OpenRow } from './inbox-order.ts';
import type { PageParts } from '../page-parts.ts';
import type { Topic } from '#protocol';

export interface InboxLineProps {
  readonly parts: PageParts;
  readonly row: InboxRow;
  readonly isCurrent: boolean;
  /** It has left the list, and only its place is kept. */
  readonly isGone?: boolean;
  readonly now: number;
  /** The reader comes to this line. */
  readonly onJoin?: (row: InboxRow) => void;
}

/** One line in the inbox; a line that nobody of the desk has come to yet has its way in beside it. */
export function InboxLine({ row, isGone, now, ...of }: InboxLineProps) {
  if (isGone) return <GoneLine row={row} />;
  // As words: a row is drawn anew when they change, not whenever the clock is read.
  const [waits, isLong] = sinceInWords(row, now);
  const wait = { waits, isLong };
  return row.kind === 'open' ? <OpenLine row={row} {...of} {...wait} /> : <AskedLine row={row} {...of} {...wait} />;
}

interface RowProps<R extends InboxRow> extends Omit<InboxLineProps, 'row' | 'isGone' | 'now'> {
  readonly row: R;
  /** How long somebody waits, or when the last word was said. */
  readonly waits: string;
  readonly isLong: boolean;
}

const classOf = (...names: (string | false)[]) => names.filter(Boolean).join(' ');

function OpenLine({ row, isCurrent, waits, isLong }: RowProps<OpenRow>) {
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
        <span class={isLong ? 'wait is-long' : 'wait'}>{waits}</span>
        {line.lastWords?.kind === 'member' ? (
          // Who came says nothing of what it is about.
          <span class="words">
            <span>{statusWords()[delivery.status].short}</span>
          </span>
        ) : (
          <LastWords line={line} standing={statusWords()[delivery.status].short} />
        )}
        {hasCall ? (
          <span class="desk-tag is-ok">{t().inCall}</span>
        ) : unread > 0 ? (
          <span class="count" role="img" aria-label={t().unread(unread)}>
            {unread}
          </span>
        ) : row.topic ? (
          <TopicTag topic={row.topic} />
        ) : isProblem(row) ? (
          <span class="desk-tag is-bad">{statusWords()[delivery.status].short}</span>
        ) : null}
      </a>
    </li>
  );
}

function AskedLine({ parts, row, isCurrent, waits, isLong, onJoin }: RowProps<AskedRow>) {
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
        <span class={isLong ? 'wait is-long' : 'wait'}>{waits}</span>
        <span class="words">
          <span>
            {line.topic ? t().topics[line.topic] : statusWords()[line.status].short} · {t().asksForUs}
          </span>
        </span>
      </a>
      {!isCurrent && (
        <button
          type="button"
          class="desk-row-join"
          aria-disabled={busy}
          onClick={() => {
            onJoin?.(row);
            join();
          }}
        >
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

/** What it is about; trouble and a wished time stand out, each with its words. */
function TopicTag({ topic }: { topic: Topic }) {
  const tone = isTrouble(topic) ? 'is-bad' : topic === 'reschedule' && 'is-wait';
  return <span class={classOf('desk-tag', tone)}>{t().topics[topic]}</span>;
}

function GoneLine({ row: { kind, line } }: { row: InboxRow }) {
  const name = kind === 'open' ? line.delivery.recipientName : nameOrErased(line.recipientName);
  return (
    <li class="desk-row is-gone">
      <p>
        <span class="desk-row-who">
          <b>
            <bdi>{name}</bdi>
          </b>
        </span>
        <span class="wait" />
        <span class="words">
          <span>{t().gone}</span>
        </span>
      </p>
    </li>
  );
}

const MINUTE_MS = 60_000;
/** Nobody should wait longer without a word, minutes. */
const LONG_MINUTES = 10;

/** How long somebody waits for a word, and whether that is long; or when the last one was said. */
function sinceInWords(row: InboxRow, now: number): [words: string, isLong: boolean] {
  if (row.since !== null) {
    const minutes = Math.max(0, Math.floor((now - row.since) / MINUTE_MS));
    return [t().waits(minutes), minutes >= LONG_MINUTES];
  }
  if (row.kind === 'asked' || !row.line.lastWords) return ['', false];
  const { at } = row.line.lastWords;
  return [sameDay(at, now) ? clockTime(at) : dayInWords(at, now), false];
}
