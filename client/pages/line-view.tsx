import './line.css';
import type { ComponentChildren } from 'preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { useSignal } from '@preact/signals';
import { CallButton } from '../calls/call-button.tsx';
import { callSheet } from '../calls/call-sheet.ts';
import { quickRepliesFor } from '../deliveries/quick-replies-for.ts';
import { LateMap, LateShareButton } from '../location/late-map.tsx';
import { TalkButton } from '../notes/talk-button.tsx';
import { MembersLine, MoreButton } from '../people/members-line.tsx';
import { otherOf } from '../people/names.ts';
import { Composer } from '../timeline/composer.tsx';
import { TimelineComing } from '../timeline/timeline-coming.tsx';
import { PlaceIcon } from '../ui/icons.tsx';
import { useLoaded } from '../ui/use-loaded.ts';
import { CallStripLayer } from './call-layer.tsx';
import type { LineSheetName } from './line-sheets.tsx';
import { pageConfig } from './page-config.ts';
import { QuickReplies } from './quick-replies.tsx';
import { t } from './strings.ts';
import type * as saidPartType from './line-said.tsx';
import type { OpenLine } from './open-line.ts';
import type { PageParts } from './page-parts.ts';
import type { Wanted } from '../timeline/find-entry.ts';
import type { LineSummary, Point } from '#protocol';

/** The sheet and the share button cover so much of the map's lower edge, a courier's buttons so much of the upper one, px. */
const COVERED_PX = { bottom: 76, top: 56 };

let saidPart: typeof saidPartType | null = null;
/** Once it is here, the next line is drawn with it at once. */
const loadSaid = async () => (saidPart ??= await import('./line-said.tsx'));

export interface LineViewProps {
  readonly parts: PageParts;
  readonly line: LineSummary;
  readonly models: OpenLine;
  /** Over the map's upper corners. */
  readonly corners: ComponentChildren;
  /** Who comes or where to go. */
  readonly head: ComponentChildren;
  /** Under the head, over its whole width. */
  readonly under?: ComponentChildren;
  /** What stands beside Call and Hold to talk. */
  readonly action?: ComponentChildren;
  /** Nothing is left to meet about: the map gives way to the words. */
  readonly isOver: boolean;
  /** An entry to go to as soon as the line is there. */
  readonly wanted?: Wanted | null;
}

