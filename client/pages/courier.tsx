import './courier.css';
import { useSignal, type Signal } from '@preact/signals';
import { useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { CallButton } from '../calls/call-button.tsx';
import { NextStop } from '../deliveries/next-stop.tsx';
import { isAhead, ordered } from '../deliveries/progress.ts';
import { quickRepliesFor } from '../deliveries/quick-replies-for.ts';
import { doorOf, Round, RoundHead } from '../deliveries/round.tsx';
import { StepButton, StepTrouble } from '../deliveries/step-button.tsx';
import { Steps } from '../deliveries/steps.tsx';
import { StopHeader } from '../deliveries/stop-header.tsx';
import { t as roundWords } from '../deliveries/round-strings.ts';
import { language } from '../language.ts';
import { distanceM } from '../../server/protocol/distance.ts';
import { LateDemoRide, LateMap, LateShareButton } from '../location/late-map.tsx';
import { distanceInWords } from '../location/distance-in-words.ts';
import { atDoorInWords, isAtDoor, timeInWords, timeLeftMs } from '../location/words.ts';
import { TalkButton } from '../notes/talk-button.tsx';
import { otherOf } from '../people/names.ts';
import { BackIcon, RideIcon } from '../ui/late-icons.tsx';
import { LanguageSwitch } from '../ui/language-switch.tsx';
import { Late } from '../ui/sheet.tsx';
import { CallLayer } from './call-layer.tsx';
import { LineView } from './line-view.tsx';
import { OfflineBanner } from './offline-banner.tsx';
import { pageConfig } from './page-config.ts';
import { ReplyInstead } from './reply-instead.tsx';
import { t } from './strings.ts';
import { useCallers } from './use-callers.ts';
import { useHash, useWide } from './use-place.ts';
import { useOpenLine } from './use-open-line.ts';
import type { PageParts } from './page-parts.ts';
import type { LineId, LineSummary, Point } from '#protocol';

/** The list of the round, as the hash in the address says it. */
const LIST = 'round';

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
  const callers = useCallers(parts, current ?? next);
  const riding = useSignal(false);
  const rideOn = current ?? next;
  const isRiding = riding.value && rideOn !== undefined;
  useEffect(() => deliveries.look(currentId), [currentId]);
  useEffect(() => {
    document.title = current ? `${doorOf(current.delivery)} · Doorline` : t().roundTitle;
  }, [currentId, language.value]);

  // What another device of theirs shares, or a background app, is theirs too.
  const shared = next && parts.lineOf(next).location.people.value.find(({ mine }) => mine);
  const fix = sharing.fix.value ?? shared?.fix ?? null;
  const here = fix?.point ?? null;
  const distanceTo = (point: Point) => (here ? distanceInWords(distanceM(here, point), language.value) : '');
  const howFar = (line: LineSummary) => {
    if (!here || line.delivery.status === 'arrived') return '';
    const { point } = line.delivery;
    if (isAtDoor({ sight: 'exact', fix }, distanceM(here, point))) return atDoorInWords(language.value);
    // The server knows how fast this courier rides today.
    const away = parts.lineOf(line).location.people.value.find(({ mine }) => mine)?.away;
    const leftMs = away?.leftMs ?? timeLeftMs(distanceM(here, point), 'riding');
    return `${distanceTo(point)} · ${timeInWords(leftMs, language.value)}`;
  };
  const { phase } = connection.state.value;
  const unsent = current ? parts.lineOf(current).timeline.unsent.value.length : 0;
  const round = { model: deliveries, current: currentId, hrefOf: (id: LineId) => `#${id}`, distanceTo };
  return (
    <main
      class={['phone', 'courier', current && 'has-line', phase === 'offline' && 'is-offline'].filter(Boolean).join(' ')}
    >
      <OfflineBanner phase={phase} unsent={unsent} />
      {!isRiding && (isWide || !current) && (
        <div class="round">
          <RoundHead model={deliveries} sharing={sharing.state.value.phase === 'sharing' || shared !== undefined} />
          <div class="round-scroll">
            {!isWide && next && isAhead(next.delivery.status) && (
              <Next key={next.delivery.id} parts={parts} line={next} howFar={howFar(next)} riding={riding} />
            )}
            <Round {...round} without={isWide || !ahead[0] ? undefined : ahead[0].delivery.id} />
          </div>
        </div>
      )}
      {!isRiding && current && (
        <Line
          key={current.delivery.id}
          parts={parts}
          line={current}
          howFar={howFar(current)}
          hasList={!isWide && lines.length > 1}
          moveFocus={chosen !== undefined}
          riding={riding}
        />
      )}
      {isRiding && rideOn && (
        <Late load={() => import('./riding.tsx')}>
          {(part) => (
            <part.Riding parts={parts} line={rideOn} callers={callers} onClose={() => (riding.value = false)} />
          )}
        </Late>
      )}
      {callers.map((line) => (
        <CallLayer
          key={line.delivery.id}
          parts={parts}
          line={line}
          about={doorOf(line.delivery)}
          instead={
            <ReplyInstead
              models={parts.lineOf(line)}
              replies={quickRepliesFor(deliveries.quickReplies.value, line.delivery.status)}
            />
          }
        />
      ))}
    </main>
  );
}

