import '../pages.css';
import './desk.css';
import './call-strip.css';
import '../../deliveries/round.css';
import '../../people/people.css';
import { useCallback, useEffect, useMemo, useRef } from 'preact/hooks';
import { useSignal } from '@preact/signals';
import { useNewsSpoken } from '../../deliveries/use-news-spoken.ts';
import { createWaits } from '../../deliveries/waits.ts';
import { language } from '../../language.ts';
import { BackIcon } from '../../ui/late-icons.tsx';
import { CallLayer } from '../call-layer.tsx';
import { DeskFound } from './inbox-found.tsx';
import { Inbox } from './inbox.tsx';
import { NotOn } from './join.tsx';
import { KeysBar, KeysSheet, openNext, useDeskKeys } from './keys.tsx';
import { DeskLine } from './desk-line.tsx';
import { t } from './strings.ts';
import { DeskTop } from './top.tsx';
import { createTopics } from './topics.ts';
import { OfflineBanner } from '../offline-banner.tsx';
import { useCallers } from '../use-callers.ts';
import { useHash, useWide } from '../use-place.ts';
import { unchangedKept, type DeskFilter, type DeskTab, type InboxRow } from './inbox-order.ts';
import type { PageParts } from '../page-parts.ts';
import type { CallModel } from '../../calls/call-model.ts';
import type { Found, LineId, LineSummary } from '#protocol';

/** The list, as the hash in the address says it. */
const LIST = '#lines';
/** From this width on the facts stand beside the line; the style sheet draws the column at the same width, px. */
const SIDE_FROM_PX = 1100;
/** How long somebody waits is told in minutes, ms. */
const TICK_MS = 20_000;

/** The page of a pickup station and of customer service: their lines, who waits for them, and one line in front. */
export function Desk({ parts }: { parts: PageParts }) {
  const { connection, deliveries } = parts;
  const hash = useHash();
  const isWide = useWide();
  const isRoomy = useWide(SIDE_FROM_PX);
  const search = useSignal('');
  const showsKeys = useSignal(false);
  const filter = useSignal<DeskFilter | null>(null);
  /** What was said, as it was chosen in the search. */
  const wanted = useSignal<Found | null>(null);
  const role = deliveries.role.value === 'agent' ? 'agent' : 'station';
  const lines = deliveries.lines.value;
  const current = lines.find(({ delivery }) => delivery.id === hash);
  const asked = hash !== '' && `#${hash}` !== LIST && !current ? hash : null;
  const callers = useCallers(parts, current);
  const rows = useRows(parts, callers);
  const tab = useTab(rows);
  const now = useMinutes(parts);
  const term = useSettled(search.value.trim());
  const { phase } = connection.state.value;
  const currentId = current?.delivery.id ?? null;
  const unsent = current ? parts.lineOf(current).timeline.unsent.value.length : 0;
  const isListAlone = !isWide && !current && !asked;
  useDeskKeys();
  useEffect(() => deliveries.look(currentId), [currentId]);
  useNewsSpoken(deliveries.lines.value, currentId);
  const lastId = useRef<LineId | null>(null);
  useEffect(() => {
    // Left, or taken off it: the list is what comes next, not the way back in.
    if (lastId.current !== null && hash === lastId.current && currentId === null) location.hash = LIST;
    // What had the focus is gone with the line.
    if (`#${hash}` === LIST && document.activeElement === document.body)
      document.querySelector<HTMLElement>('.desk-rows')?.focus({ preventScroll: true });
    lastId.current = currentId;
    // Another line was opened since: coming back to that one is no wish to see it again.
    if (currentId !== null && wanted.peek()?.entry.lineId !== currentId) wanted.value = null;
  }, [currentId, hash]);
  useEffect(() => {
    document.title = `${current ? current.delivery.recipientName : t().title[role]} · Doorline`;
  }, [currentId, language.value]);

  const endSearch = useCallback(() => {
    search.value = '';
    // What had the focus goes with the search.
    document.querySelector<HTMLElement>('.desk-head-words, .desk-rows')?.focus({ preventScroll: true });
  }, []);
  const back = isWide ? null : (
    <a class="desk-back" href={LIST}>
      <BackIcon size="s" />
      {t().back}
    </a>
  );
  return (
    <main class={phase === 'offline' ? 'phone desk is-offline' : 'phone desk'}>
      <OfflineBanner phase={phase} unsent={unsent} />
      {(isWide || isListAlone) && (
        <DeskTop
          role={role}
          phase={phase}
          me={myNameOn(lines[0])}
          hasKeys={isWide}
          search={search}
          isSettled={term === search.value.trim()}
          onEnd={endSearch}
        />
      )}
      {(isWide || isListAlone) && (
        <div class="desk-list">
          {term === '' ? (
            <Inbox
              parts={parts}
              rows={rows}
              current={(currentId ?? asked) as LineId | null}
              now={now}
              tab={tab}
              filter={filter}
            />
          ) : (
            <DeskFound
              parts={parts}
              rows={rows}
              current={(currentId ?? asked) as LineId | null}
              now={now}
              term={term}
              chosen={wanted.value}
              onChoose={(found) => {
                wanted.value = found;
                location.hash = found.entry.lineId;
              }}
            />
          )}
        </div>
      )}
      {current ? (
        <DeskLine
          key={current.delivery.id}
          parts={parts}
          line={current}
          isRoomy={isRoomy}
          back={back}
          term={term}
          onEndSearch={endSearch}
          wanted={wanted.value?.entry.lineId === current.delivery.id ? wanted.value.entry : null}
        />
      ) : asked ? (
        <NotOn
          key={asked}
          parts={parts}
          lineId={asked}
          asked={deliveries.waiting.value.find(({ lineId }) => lineId === asked)}
          found={wanted.value?.entry.lineId === asked ? wanted.value : null}
          back={back}
        />
      ) : (
        isWide && <NoLine waiting={rows.filter(({ since }) => since !== null).length} />
      )}
      {callers.map((line) => (
        <CallLayer key={line.delivery.id} parts={parts} line={line} about={aboutOf(line)} />
      ))}
      {isRoomy && <KeysBar onAll={() => (showsKeys.value = true)} />}
      {showsKeys.value && <KeysSheet isAgent={role === 'agent'} onClose={() => (showsKeys.value = false)} />}
    </main>
  );
}

