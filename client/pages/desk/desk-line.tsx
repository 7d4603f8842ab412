import '../line.css';
import './desk-line.css';
import type { ComponentChildren } from 'preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { useSignal } from '@preact/signals';
import { CallButton } from '../../calls/call-button.tsx';
import { callSheet } from '../../calls/call-sheet.ts';
import { quickRepliesFor } from '../../deliveries/quick-replies-for.ts';
import { statusWords } from '../../deliveries/strings.ts';
import { TalkButton } from '../../notes/talk-button.tsx';
import { MembersLine, MoreButton } from '../../people/members-line.tsx';
import { otherOf } from '../../people/names.ts';
import { clockTime, dayInWords, sameDay } from '../../time-words.ts';
import { Composer } from '../../timeline/composer.tsx';
import { Marked } from '../../timeline/marked.tsx';
import { PlaceIcon } from '../../ui/icons.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { useLoaded } from '../../ui/use-loaded.ts';
import { CallStripLayer } from '../call-layer.tsx';
import { deskEntry } from './desk-entry.tsx';
import { FindBar, useFind } from './find-bar.tsx';
import { useSpaceTalk } from './keys.tsx';
import { isProblemStatus } from './inbox-order.ts';
import { DeskSide, type ShownPlace } from './side.tsx';
import { t } from './strings.ts';
import { SuggestedReplies } from './suggested-replies.tsx';
import { Summary } from './summary.tsx';
import { useSummary } from './use-summary.ts';
import { LineSaid } from '../line-said.tsx';
import { QuickReplies } from '../quick-replies.tsx';
import { useOpenLine } from '../use-open-line.ts';
import type { LineSheetName } from '../line-sheets.tsx';
import type { PageParts } from '../page-parts.ts';
import type { Wanted } from '../../timeline/find-entry.ts';
import type { LineSummary } from '#protocol';

export interface DeskLineProps {
  readonly parts: PageParts;
  readonly line: LineSummary;
  /** There is room for what is beside the line. */
  readonly isRoomy: boolean;
  /** Leads back to the list, where that is behind this line. */
  readonly back: ComponentChildren;
  /** What is looked for, without blanks at its ends; empty: nothing. */
  readonly term: string;
  readonly onEndSearch: () => void;
  /** An entry to go to as soon as the line is there. */
  readonly wanted: { readonly seq: number } | null;
}

