import './end.css';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { LastDone } from '../assistant/last-done.tsx';
import { endPlace, isFinal, lastSaid, pickupCode, type EndPlace } from '../deliveries/end-facts.ts';
import { EndFrame, EndHead, isThere } from '../deliveries/end-head.tsx';
import { endWords, type Over } from '../deliveries/end-words.ts';
import { t as tripStrings } from '../deliveries/strings.ts';
import { language } from '../language.ts';
import { LateMap } from '../location/late-map.tsx';
import { fromDoorInWords } from '../location/place-words.ts';
import { bodyInOneLine, nameOf } from '../timeline/entry-words.ts';
import { clockTime, dayInWords, sameDay } from '../time-words.ts';
import { PlaceIcon } from '../ui/icons.tsx';
import { BackIcon } from '../ui/late-icons.tsx';
import { EndCode } from './end-code.tsx';
import { EndRows } from './end-rows.tsx';
import { EndThanks } from './end-thanks.tsx';
import { pageConfig } from './page-config.ts';
import { t } from './end-strings.ts';
import type { OpenLine } from './open-line.ts';
import type { PageParts } from './page-parts.ts';
import type { Delivery, Entry, LineSummary, Point } from '#protocol';

/** What was said last, so much of it. */
const LAST_SAID = 3;

/** The sheet covers so much of the map, and a pin reaches up, px. */
const COVERED_PX = { top: 48, right: 0, bottom: 48, left: 8 };

export interface EndPageProps {
  readonly parts: PageParts;
  readonly line: LineSummary;
  readonly models: OpenLine;
  readonly status: Over;
  /** Over the page's upper corner. */
  readonly corners: ComponentChildren;
  /** It has just ended before the reader's eyes: the page they looked at is no more. */
  readonly takesFocus: boolean;
  /** Shows what was said, where it can be said on. */
  readonly onTalk: () => void;
}

/** After the last step: what became of the parcel, what was agreed, and what can still be done. */
export function EndPage({ parts, line, models, status, corners, takesFocus, onTalk }: EndPageProps) {
  const { delivery, members, me } = line;
  const { timeline, location } = models;
  const entries = timeline.entries.value;
  const isHanded = status === 'delivered' || status === 'left_at_place';
  const place = isHanded ? endPlace(entries, me) : null;
  const station = status === 'at_station' ? members.find(({ role, left }) => role === 'station' && !left) : undefined;
  const head = headOf(status, place, station?.name);
  const code = isThere(status) ? pickupCode(entries, me) : null;
  const last = lastSaid(entries, LAST_SAID);
  const now = parts.connection.now();
  const when = (at: number) => (sameDay(at, now) ? clockTime(at) : `${dayInWords(at, now)} ${clockTime(at)}`);
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (takesFocus) title.current?.focus({ preventScroll: true });
  }, []);
  useEffect(() => {
    document.title = t().pageTitle(head);
  }, [head, language.value]);
  return (
    <EndFrame
      status={status}
      corners={corners}
      map={
        <LateMap
          model={location}
          door={delivery.point}
          members={members}
          tiles={pageConfig().value?.tiles ?? null}
          inset={COVERED_PX}
          place={place && { point: place.place.point, title: place.place.name || t().agreedPlace }}
        />
      }
      head={<EndHead delivery={{ ...delivery, status }} now={now} head={head} title={title} />}
      foot={
        <div class="end-do">
          {isHanded ? (
            <EndThanks timeline={timeline} me={me} delivery={delivery} />
          ) : (
            <button type="button" class="btn btn-primary" onClick={onTalk}>
              {t().write}
            </button>
          )}
        </div>
      }
    >
      <LastDone connection={parts.connection} line={line} timeline={timeline} />
      {place && <Place place={place} byName={nameOf(members, place.by)} door={delivery.point} />}
      {code && <EndCode code={code.code} from={t().codeFrom(nameOf(members, code.entry.by), when(code.entry.at))} />}
      {last.length > 0 && <LastSaid entries={last} line={line} when={when} />}
      <EndRows parts={parts} line={line} isFinal={isFinal(status)} onTalk={onTalk} />
    </EndFrame>
  );
}

function Place({ place: { place, agreed }, byName, door }: { place: EndPlace; byName: string; door: Point }) {
  return (
    <p class="end-place">
      <PlaceIcon />
      <span>
        {agreed ? t().agreedPlace : t().placeOf(byName)}
        <b>
          {place.name && <bdi>{place.name}</bdi>}
          {place.name && t().and}
          {fromDoorInWords(place.point, door)}
        </b>
      </span>
    </p>
  );
}

interface LastSaidProps {
  readonly entries: readonly Entry[];
  readonly line: LineSummary;
  readonly when: (at: number) => string;
}

function LastSaid({ entries, line: { members, me }, when }: LastSaidProps) {
  return (
    <section class="agreed" aria-labelledby="end-last">
      <h2 id="end-last">{t().last}</h2>
      <ul>
        {entries.map(({ seq, at, by, body }) => (
          <li key={seq}>
            <time dateTime={new Date(at).toISOString()}>{when(at)}</time>
            <span dir="auto">{t().said(by === me ? t().you : nameOf(members, by), bodyInOneLine(body, members))}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

export interface EndBarProps {
  readonly delivery: Delivery;
  readonly status: Over;
  readonly onBack: () => void;
}

/** Over what was said: how it ended, and the way back to that. */
export function EndBar({ delivery, status, onBack }: EndBarProps) {
  const { head } = endWords()[status];
  const bar = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    // What was tapped to come here is gone; who types or talks is left alone.
    if (document.activeElement === document.body) bar.current?.focus({ preventScroll: true });
  }, []);
  return (
    <button ref={bar} type="button" class="end-bar" aria-label={t().back(head)} onClick={onBack}>
      <BackIcon />
      <span>
        <b>{head}</b>
        <small class="facts">
          {clockTime(delivery.statusAt)} · {tripStrings().tail(delivery.reference)}
        </small>
      </span>
    </button>
  );
}

/** The agreed place by its name, where the status says that it was left there; else what the status says. */
function headOf(status: Over, place: EndPlace | null, station: string | undefined): string {
  if (status === 'left_at_place' && place?.agreed && place.place.name) return t().leftAt(place.place.name);
  if (status === 'at_station' && station) return t().waitsAt(station);
  return endWords()[status].head;
}
