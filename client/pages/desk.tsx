import './desk.css';
import '../deliveries/round.css';
import { useEffect, useRef } from 'preact/hooks';
import { useSignal } from '@preact/signals';
import { LastWords } from '../deliveries/last-words.tsx';
import { statusWords } from '../deliveries/strings.ts';
import { language } from '../language.ts';
import { nameOrErased } from '../people/names.ts';
import { clockTime, dayInWords, sameDay } from '../time-words.ts';
import { BackIcon, SearchIcon } from '../ui/late-icons.tsx';
import { LanguageSwitch } from '../ui/language-switch.tsx';
import { Late, Sheet } from '../ui/sheet.tsx';
import { CallLayer } from './call-layer.tsx';
import { DeskSide, type ShownPlace } from './desk-side.tsx';
import { t } from './desk-strings.ts';
import { LineView } from './line-view.tsx';
import { OfflineBanner } from './offline-banner.tsx';
import { useCallers } from './use-callers.ts';
import { useHash, useWide } from './use-place.ts';
import { useOpenLine } from './use-open-line.ts';
import type { PageParts } from './page-parts.ts';
import type { CallModel } from '../calls/call-model.ts';
import type { Wanted } from '../timeline/find-entry.ts';
import type { Found, LineId, LineSummary, WaitingLine } from '#protocol';

/** From this width on the facts stand beside the line; the style sheet draws the column at the same width, px. */
const SIDE_FROM_PX = 1100;

/** The list, as the hash in the address says it. */
const LIST = '#lines';

/** The page of a pickup station and of customer service: their lines, who waits for them, and one line in front. */
export function Desk({ parts }: { parts: PageParts }) {
  const { connection, deliveries } = parts;
  const hash = useHash();
  const isWide = useWide();
  const searching = useSignal(false);
  const wanted = useSignal<{ lineId: string; entry: Wanted } | null>(null);
  const role = deliveries.role.value === 'agent' ? 'agent' : 'station';
  const lines = newestFirst(deliveries.lines.value, deliveries.unread.value);
  const current = lines.find(({ delivery }) => delivery.id === hash);
  const waiting = deliveries.waiting.value;
  const asked = hash !== '' && `#${hash}` !== LIST && !current ? hash : null;
  const callers = useCallers(parts, current);
  const { phase } = connection.state.value;
  const currentId = current?.delivery.id ?? null;
  const unsent = current ? parts.lineOf(current).timeline.unsent.value.length : 0;
  useEffect(() => deliveries.look(currentId), [currentId]);
  const lastId = useRef<LineId | null>(null);
  useEffect(() => {
    // Left, or taken off it: the list is what comes next, not the way back in.
    if (lastId.current !== null && hash === lastId.current && currentId === null) location.hash = LIST;
    lastId.current = currentId;
  }, [currentId, hash]);
  useEffect(() => {
    document.title = `${current ? current.delivery.recipientName : t().title[role]} · Doorline`;
  }, [currentId, language.value]);

  const go = (lineId: string) => (location.hash = lineId);
  return (
    <main class={phase === 'offline' ? 'phone desk is-offline' : 'phone desk'}>
      <OfflineBanner phase={phase} unsent={unsent} />
      {(isWide || (!current && !asked)) && (
        <div class="desk-list">
          <header class="top">
            <div>
              <h1>{t().title[role]}</h1>
            </div>
            {role === 'agent' && (
              <button type="button" class="float" aria-label={t().search} onClick={() => (searching.value = true)}>
                <SearchIcon size="s" />
              </button>
            )}
            <LanguageSwitch />
          </header>
          <div class="desk-rows">
            {waiting.length > 0 && (
              <section aria-label={t().waiting}>
                <h2 class="rest-title">{t().waiting}</h2>
                <ul>
                  {waiting.map((line) => (
                    <WaitingRow key={line.lineId} parts={parts} line={line} onJoined={go} />
                  ))}
                </ul>
              </section>
            )}
            <nav aria-label={t().lines}>
              <h2 class="rest-title">{lines.length > 0 ? t().lines : t().noLines}</h2>
              <ul>
                {lines.map((line) => (
                  <LineRow
                    key={line.delivery.id}
                    line={line}
                    unread={deliveries.unread.value.get(line.delivery.id) ?? 0}
                    isCurrent={line === current}
                    hasCall={callers.includes(line) && isTalking(parts.lineOf(line).calls)}
                    now={connection.now()}
                  />
                ))}
              </ul>
            </nav>
          </div>
        </div>
      )}
      {current ? (
        <DeskLine
          key={current.delivery.id}
          parts={parts}
          line={current}
          hasList={!isWide}
          wanted={wanted.value?.lineId === current.delivery.id ? wanted.value.entry : null}
        />
      ) : asked ? (
        <NotOn key={asked} parts={parts} lineId={asked} hasList={!isWide} />
      ) : (
        isWide && <p class="desk-empty">{t().choose}</p>
      )}
      {callers.map((line) => (
        <CallLayer key={line.delivery.id} parts={parts} line={line} about={aboutOf(line)} />
      ))}
      {searching.value && (
        <Sheet title={t().search} onClose={() => (searching.value = false)}>
          <Late load={() => import('../timeline/search-sheet.tsx')}>
            {(part) => (
              <part.SearchSheet
                search={(text, after) => deliveries.search(text, after)}
                byline={({ recipientName, reference }: Found) =>
                  `${nameOrErased(recipientName)} · ${t().tail(reference)}`
                }
                now={() => connection.now()}
                onChoose={({ entry }) => {
                  searching.value = false;
                  wanted.value = { lineId: entry.lineId, entry: { seq: entry.seq } };
                  go(entry.lineId);
                }}
              />
            )}
          </Late>
        </Sheet>
      )}
    </main>
  );
}