/** One line: the map, and on a sheet over it everything that was said and can be said. */
export function LineView(props: LineViewProps) {
  const { parts, line, models, corners, head, under, action, isOver, wanted = null } = props;
  const { connection, deliveries, sharing } = parts;
  const isTall = useSignal(false);
  const shown = useSignal<{ point: Point; title: string } | null>(null);
  const sheet = useSignal<LineSheetName | null>(null);
  const sheets = useLoaded(() => import('./line-sheets.tsx'));
  const lateSaid = useLoaded(loadSaid);
  const said = saidPart ?? lateSaid;
  const loadedPointing = useLoaded(() => import('../location/pointing-part.ts'));
  const pointing = loadedPointing === 'gone' ? null : loadedPointing;
  const assistant = useLoaded(() => import('../assistant/line-part.ts'));
  const photos = useLoaded(() => import('../photos/photo-button.tsx'));
  const goTo = useRef<(wanted: Wanted) => void>(() => {});
  const below = useRef<HTMLElement>(null);
  const { delivery, members, me } = line;
  const { timeline, notes, calls, location, pins } = models;
  const isCourier = members.find(({ id }) => id === me)?.role === 'courier';
  const recordings = notes.here.value;
  const config = pageConfig().value;
  const replies = quickRepliesFor(deliveries.quickReplies.value, delivery.status);
  const named = useLoaded(() => import('../location/landmark-words.tsx'));
  const words = useMemo(
    () =>
      named === null || named === 'gone'
        ? (text: string) => text
        : named.landmarkWords(delivery.id, connection.token, delivery.point, (place) => (shown.value = place)),
    [named, delivery.id, delivery.point.lat, delivery.point.lng],
  );
  const isLoaded = timeline.loaded.value;
  useEffect(() => {
    if (wanted !== null && isLoaded) goTo.current(wanted);
  }, [wanted, isLoaded, said]);
  const isMoving = pins.moving.value !== null;
  const isAbout = shown.value !== null || pins.chosen.value !== null || isMoving;
  const isSmallMap = (isTall.value || isOver) && !isAbout;

  return (
    <div class={isSmallMap ? 'line is-tall' : 'line'}>
      <button
        type="button"
        class="btn skip"
        onClick={() => below.current?.querySelector<HTMLElement>('.chips button, textarea')?.focus()}
      >
        {t().skip}
      </button>
      <div class="stage">
        <LateMap
          model={location}
          door={delivery.point}
          address={[delivery.address, delivery.addressDetail].filter(Boolean).join(' ')}
          members={members}
          tiles={config?.tiles ?? null}
          place={shown.value}
          inset={{
            top: isCourier || config?.demo ? COVERED_PX.top : 8,
            right: 64,
            bottom: COVERED_PX.bottom,
            left: 8,
          }}
          over={(map) =>
            pointing && (
              <pointing.MapOver
                view={map}
                connection={connection}
                lineId={delivery.id}
                me={me}
                members={members}
                door={delivery.point}
                pins={pins}
                unsent={timeline.unsent.value}
                learn={timeline.learn}
                onOpen={(id) => {
                  pins.chosen.value = id;
                  sheet.value = { kind: 'pin', id };
                }}
              />
            )
          }
        />
        {corners}
        {!isOver && !isMoving && (
          <div class="over over-bl">
            <LateShareButton model={sharing} asCourier={isCourier} connection={connection} />
          </div>
        )}
      </div>
      <section class="sheet" ref={below}>
        <button
          type="button"
          class="grip"
          aria-label={isSmallMap ? t().moreMap : t().moreTimeline}
          onClick={() => {
            isTall.value = !isSmallMap;
            shown.value = null;
            pins.chosen.value = null;
          }}
        />
        <div class="line-top">
          <div>{head}</div>
          <MoreButton onOpen={() => (sheet.value = { kind: 'line' })} />
        </div>
        <MembersLine line={line} />
        {under}
        {isCourier && assistant !== null && assistant !== 'gone' && (
          <assistant.AgreedLine connection={connection} line={line} timeline={timeline} />
        )}
        <CallStripLayer parts={parts} line={line} />
        {said === null || said === 'gone' ? (
          <TimelineComing isGone={said === 'gone'} />
        ) : (
          <said.LineSaid
            parts={parts}
            line={line}
            models={models}
            words={words}
            pins={pins}
            pointing={pointing}
            onPoint={(place) => (shown.value = place)}
            onAct={(entry) => (sheet.value = { kind: 'entry', entry })}
            takeGoTo={(go) => (goTo.current = go)}
          />
        )}
        {isMoving && pointing ? (
          <pointing.MoveBar connection={connection} learn={timeline.learn} pins={pins} door={delivery.point} />
        ) : (
          <>
            {recordings && <recordings.views.CutOffOffer model={recordings.model} />}
            {assistant !== null && assistant !== 'gone' && (
              <assistant.SuggestionCard connection={connection} line={line} timeline={timeline} />
            )}
            {replies.length > 0 && (
              <QuickReplies replies={replies} say={(text) => timeline.say({ kind: 'text', text }, null)} />
            )}
            <Composer key={delivery.id} model={timeline} me={me} members={members}>
              {photos === null || photos === 'gone' ? (
                <span class="tool" />
              ) : (
                <photos.PhotoButton class="tool" say={timeline.say} />
              )}
              <button
                type="button"
                class="tool"
                aria-haspopup="dialog"
                onClick={() => (sheet.value = { kind: 'place' })}
              >
                <PlaceIcon />
                <span>{t().place}</span>
              </button>
            </Composer>
            <div class={action ? 'bar has-action' : 'bar'}>
              <CallButton model={calls} line={line} />
              <TalkButton
                model={notes}
                toName={otherOf(line)?.name ?? ''}
                onHelp={(failure) => (callSheet.value = { lineId: delivery.id, kind: 'help', failure })}
              />
              {action}
            </div>
          </>
        )}
      </section>
      {sheets !== null && sheets !== 'gone' && (
        <sheets.LineSheets parts={parts} line={line} models={models} open={sheet} goTo={(to) => goTo.current(to)} />
      )}
    </div>
  );
}