const aboutOf = ({ delivery }: LineSummary) =>
  [delivery.addressDetail || delivery.address, t().tail(delivery.reference)].join(' · ');

const isTalking = ({ state }: CallModel) =>
  ['running', 'connecting', 'talking', 'reconnecting'].includes(state.value.phase);

/** Everything that the inbox may show. */
function useRows({ connection, deliveries, lineOf }: PageParts, callers: readonly LineSummary[]): InboxRow[] {
  const [waits, topics] = useMemo(() => {
    const lineOf = (lineId: LineId) => deliveries.lines.peek().find(({ delivery }) => delivery.id === lineId);
    return [createWaits(connection, lineOf), createTopics(connection, lineOf)] as const;
  }, [connection, deliveries]);
  useEffect(
    () => () => {
      waits.close();
      topics.close();
    },
    [waits, topics],
  );
  const lines = deliveries.lines.value;
  const mine = new Set(lines.map(({ delivery }) => delivery.id));
  const before = useRef<ReadonlyMap<LineId, InboxRow>>(new Map());
  const now: InboxRow[] = [
    ...deliveries.waiting.value
      // An agent's own line may be told of as waiting for a moment longer.
      .filter(({ lineId }) => !mine.has(lineId))
      .map((line): InboxRow => ({ kind: 'asked', id: line.lineId, line, since: line.askedAt })),
    ...lines.map((line): InboxRow => ({
      kind: 'open',
      id: line.delivery.id,
      line,
      since: waits.since(line),
      unread: deliveries.unread.value.get(line.delivery.id) ?? 0,
      hasCall: callers.includes(line) && isTalking(lineOf(line).calls),
      topic: topics.of(line),
    })),
  ];
  const rows = unchangedKept(now, before.current);
  before.current = new Map(rows.map((row) => [row.id, row]));
  return rows;
}

/** Nobody types slower between two letters of a word they know, ms. */
const PAUSE_MS = 300;

/** What was typed, once the typing rests; nothing at once. */
function useSettled(typed: string): string {
  const settled = useSignal(typed);
  useEffect(() => {
    const timer = setTimeout(() => (settled.value = typed), typed === '' ? 0 : PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  return settled.value;
}

/** The tab: who waits, as soon as somebody does, until it is chosen by hand. */
function useTab(rows: readonly InboxRow[]) {
  const tab = useSignal<DeskTab>('all');
  const isChosen = useRef(false);
  const waits = rows.some(({ since }) => since !== null);
  useEffect(() => {
    if (isChosen.current || !waits) return;
    isChosen.current = true;
    tab.value = 'waiting';
  }, [waits]);
  return tab;
}

/** The server's clock, read anew now and then, epoch ms: between two looks nothing is drawn anew for it. */
function useMinutes({ connection }: PageParts): number {
  const now = useSignal(connection.now());
  useEffect(() => {
    const timer = setInterval(() => (now.value = connection.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return now.value;
}

/** No line is in front yet: how many wait, and the way to who waits longest. */
function NoLine({ waiting }: { waiting: number }) {
  return (
    <div class="desk-empty is-none">
      <p>{waiting > 0 ? t().waitNow(waiting) : t().choose}</p>
      {waiting > 0 && (
        <button type="button" class="btn btn-line" onClick={openNext}>
          {t().openLongest}
          <kbd aria-hidden="true">J</kbd>
        </button>
      )}
    </div>
  );
}

/** Who sits here, as their lines know them. */
const myNameOn = (line: LineSummary | undefined) => line?.members.find(({ id }) => id === line.me)?.name ?? '';
