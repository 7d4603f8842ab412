import './courier.css';
import { useSignal } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { isAhead, ordered } from '../deliveries/progress.ts';
import { quickRepliesFor } from '../deliveries/quick-replies-for.ts';
import { doorOf } from '../deliveries/door-of.ts';
import { t as outcomeWords } from '../deliveries/outcome-strings.ts';
import { Round, RoundHead } from '../deliveries/round.tsx';

import { useNewsSpoken } from '../deliveries/use-news-spoken.ts';
import { language } from '../language.ts';
import { distanceM } from '../../server/protocol/distance.ts';
import { distanceInWords } from '../location/distance-in-words.ts';
import { atDoorInWords, isAtDoor, timeLeftMs, wayInWords } from '../location/words.ts';
import { LanguageSwitch } from '../ui/language-switch.tsx';
import { Late, Sheet } from '../ui/sheet.tsx';
import { CallLayer } from './call-layer.tsx';
import { CourierLine, LIST, RideButton } from './courier-line.tsx';
import { Next, NextMap, StopActs } from './courier-stop.tsx';
import { LateAbout } from './late-about.tsx';
import { LatePageNotes } from './late-page-notes.tsx';
import { OfflineBanner } from './offline-banner.tsx';
import { ReplyInstead } from './reply-instead.tsx';
import { t } from './strings.ts';
import { useCallers } from './use-callers.ts';
import { useHash, useWide } from './use-place.ts';
import type { PageParts } from './page-parts.ts';
import type { LineId, LineSummary, Point } from '#protocol';