const aboutOf = ({ delivery }: LineSummary) =>
  [delivery.addressDetail || delivery.address, t().tail(delivery.reference)].join(' · ');

/** Who was not heard yet comes first, then the line on which something happened last. */
function newestFirst(lines: readonly LineSummary[], unread: ReadonlyMap<LineId, number>): LineSummary[] {
  const at = (line: LineSummary) => line.lastWords?.at ?? line.delivery.statusAt;
  const isUnread = (line: LineSummary) => Number(unread.has(line.delivery.id));
  return [...lines].sort((a, b) => isUnread(b) - isUnread(a) || at(b) - at(a));
}

interface LineRowProps {
  readonly line: LineSummary;
  readonly unread: number;
  readonly isCurrent: boolean;
  /** People talk on it now, here or without this desk. */
  readonly hasCall: boolean;
  /** Server's clock, epoch ms. */
  readonly now: number;
}

const isTalking = ({ state }: CallModel) =>
  ['running', 'connecting', 'talking', 'reconnecting'].includes(state.value.phase);

function LineRow({ line, unread, isCurrent, hasCall, now }: LineRowProps) {
  const { delivery, lastWords } = line;
  return (
    <li>
      <a
        class={['stop', 'desk-row', unread > 0 && 'is-unread', isCurrent && 'is-on'].filter(Boolean).join(' ')}
        href={`#${delivery.id}`}
        aria-current={isCurrent ? 'page' : undefined}
      >
        <div>
          <p>
            <b>
              <bdi>{delivery.recipientName}</bdi>
            </b>{' '}
            <span class="who">{delivery.addressDetail || delivery.address}</span>
          </p>
          <LastWords line={line} />
          <p class="words">
            {statusWords()[delivery.status].short} · {t().tail(delivery.reference)}
          </p>
        </div>
        <div class="stop-side facts">
          {hasCall && <span class="desk-call">{t().inCall}</span>}
          {unread > 0 && (
            <span class="count" role="img" aria-label={t().unread(unread)}>
              {unread}
            </span>
          )}
          {lastWords && (
            <span>{sameDay(lastWords.at, now) ? clockTime(lastWords.at) : dayInWords(lastWords.at, now)}</span>
          )}
        </div>
      </a>
    </li>
  );
}

