import './location.css';
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
  },
  en: {
    place: 'A place',
    standsHere: (who: string) => `${who} is here`,
    me: 'I',
    fromDoor: (distance: string) => `${distance} from the door`,
    atDoor: 'at the door',
    fromMe: (distance: string) => `${distance} from you`,
    about: (distance: string) => `to about ${distance}`,
    show: 'Show on the map',
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
}

/** Nearer than this it is the door, m. */
const DOOR_M = 15;

/** What a place is called. */
function placeTitle({ name, source }: Place, mine: boolean, byName: string): string {
  if (name !== '') return name;
  if (source !== 'position') return t().place;
  return mine && language.value === 'en' ? 'I am here' : t().standsHere(mine ? t().me : byName);
}

/** A place in words: what it is called and how far it is; a tap shows it on the map. */
export function PlaceBubble({ place, mine, byName, door, here, onShow }: PlaceBubbleProps) {
  const title = placeTitle(place, mine, byName);
  const doorM = distanceM(place.point, door);
  const inWords = (m: number) => distanceInWords(m, language.value);
  const facts = [
    doorM < DOOR_M ? t().atDoor : t().fromDoor(inWords(doorM)),
    here && t().fromMe(inWords(distanceM(place.point, here))),
    place.accuracy !== null && place.accuracy > DOOR_M && t().about(inWords(place.accuracy)),
  ].filter(Boolean);
  const inside = (
    <>
      <span class="place-sign">
        <PlaceIcon size="s" />
      </span>
      <span class="place-words">
        <b dir="auto">{title}</b>
        <small>{facts.join(' · ')}</small>
        {onShow && <span class="spoken">{t().show}</span>}
      </span>
    </>
  );
  if (!onShow) return <div class="bubble place">{inside}</div>;
  return (
    <button type="button" class="bubble place" onClick={() => onShow(place, title)}>
      {inside}
    </button>
  );
}