function Next({ parts, line, howFar, riding }: Pick<LineProps, 'parts' | 'line' | 'howFar' | 'riding'>) {
  const { deliveries, sharing } = parts;
  const models = useOpenLine(parts.lineOf, line);
  const config = pageConfig().value;
  const { delivery, members } = line;
  return (
    <>
      <div class="stage">
        <LateMap
          model={models.location}
          door={delivery.point}
          members={members}
          tiles={config?.tiles ?? null}
          inset={{ top: 56, right: 64, bottom: 56, left: 8 }}
        />
        <div class="over over-tl">
          <RideButton riding={riding} />
          {config?.demo && <LateDemoRide connection={parts.connection} lineId={delivery.id} />}
        </div>
        <div class="over over-tr">
          <LanguageSwitch />
        </div>
        <div class="over over-bl">
          <LateShareButton model={sharing} asCourier connection={parts.connection} />
        </div>
      </div>
      <NextStop
        line={line}
        unread={deliveries.unread.value.get(delivery.id) ?? 0}
        howFar={howFar}
        href={`#${delivery.id}`}
      >
        <div class="bar has-action">
          <CallButton model={models.calls} line={line} />
          <TalkButton model={models.notes} toName={otherOf(line)?.name ?? ''} />
          <StepButton model={deliveries} delivery={delivery} />
        </div>
        <StepTrouble model={deliveries} delivery={delivery} />
      </NextStop>
    </>
  );
}

interface LineProps {
  readonly parts: PageParts;
  readonly line: LineSummary;
  readonly howFar: string;
  /** The list is behind this line and a button leads back to it. */
  readonly hasList: boolean;
  /** The reader has chosen this line: the keyboard and the screen reader follow. */
  readonly moveFocus: boolean;
  readonly riding: Signal<boolean>;
}

/** Opens the page for riding. */
function RideButton({ riding }: Pick<LineProps, 'riding'>) {
  return (
    <button type="button" class="float" onClick={() => (riding.value = true)}>
      <RideIcon size="s" />
      <span>{roundWords().ride}</span>
    </button>
  );
}

function Line({ parts, line, howFar, hasList, moveFocus, riding }: LineProps) {
  const { deliveries } = parts;
  const { delivery } = line;
  const models = useOpenLine(parts.lineOf, line);
  const head = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (moveFocus) head.current?.focus({ preventScroll: true });
  }, [moveFocus]);
  const isOver = !isAhead(delivery.status);
  useLayoutEffect(() => {
    // The last step takes its button away, and the focus with it.
    if (isOver && document.activeElement === document.body) head.current?.focus({ preventScroll: true });
  }, [isOver]);
  const hasDemo = pageConfig().value?.demo && !isOver;
  const corners = useMemo(
    () => (
      <>
        <div class="over over-tl">
          {hasList && (
            <a class="float" href={`#${LIST}`} aria-label={roundWords().back}>
              <BackIcon />
            </a>
          )}
          <RideButton riding={riding} />
          {hasDemo && <LateDemoRide connection={parts.connection} lineId={delivery.id} />}
        </div>
        <div class="over over-tr">
          <LanguageSwitch />
        </div>
      </>
    ),
    [hasList, hasDemo, delivery.id, language.value],
  );
  return (
    <LineView
      parts={parts}
      line={line}
      models={models}
      corners={corners}
      head={
        <div ref={head} tabIndex={-1} class="line-head">
          <StopHeader line={line} howFar={howFar} />
        </div>
      }
      under={
        <>
          <Steps status={delivery.status} />
          <StepTrouble model={deliveries} delivery={delivery} />
        </>
      }
      action={!isOver && <StepButton model={deliveries} delivery={delivery} />}
      isOver={isOver}
    />
  );
}
