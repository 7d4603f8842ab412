import './pages.css';
import './desk.css';
import './desk-call.css';
import '../deliveries/round.css';
import '../people/people.css';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { useSignal } from '@preact/signals';
import { SEARCH_MAX } from '../../server/protocol/limits.ts';
import { useNewsSpoken } from '../deliveries/use-news-spoken.ts';
import { createWaits } from '../deliveries/waits.ts';
import { language } from '../language.ts';
import { initialOf } from '../people/names.ts';
import { BackIcon, SearchIcon } from '../ui/late-icons.tsx';
import { LanguageSwitch } from '../ui/language-switch.tsx';
import { CallLayer } from './call-layer.tsx';
import { DeskFound } from './desk-found.tsx';
import { Inbox } from './desk-inbox.tsx';
import { NotOn } from './desk-join.tsx';
import { KeysBar, KeysSheet, useDeskKeys } from './desk-keys.tsx';
import { DeskLine } from './desk-line.tsx';
import { t } from './desk-strings.ts';
import { OfflineBanner } from './offline-banner.tsx';
import { useCallers } from './use-callers.ts';
import { useHash, useWide } from './use-place.ts';
import type { DeskFilter, DeskTab, InboxRow } from './desk-order.ts';
import type { PageParts } from './page-parts.ts';
import type { CallModel } from '../calls/call-model.ts';
import type { LineId, LineSummary } from '#protocol';

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
  const wanted = useSignal<{ lineId: LineId; seq: number } | null>(null);
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
    if (currentId !== null && wanted.peek()?.lineId !== currentId) wanted.value = null;
  }, [currentId, hash]);
  useEffect(() => {
    document.title = `${current ? current.delivery.recipientName : t().title[role]} · Doorline`;
  }, [currentId, language.value]);

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
        <header class="desk-top">
          <h1>
            <DoorIcon />
            <span class="desk-brand">Doorline</span> <span>{t().title[role]}</span>
          </h1>
          <form class="desk-search" role="search" onSubmit={(event) => event.preventDefault()}>
            <SearchIcon size="s" />
            <input
              type="search"
              dir="auto"
              maxLength={SEARCH_MAX}
              enterkeyhint="search"
              aria-label={t().search[role]}
              aria-keyshortcuts="/"
              placeholder={t().search[role]}
              value={search.value}
              onInput={(event) => (search.value = event.currentTarget.value)}
              onKeyDown={(event) => {
                if (event.key !== 'Escape') return;
                search.value = '';
                event.currentTarget.blur();
              }}
            />
            {isWide && search.value === '' && <kbd aria-hidden="true">/</kbd>}
          </form>
          <div class="desk-me">
            {phase !== 'offline' && <span>{phase === 'online' ? t().online : t().connecting}</span>}
            <Me lines={lines} />
            <LanguageSwitch />
          </div>
        </header>
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
              onChoose={({ entry }) => {
                wanted.value = { lineId: entry.lineId, seq: entry.seq };
                location.hash = entry.lineId;
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
          onEndSearch={() => {
            search.value = '';
            document.querySelector<HTMLElement>('.desk-head-words')?.focus();
          }}
          wanted={wanted.value?.lineId === current.delivery.id ? wanted.value : null}
        />
      ) : asked ? (
        <NotOn
          key={asked}
          parts={parts}
          lineId={asked}
          asked={deliveries.waiting.value.find(({ lineId }) => lineId === asked)}
          back={back}
        />
      ) : (
        isWide && <p class="desk-empty">{t().choose}</p>
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
  const waits = useMemo(
    () => createWaits(connection, (lineId) => deliveries.lines.peek().find(({ delivery }) => delivery.id === lineId)),
    [connection, deliveries],
  );
  useEffect(() => () => waits.close(), [waits]);
  const lines = deliveries.lines.value;
  const mine = new Set(lines.map(({ delivery }) => delivery.id));
  return [
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
    })),
  ];
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

/** The server's clock, read anew now and then, epoch ms. */
function useMinutes({ connection }: PageParts): number {
  const tick = useSignal(0);
  useEffect(() => {
    const timer = setInterval(() => (tick.value += 1), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  void tick.value;
  return connection.now();
}

/** Who sits here, as the lines know them. */
function Me({ lines }: { lines: readonly LineSummary[] }) {
  const name = lines[0]?.members.find(({ id }) => id === lines[0]?.me)?.name;
  if (!name) return null;
  return (
    <span class="desk-my-name">
      <span class="face face-joined" aria-hidden="true">
        {initialOf(name)}
      </span>
      <bdi>{name}</bdi>
    </span>
  );
}

/** The sign of the house. */
const DoorIcon = () => (
  <svg class="desk-mark" viewBox="0 0 24 24" aria-hidden="true">
    <path d="M2 20.5h7V5a1.5 1.5 0 0 1 1.5-1.5h8A1.5 1.5 0 0 1 20 5v15.5h2" />
    <path d="M16 12v1.5" />
  </svg>
);