/** The courier's page: the round, and one of its lines. On a wide screen both at once. */
export function Courier({ parts }: { parts: PageParts }) {
  const { connection, deliveries, sharing } = parts;
  const lines = deliveries.lines.value;
  const hash = useHash();
  const isWide = useWide();
  const { ahead, over } = ordered(lines);
  const next = ahead[0] ?? over[0];
  const chosen = lines.find((line) => line.delivery.id === hash);
  // A round of one needs no list first; a wide screen has room for both.
  const current = chosen ?? (isWide || (lines.length === 1 && hash !== LIST) ? next : undefined);
  const currentId = current?.delivery.id ?? null;
  /** The stop that is drawn large over the list. */
  const large = !isWide && !current && next && isAhead(next.delivery.status) ? next : undefined;
  const callers = useCallers(parts, current ?? next);
  const ending = useSignal<LineId | null>(null);
  const ended = lines.find((line) => line.delivery.id === ending.value);
  const riding = useSignal(false);
  const rideOn = current ?? next;
  const isRiding = riding.value && rideOn !== undefined;
  useEffect(() => deliveries.look(currentId), [currentId]);
  useNewsSpoken(lines, currentId);
  useEffect(() => {
    document.title = current ? `${doorOf(current.delivery)} · Doorline` : t().roundTitle;
  }, [currentId, language.value]);
  const page = useRef<HTMLElement>(null);
  useFocusKept(page, [isRiding, large?.delivery.id, ended === undefined]);

  // What another device of theirs shares, or a background app, is theirs too.
  const shared = next && parts.lineOf(next).location.people.value.find(({ mine }) => mine);
  const fix = sharing.fix.value ?? shared?.fix ?? null;
  const here = fix?.point ?? null;
  const { phase: sharingPhase } = sharing.state.value;
  const distanceTo = (point: Point) => (here ? distanceInWords(distanceM(here, point), language.value) : '');
  const howFar = (line: LineSummary) => {
    if (!here || line.delivery.status === 'arrived') return '';
    const { point } = line.delivery;
    if (isAtDoor({ sight: 'exact', fix }, distanceM(here, point))) return atDoorInWords(language.value);
    // The server knows how fast this courier rides today.
    const away = parts.lineOf(line).location.people.value.find(({ mine }) => mine)?.away;
    const leftMs = away?.leftMs ?? timeLeftMs(distanceM(here, point), 'riding');
    return wayInWords(distanceTo(point), leftMs, language.value);
  };
  const { phase } = connection.state.value;
  /** The lines on which something waits on this phone. */
  const waiting = lines.flatMap(({ delivery }) => {
    const timeline = parts.openedOn(delivery.id)?.timeline;
    return timeline && timeline.unsent.value.length > 0 ? [timeline] : [];
  });
  const acts = (line: LineSummary) => <StopActs parts={parts} line={line} ending={ending} />;
  return (
    <main
      ref={page}
      class={['phone', 'courier', current && 'has-line', phase === 'offline' && 'is-offline'].filter(Boolean).join(' ')}
    >
      {callers.map((line) => (
        <CallLayer
          key={line.delivery.id}
          parts={parts}
          line={line}
          about={doorOf(line.delivery)}
          // In the list it is the large stop's own.
          isAway={!isRiding && line.delivery.id !== (current ?? large)?.delivery.id}
          instead={
            <ReplyInstead
              models={parts.lineOf(line)}
              replies={quickRepliesFor(deliveries.quickReplies.value, line.delivery.status)}
            />
          }
        />
      ))}
      <OfflineBanner
        phase={phase}
        unsent={waiting.reduce((sum, { unsent }) => sum + unsent.value.length, 0)}
        unsafe={waiting.some(({ unsafe }) => unsafe.value)}
      />
      {!isRiding && (isWide || !current) && (
        <div class="round">
          <RoundHead
            model={deliveries}
            sharing={sharingPhase === 'sharing' || sharingPhase === 'by_app' || shared !== undefined}
          >
            {!large && !current && <LanguageSwitch />}
            {ahead.length > 0 && <RideButton riding={riding} class="btn btn-line" />}
          </RoundHead>
          <LatePageNotes connection={connection} />
          <div class="round-scroll">
            {large && <NextMap key={large.delivery.id} parts={parts} line={large} then={ahead.slice(1)} />}
            <div class="round-words">
              {large && (
                <Next key={large.delivery.id} parts={parts} line={large} howFar={howFar(large)} then={ahead[1]}>
                  {acts(large)}
                </Next>
              )}
              <Round
                model={deliveries}
                current={currentId}
                hrefOf={(id) => `#${id}`}
                distanceTo={distanceTo}
                unsentOn={(id) => parts.openedOn(id)?.timeline.unsent.value.length ?? 0}
                actsOf={(line) => (
                  <>
                    {acts(line)}
                    {/* Under what can be done: it comes a moment later, and moves nothing from under the thumb. */}
                    <LateAbout
                      connection={connection}
                      line={line}
                      timeline={parts.lineOf(line).timeline}
                      isLarge={false}
                    />
                  </>
                )}
                without={large?.delivery.id}
              />
            </div>
          </div>
        </div>
      )}
      {!isRiding && current && (
        <CourierLine
          key={current.delivery.id}
          parts={parts}
          line={current}
          howFar={howFar(current)}
          hasList={!isWide && lines.length > 1}
          moveFocus={chosen !== undefined}
          riding={isWide ? null : riding}
        />
      )}
      {isRiding && rideOn && (
        <Late load={() => import('./riding.tsx')}>
          {(part) => (
            <part.Riding parts={parts} line={rideOn} callers={callers} onClose={() => (riding.value = false)} />
          )}
        </Late>
      )}
      {ended && (
        <Sheet title={outcomeWords().title} onClose={() => (ending.value = null)}>
          <Late load={() => import('../deliveries/outcome-sheet.tsx')}>
            {(part) => (
              <part.OutcomeSheet model={deliveries} delivery={ended.delivery} onDone={() => (ending.value = null)} />
            )}
          </Late>
        </Sheet>
      )}
    </main>
  );
}

/** Where a change has taken the focused part of the page away, the focus goes to the part that took its place. */
function useFocusKept(page: { readonly current: HTMLElement | null }, changes: readonly unknown[]) {
  const isFirst = useRef(true);
  useLayoutEffect(() => {
    if (isFirst.current) {
      isFirst.current = false;
      return;
    }
    if (document.activeElement !== document.body) return;
    const places = ['.next h2', '.line-head', '.ride-open'];
    const there = places.map((place) => page.current?.querySelector<HTMLElement>(place)).find(Boolean);
    there?.focus({ preventScroll: true });
  }, [...changes]);
}
