import './location.css';
import type { ComponentChildren } from 'preact';
import { words, language } from '../language.ts';
import { distanceM } from '../../server/protocol/distance.ts';
import { PlaceIcon } from '../ui/icons.tsx';
import { distanceInWords } from './distance-in-words.ts';
import type { EntryBody, Point } from '#protocol';

const t = words({
  zh: {
    place: '标的地方',
    standsHere: (who: string) => `${who}在这里`,
    me: '我',
    fromDoor: (distance: string) => `离门口 ${distance}`,
    atDoor: '就在门口',
    fromMe: (distance: string) => `离你 ${distance}`,
    about: (distance: string) => `误差约 ${distance}`,
    show: '在地图上看',
    meet: '在这里见',
  },
  en: {
    place: 'A place',
    standsHere: (who: string) => `${who} is here`,
    me: 'I',
    fromDoor: (distance: string) => `${distance} from the door`,
    atDoor: 'at the door',
    fromMe: (distance: string) => `${distance} from you`,
    about: (distance: string) => `within about ${distance}`,
    show: 'Show on the map',
    meet: 'Meet here',
  },
});

export type Place = Omit<Extract<EntryBody, { kind: 'place' }>, 'kind'>;

export interface PlaceBubbleProps {
  readonly place: Place;
  readonly mine: boolean;
  readonly byName: string;
  readonly door: Point;
  /** Where this phone is, while it shares. */
  readonly here: Point | null;
  /** Shows it on the map; null where the page has none. */
  readonly onShow: ((place: Place, title: string) => void) | null;
  /** How it looks, in place of its sign. */
  readonly thumb?: ComponentChildren;
  /** What people said to it, and may say. */
  readonly children?: ComponentChildren;
}

/** Nearer than this it is the door, m. */
const DOOR_M = 15;

/** What a place is called. */
function placeTitle({ name, source, meet }: Place, mine: boolean, byName: string): string {
  if (name !== '') return name;
  if (source !== 'position') return meet ? t().meet : t().place;
  return mine && language.value === 'en' ? 'I am here' : t().standsHere(mine ? t().me : byName);
}

/** A place in words: what it is called and how far it is; a tap shows it on the map. */
export function PlaceBubble({ place, mine, byName, door, here, onShow, thumb, children }: PlaceBubbleProps) {
  const title = placeTitle(place, mine, byName);
  const doorM = distanceM(place.point, door);
  const inWords = (m: number) => distanceInWords(m, language.value);
  const facts = [
    place.meet && title !== t().meet && t().meet,
    doorM < DOOR_M ? t().atDoor : t().fromDoor(inWords(doorM)),
    here && t().fromMe(inWords(distanceM(place.point, here))),
    place.accuracy !== null && place.accuracy > DOOR_M && t().about(inWords(place.accuracy)),
  ].filter(Boolean);
  const inside = (
    <>
      <span class="place-sign">
        <PlaceIcon size="s" />
        {thumb}
      </span>
      <span class="place-words">
        <b dir="auto">{title}</b>
        <small class="facts">{facts.join(' · ')}</small>
        {onShow && <span class="spoken">{t().show}</span>}
      </span>
    </>
  );
  return (
    <div class="bubble place-said">
      {onShow ? (
        <button type="button" class="place" onClick={() => onShow(place, title)}>
          {inside}
        </button>
      ) : (
        <div class="place">{inside}</div>
      )}
      {children}
    </div>
  );
}
