import './location.css';
import { effect, untracked, useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Member, MemberId, Point } from '#protocol';
import { language } from '../language.ts';
import type { Following, Inset, MapView, ShownPlace } from './map-view.ts';
import type { LocationModel } from './model.ts';
import type { ShownPerson } from './person-marker.ts';
import { t } from './strings.ts';
import type { TileSource } from './tiles.ts';
import { PeopleInWords } from './people-in-words.tsx';
import { MapControls } from './map-controls.tsx';
import { whose } from './whose.ts';
import { ageInWords } from './words.ts';

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
  const following = useSignal<Following>('all');
  const doorMine = members.find(({ id }) => id === model.me)?.role !== 'courier';

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
      const map = openMap(element.current, { door, doorMine, onFollow: (whom) => (following.value = whom) });
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
    () =>
      view
        ? effect(() => {
            const people = shownPeople(model, members);
            // The map moves, and whoever follows its moves has signals of their own: this is for people alone.
            untracked(() => view.showPeople(people));
          })
        : undefined,
    [view, model, members],
  );

  return (
    <section class="line-map" aria-label={t().map}>
      <div ref={element} class="line-map-canvas" role="application" aria-label={t().mapKeys} />
      {view ? (
        <MapControls
          view={view}
          following={following}
          hasMe={model.people.value.some(({ mine, fix }) => mine && fix)}
        />
      ) : (
        <p class="line-map-words">{failed ? t().failed : t().loading}</p>
      )}
      {view && over?.(view)}
      <PeopleInWords model={model} door={door} members={members} />
    </section>
  );
}

const memberOf = (members: readonly Member[], id: MemberId) => members.find((member) => member.id === id);

function shownPeople(model: LocationModel, members: readonly Member[]): Map<MemberId, ShownPerson> {
  const shown = new Map<MemberId, ShownPerson>();
  for (const { memberId, mine, sight, fix, trail, stale, ageMs } of model.people.value) {
    if (!fix) continue;
    const member = memberOf(members, memberId);
    const rough = sight === 'rough';
    const words = [mine ? '' : member?.name, rough && t().around, stale && ageInWords(ageMs, language.value)];
    const tag = words.filter(Boolean).join(' · ');
    const blue = whose(members, memberId, model.me) === 'me';
    shown.set(memberId, { role: member?.role ?? 'recipient', mine, blue, fix, trail, stale, rough, tag });
  }
  return shown;
}
