import './place-sheet.css';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { useSignal } from '@preact/signals';
import { FIX_ACCURACY_MAX_M } from '../../server/protocol/limits.ts';
import { distanceM } from '../../server/protocol/distance.ts';
import { language } from '../language.ts';
import { PlaceIcon } from '../ui/icons.tsx';
import { BackIcon, SearchIcon } from '../ui/late-icons.tsx';
import { LandmarkList } from './landmark-list.tsx';
import { AllInViewIcon } from './map-icons.tsx';
import { MeetBox, PlacePin } from './place-pin.tsx';
import { t } from './place-strings.ts';
import { distanceInWords } from './distance-in-words.ts';
import type { Said } from '../timeline/said.ts';
import type { TileSource } from './tiles.ts';
import type { LineId, Point } from '#protocol';

/** A place as it is said, but for its photo, which is said before it. */
export type PlaceSaid = Omit<Extract<Said, { kind: 'place' }>, 'kind' | 'photoClientId'>;
export type PhotoSaid = Extract<Said, { kind: 'photo' }>;

export interface PlaceSheetProps {
  readonly lineId: LineId;
  /** The link's token, for the compound. */
  readonly token: string;
  readonly door: Point;
  readonly doorMine: boolean;
  readonly tiles: TileSource | null;
  readonly onPlace: (place: PlaceSaid, photo?: PhotoSaid) => void;
}

type Way = 'choose' | 'here' | 'landmark' | 'pin';

/** Three ways to point at a place: where one stands, something with a name, a spot on the map. */
export function PlaceSheet(props: PlaceSheetProps) {
  const way = useSignal<Way>('choose');
  const back = () => (way.value = 'choose');
  switch (way.value) {
    case 'choose':
      return (
        <ul>
          <Choice icon={<AllInViewIcon />} name={t().here} why={t().hereWhy} choose={() => (way.value = 'here')} />
          <Choice
            icon={<SearchIcon />}
            name={t().landmark}
            why={t().landmarkWhy}
            choose={() => (way.value = 'landmark')}
          />
          <Choice icon={<PlaceIcon />} name={t().pin} why={t().pinWhy} choose={() => (way.value = 'pin')} />
        </ul>
      );
    case 'here':
      return (
        <Way name={t().here} back={back}>
          <Here {...props} />
        </Way>
      );
    case 'landmark':
      return (
        <Way name={t().landmark} back={back}>
          <LandmarkList {...props} />
        </Way>
      );
    case 'pin':
      return (
        <Way name={t().pin} back={back}>
          <PlacePin {...props} />
        </Way>
      );
  }
}

interface ChoiceProps {
  readonly icon: ComponentChildren;
  readonly name: string;
  readonly why: string;
  readonly choose: () => void;
}

function Choice({ icon, name, why, choose }: ChoiceProps) {
  return (
    <li>
      <button type="button" class="act" onClick={choose}>
        {icon}
        <span>
          {name}
          <small>{why}</small>
        </span>
      </button>
    </li>
  );
}

function Way({ name, back, children }: { name: string; back: () => void; children: ComponentChildren }) {
  const head = useRef<HTMLButtonElement>(null);
  useEffect(() => head.current?.focus(), []);
  return (
    <div class="way">
      <button ref={head} type="button" class="way-back" onClick={back}>
        <BackIcon size="s" />
        <span class="spoken">{t().back}</span>
        {name}
      </button>
      {children}
    </div>
  );
}

/** How long a phone indoors may look for itself, ms. */
const FIX_MS = 20_000;

/** One position, with how good it is; it is sent by a tap and not before. */
function Here({ door, onPlace }: PlaceSheetProps) {
  const found = useSignal<{ point: Point; accuracy: number } | null>(null);
  const trouble = useSignal('');
  const meet = useSignal(false);
  const gone = useRef(false);
  function look() {
    found.value = null;
    trouble.value = '';
    if (!navigator.geolocation) {
      trouble.value = t().unavailable;
      return;
    }
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        if (gone.current) return;
        if (coords.accuracy > FIX_ACCURACY_MAX_M) trouble.value = t().unavailable;
        else found.value = { point: { lat: coords.latitude, lng: coords.longitude }, accuracy: coords.accuracy };
      },
      ({ code }) => void (trouble.value = code === 1 ? t().denied : t().unavailable),
      { enableHighAccuracy: true, maximumAge: 5000, timeout: FIX_MS },
    );
  }
  useEffect(() => {
    look();
    return () => void (gone.current = true);
  }, []);
  const here = found.value;
  return (
    <div class="over-sheet-scroll">
      <p class={trouble.value ? 'sheet-words sheet-trouble' : 'sheet-words'} role="status">
        {trouble.value ||
          (here
            ? [
                t().fromDoor(distanceInWords(distanceM(here.point, door), language.value)),
                t().found(distanceInWords(here.accuracy, language.value)),
              ].join(' · ')
            : t().finding)}
      </p>
      {!trouble.value && <MeetBox meet={meet} />}
      {trouble.value ? (
        <button type="button" class="btn btn-line way-send" onClick={look}>
          {t().again}
        </button>
      ) : (
        <button
          type="button"
          class="btn btn-primary way-send"
          aria-disabled={!here}
          onClick={() => here && onPlace({ ...here, name: '', source: 'position', ...(meet.value && { meet: true }) })}
        >
          {t().send}
        </button>
      )}
    </div>
  );
}
