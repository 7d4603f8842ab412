import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { statusWords } from '../../deliveries/strings.ts';
import { DeskHabit } from '../../preferences/desk-habit.tsx';
import { copyText } from '../../timeline/copy-text.ts';
import { clockTime, dayInWords, sameDay } from '../../time-words.ts';
import { windowInWords } from '../../window-words.ts';
import { announce } from '../../ui/announce.ts';
import { CopyIcon } from '../../ui/late-icons.tsx';
import { checkRecord } from './record-file.ts';
import { t } from './side-strings.ts';
import type { PageParts } from '../page-parts.ts';
import type { TimelineModel } from '../../timeline/model.ts';
import type { LineSummary, RecordCheck } from '#protocol';

/** What happens at once is looked at once, ms: each check goes through the whole record. */
const CHECK_AFTER_MS = 1500;

export interface DeskFactsProps {
  readonly parts: PageParts;
  readonly line: LineSummary;
  readonly timeline: TimelineModel;
}

/** What is agreed, how the delivery stands, and what its record is worth. */
export function DeskFacts({ parts, line, timeline }: DeskFactsProps) {
  const { connection } = parts;
  const { delivery, members, me } = line;
  const { status, statusAt, window, address, addressDetail, reference } = delivery;
  const mayCheck = members.find(({ id }) => id === me)?.role === 'agent';
  const now = connection.now();
  const time = sameDay(statusAt, now) ? clockTime(statusAt) : `${dayInWords(statusAt, now)} ${clockTime(statusAt)}`;
  const agreed = window ? windowInWords(window, now) : status === 'rescheduled' ? t().notYet : t().noWindow;
  const copied = useSignal('');
  async function copy() {
    copied.value = (await copyText(reference)) ? t().copied : t().notCopied;
    announce(copied.value);
  }
  return (
    <section aria-labelledby="side-about">
      <h2 id="side-about">{t().about}</h2>
      <dl>
        <dt>{t().window}</dt>
        <dd>{agreed}</dd>
        <dt>{t().status}</dt>
        <dd>{t().at(statusWords()[status].short, time)}</dd>
        <dt>{t().address}</dt>
        <dd>
          <bdi>{[address, addressDetail].filter(Boolean).join(' ')}</bdi>
        </dd>
        {mayCheck && <DeskHabit connection={connection} lineId={delivery.id} name={delivery.recipientName} />}
        <dt>{t().record}</dt>
        <dd>
          <RecordWords connection={connection} lineId={delivery.id} timeline={timeline} mayCheck={mayCheck} />
        </dd>
        <dt class="side-reference">{t().reference}</dt>
        <dd class="side-reference">
          <span>
            <bdi>{reference}</bdi>
            {copied.value && <small>{copied.value}</small>}
          </span>
          <button type="button" class="side-copy" aria-label={t().copy} onClick={() => void copy()}>
            <CopyIcon size="s" />
          </button>
        </dd>
      </dl>
    </section>
  );
}

interface RecordWordsProps {
  readonly connection: PageParts['connection'];
  readonly lineId: LineSummary['delivery']['id'];
  readonly timeline: TimelineModel;
  readonly mayCheck: boolean;
}

/** How long the record is; and, as far as it was looked at, whether it is whole. */
function RecordWords({ connection, lineId, timeline, mayCheck }: RecordWordsProps) {
  const checked = useSignal<RecordCheck | null>(null);
  const entries = timeline.entries.value;
  const isOnline = connection.state.value.phase === 'online';
  useEffect(() => {
    if (!mayCheck || !isOnline) return;
    const gone = new AbortController();
    async function look() {
      const check = await checkRecord(connection, lineId, gone.signal);
      if (check && !gone.signal.aborted) checked.value = check;
    }
    const timer = setTimeout(() => void look(), checked.peek() ? CHECK_AFTER_MS : 0);
    return () => {
      clearTimeout(timer);
      gone.abort();
    };
  }, [connection, lineId, entries, isOnline, mayCheck]);
  const check = checked.value;
  const count = Math.max(entries.at(-1)?.seq ?? 0, check?.entries ?? 0);
  if (!mayCheck) return <>{t().entries(count)}</>;
  if (!check) return <>{isOnline ? t().checking : t().entries(count)}</>;
  if (!check.whole) return <b class="side-broken">{t().broken(count)}</b>;
  // Said of what was looked at, and of nothing that came since.
  if (check.entries !== count) return <>{t().entries(count)}</>;
  return <>{check.erased > 0 ? t().wholeErased(count, check.erased) : t().whole(count)}</>;
}