/** One line at the desk: what was said as numbered rows, what can be said, and beside it what is known and can be done. */
export function DeskLine({ parts, line, isRoomy, back, term, onEndSearch, wanted }: DeskLineProps) {
  const { connection, deliveries } = parts;
  const { delivery, members, me } = line;
  const models = useOpenLine(parts.lineOf, line);
  const { timeline, notes, calls, pins } = models;
  const sheet = useSignal<LineSheetName | null>(null);
  const place = useSignal<ShownPlace | null>(null);
  const sideOpen = useSignal(false);
  const goTo = useRef<(wanted: Wanted) => void>(() => {});
  const head = useRef<HTMLDivElement>(null);
  const sheets = useLoaded(() => import('../line-sheets.tsx'));
  const loadedPointing = useLoaded(() => import('../../location/pointing-part.ts'));
  const pointing = loadedPointing === 'gone' ? null : loadedPointing;
  const photos = useLoaded(() => import('../../photos/photo-button.tsx'));
  const find = useFind(timeline, term, (to) => goTo.current(to));
  const row = useMemo(() => deskEntry(find.at), [find.at]);
  const words = useMemo(() => (text: string) => <Marked text={text} words={term} />, [term]);
  const isLoaded = timeline.loaded.value;
  useEffect(() => head.current?.focus({ preventScroll: true }), []);
  useSpaceTalk(notes);
  useEffect(() => {
    if (wanted === null || !isLoaded) return;
    find.at.value = wanted.seq;
    goTo.current(wanted);
  }, [wanted, isLoaded]);
  useEffect(() => {
    if (isRoomy) sideOpen.value = false;
  }, [isRoomy]);

  const recordings = notes.here.value;
  const isAgent = members.find(({ id }) => id === me)?.role === 'agent';
  const summary = useSummary({ connection, lineId: delivery.id, entries: timeline.entries.value, isAgent });
  const replies = quickRepliesFor(deliveries.quickReplies.value, delivery.status);
  const side = (
    <DeskSide
      parts={parts}
      line={line}
      models={models}
      place={place}
      onPin={isRoomy ? (id) => (sheet.value = { kind: 'pin', id }) : null}
    />
  );
  return (
    <>
      <section class="desk-line" aria-label={delivery.recipientName}>
        <header class="desk-head">
          {back}
          <div ref={head} tabIndex={-1} class="desk-head-words facts">
            <h1>
              <bdi>{delivery.recipientName}</bdi> · <bdi>{delivery.addressDetail || delivery.address}</bdi>
            </h1>
            <p>
              {t().number(delivery.reference)} · <bdi>{delivery.courierName}</bdi>
              {!isAgent &&
                ` · ${t().since(statusWords()[delivery.status].short, whenSince(delivery.statusAt, connection.now()))}`}
            </p>
          </div>
          {isProblemStatus(delivery.status) && (
            <span class="desk-tag is-bad">{statusWords()[delivery.status].short}</span>
          )}
          {!isRoomy && (
            <button
              type="button"
              class="btn desk-open-side"
              aria-haspopup="dialog"
              onClick={() => (sideOpen.value = true)}
            >
              {t().openSide}
            </button>
          )}
          <MoreButton onOpen={() => (sheet.value = { kind: 'line' })} />
        </header>
        {/* Beside the line they are all named. */}
        {!isRoomy && <MembersLine line={line} />}
        {isAgent && <Summary line={line} summary={summary} now={connection.now()} />}
        {term !== '' && <FindBar find={find} term={term} onEnd={onEndSearch} />}
        <CallStripLayer parts={parts} line={line} />
        <LineSaid
          parts={parts}
          line={line}
          models={models}
          words={words}
          row={row}
          // In a sheet the map covers the words: nothing is moved on it from here.
          pins={isRoomy ? pins : null}
          pointing={pointing}
          onPoint={(shown) => {
            place.value = shown;
            if (!isRoomy) sideOpen.value = true;
          }}
          onAct={(entry) => (sheet.value = { kind: 'entry', entry })}
          takeGoTo={(go) => (goTo.current = go)}
        />
        {pins.moving.value !== null && pointing && (
          <pointing.MoveBar connection={connection} learn={timeline.learn} pins={pins} door={delivery.point} />
        )}
        {recordings && <recordings.views.CutOffOffer model={recordings.model} />}
        <SuggestedReplies summary={summary} draft={timeline.draft}>
          {replies.length > 0 && (
            <QuickReplies replies={replies} say={(text) => timeline.say({ kind: 'text', text }, null)} />
          )}
        </SuggestedReplies>
        <div class="desk-say">
          <Composer key={delivery.id} model={timeline} me={me} members={members}>
            {photos === null || photos === 'gone' ? (
              <span class="tool" />
            ) : (
              <photos.PhotoButton class="tool" say={timeline.say} />
            )}
            <button type="button" class="tool" aria-haspopup="dialog" onClick={() => (sheet.value = { kind: 'place' })}>
              <PlaceIcon />
              <span>{t().place}</span>
            </button>
          </Composer>
          <div class="bar">
            <CallButton model={calls} line={line} />
            <TalkButton
              model={notes}
              toName={otherOf(line)?.name ?? ''}
              onHelp={(failure) => (callSheet.value = { lineId: delivery.id, kind: 'help', failure })}
            />
          </div>
        </div>
      </section>
      {isRoomy ? (
        <aside class="desk-side" aria-label={t().side}>
          {side}
        </aside>
      ) : (
        sideOpen.value && (
          <Sheet title={t().side} onClose={() => (sideOpen.value = false)}>
            <div class="over-sheet-scroll desk-side">{side}</div>
          </Sheet>
        )
      )}
      {sheets !== null && sheets !== 'gone' && (
        <sheets.LineSheets parts={parts} line={line} models={models} open={sheet} goTo={(to) => goTo.current(to)} />
      )}
    </>
  );
}

const whenSince = (at: number, now: number) =>
  sameDay(at, now) ? clockTime(at) : `${dayInWords(at, now)} ${clockTime(at)}`;