const MINUTE_MS = 60_000;

function WaitingRow({
  parts,
  line,
  onJoined,
}: {
  parts: PageParts;
  line: WaitingLine;
  onJoined: (id: LineId) => void;
}) {
  const { busy, failed, join } = useJoin(parts, line.lineId, onJoined);
  const minutes = Math.floor((parts.connection.now() - line.askedAt) / MINUTE_MS);
  return (
    <li class="stop desk-row">
      <div>
        <p>
          <b>
            <bdi>{nameOrErased(line.recipientName)}</bdi>
          </b>
        </p>
        <p class="words">
          {statusWords()[line.status].short} · {t().tail(line.reference)}
        </p>
        <p class="words desk-waits" role="status">
          {failed ? t().joinFailed : t().waits(minutes)}
        </p>
      </div>
      <button type="button" class="btn btn-primary" aria-disabled={busy} onClick={join}>
        {busy ? t().joining : t().join}
      </button>
    </li>
  );
}

/** A line that was found and that this page is not on. */
function NotOn({ parts, lineId, hasList }: { parts: PageParts; lineId: string; hasList: boolean }) {
  const { busy, failed, join } = useJoin(parts, lineId as LineId, () => {});
  return (
    <div class="desk-empty">
      {hasList && <BackLink />}
      <h1>{t().notOn}</h1>
      {parts.deliveries.role.value === 'agent' && (
        <>
          <p>{failed ? t().joinFailed : t().notOnWhy}</p>
          <button type="button" class="btn btn-primary" aria-disabled={busy} onClick={join}>
            {busy ? t().joining : t().join}
          </button>
        </>
      )}
    </div>
  );
}

function useJoin({ deliveries }: PageParts, lineId: LineId, onJoined: (id: LineId) => void) {
  const busy = useSignal(false);
  const failed = useSignal(false);
  async function join() {
    if (busy.value) return;
    busy.value = true;
    failed.value = (await deliveries.join(lineId)) !== null;
    busy.value = false;
    if (!failed.value) onJoined(lineId);
  }
  return { busy: busy.value, failed: failed.value, join: () => void join() };
}

interface DeskLineProps {
  readonly parts: PageParts;
  readonly line: LineSummary;
  /** The list is behind this line and a link leads back to it. */
  readonly hasList: boolean;
  readonly wanted: Wanted | null;
}

function DeskLine({ parts, line, hasList, wanted }: DeskLineProps) {
  const models = useOpenLine(parts.lineOf, line);
  const place = useSignal<ShownPlace | null>(null);
  const isRoomy = useWide(SIDE_FROM_PX);
  const head = useRef<HTMLDivElement>(null);
  useEffect(() => head.current?.focus({ preventScroll: true }), []);
  const { delivery } = line;
  return (
    <>
      <LineView
        parts={parts}
        line={line}
        models={models}
        hasMap={false}
        corners={null}
        head={
          <div ref={head} tabIndex={-1} class="desk-head facts">
            {hasList && <BackLink />}
            <h1>
              <bdi>{delivery.recipientName}</bdi> · {delivery.addressDetail || delivery.address}
            </h1>
            <p>
              {statusWords()[delivery.status].short} · {delivery.courierName} · {t().tail(delivery.reference)}
            </p>
          </div>
        }
        isOver={false}
        wanted={wanted}
      />
      {isRoomy && (
        <aside class="desk-side" aria-label={t().side}>
          <DeskSide parts={parts} line={line} models={models} place={place} />
        </aside>
      )}
    </>
  );
}

function BackLink() {
  return (
    <a class="desk-back" href={LIST}>
      <BackIcon size="s" />
      {t().back}
    </a>
  );
}
