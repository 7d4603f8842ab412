import './location.css';
import { effect } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Member, MemberId, Point } from '#protocol';
import { language } from '../language.ts';
import { distanceM } from '../../server/protocol/distance.ts';
import type { Inset, MapView, ShownPlace } from './map-view.ts';
import type { LocationModel } from './model.ts';
import type { ShownPerson } from './person-marker.ts';
import { t } from './strings.ts';
import type { TileSource } from './tiles.ts';
import { ageInWords, modeOf, sightingInWords } from './words.ts';

export interface LineMapProps {
  readonly model: LocationModel;
  /** Where the parcel goes: `delivery.point`. */
  readonly door: Point;
  /** Everybody on the line, for names and roles. */
  readonly members: readonly Member[];
  /** Raster tiles under the drawing; null where the operator has none. */
  readonly tiles?: TileSource | null;
  /** The place that is spoken of: marked, and brought into view whenever it is another one. */
  readonly place?: ShownPlace | null;
  /** Covered by the page's own parts, px: nobody is centred under them. */
  readonly inset?: Inset;
  /** Drawn over the map once it is there: pins, pointers and their buttons. */
  readonly over?: (view: MapView) => ComponentChildren;
}

/** The shared live map of one line, and its text twin. Fills its parent; Leaflet is loaded when it is first drawn. */
export function LineMap({ model, door, members, tiles = null, place = null, inset, over }: LineMapProps) {
  const element = useRef<HTMLDivElement>(null);
  const [view, setView] = useState<MapView | null>(null);
  const [tries, setTries] = useState(0);
  const [failed, setFailed] = useState(false);
  const doorMine = members.find(({ id }) => id === model.me)?.role === 'recipient';

  useEffect(() => {
    const gone = new AbortController();
    let opened: MapView | null = null;
    let endLanguage = () => {};
    async function open(): Promise<void> {
      const [{ openMap }, { loadCompound }] = await Promise.all([
        import('./map-view.ts'),
        import('./load-compound.ts'),
      ]);
      if (gone.signal.aborted || !element.current) return;
      const map = openMap(element.current, { door, doorMine });
      opened = map;
      setFailed(false);
      setView(map);
      const compound = await loadCompound(model.lineId, model.token, gone.signal);
      endLanguage = effect(() => map.showCompound(compound, language.value));
    }
    open().catch(() => {
      if (gone.signal.aborted) return;
      setFailed(true);
      globalThis.addEventListener('online', () => setTries((count) => count + 1), { once: true, signal: gone.signal });
    });
    return () => {
      gone.abort();
      endLanguage();
      opened?.close();
      setView(null);
    };
  }, [model, door.lat, door.lng, doorMine, tries]);

  useEffect(() => view?.setTiles(tiles), [view, tiles]);
  useEffect(() => view?.setInset(inset ?? {}), [view, inset?.top, inset?.right, inset?.bottom, inset?.left]);
  useEffect(() => view?.showPlace(place), [view, place]);
  useEffect(
    () => (view ? effect(() => view.showPeople(shownPeople(model, members))) : undefined),
    [view, model, members],
  );

  return (
    <section class="line-map" aria-label={t().map}>
      <div ref={element} class="line-map-canvas" role="application" aria-label={t().mapKeys} />
      {view ? (
        <button type="button" class="float line-map-centre" aria-label={t().centre} onClick={() => view.centre()}>
          <svg class="i" viewBox="0 0 24 24" aria-hidden="true">
            <circle cx="12" cy="12" r="6.5" />
            <circle class="fill" cx="12" cy="12" r="2.2" />
            <path d="M12 2.5v3M12 18.5v3M2.5 12h3M18.5 12h3" />
          </svg>
        </button>
      ) : (
        <p class="line-map-words">{failed ? t().failed : t().loading}</p>
      )}
      {view && over?.(view)}
      <PeopleInWords model={model} door={door} members={members} />
    </section>
  );
}

/** The map's text twin: who is where, for whoever does not see the map. */
function PeopleInWords({ model, door, members }: Pick<LineMapProps, 'model' | 'door' | 'members'>) {
  const people = model.people.value;
  return (
    <ul class="spoken">
      {people.length === 0 && <li>{t().nobody}</li>}
      {people.map((sighting) => {
        const member = memberOf(members, sighting.memberId);
        const doorM = sighting.fix ? distanceM(sighting.fix.point, door) : 0;
        const mode = modeOf(member?.role ?? 'recipient');
        return (
          <li key={sighting.memberId}>{sightingInWords(sighting, member?.name ?? '', doorM, mode, language.value)}</li>
        );
      })}
    </ul>
  );
}

const memberOf = (members: readonly Member[], id: MemberId) => members.find((member) => member.id === id);

function shownPeople(model: LocationModel, members: readonly Member[]): Map<MemberId, ShownPerson> {
  const shown = new Map<MemberId, ShownPerson>();
  for (const { memberId, mine, fix, trail, stale, ageMs } of model.people.value) {
    if (!fix) continue;
    const member = memberOf(members, memberId);
    const name = mine ? '' : (member?.name ?? '');
    const tag = stale ? [name, ageInWords(ageMs, language.value)].filter(Boolean).join(' · ') : name;
    shown.set(memberId, { role: member?.role ?? 'recipient', mine, fix, trail, stale, tag });
  }
  return shown;
}
