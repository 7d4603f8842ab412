import './place-sheet.css';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { useSignal } from '@preact/signals';
import { FIX_ACCURACY_MAX_M, PLACE_NAME_MAX } from '../../server/protocol/limits.ts';
import { distanceM } from '../../server/protocol/distance.ts';
import { language } from '../language.ts';
import { PlaceIcon } from '../ui/icons.tsx';
import { BackIcon, SearchIcon } from '../ui/late-icons.tsx';
import { LandmarkList } from './landmark-list.tsx';
import { PinMap } from './pin-map.tsx';
import { t } from './place-strings.ts';
import { distanceInWords } from './distance-in-words.ts';
import type { Place } from './place-bubble.tsx';
import type { TileSource } from './tiles.ts';
import type { LineId, Point } from '#protocol';

export interface PlaceSheetProps {
  readonly lineId: LineId;
  /** The link's token, for the compound. */
  readonly token: string;
  readonly door: Point;
  readonly doorMine: boolean;
  readonly tiles: TileSource | null;
  readonly onPlace: (place: Place) => void;
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
          <Choice icon={<HereIcon />} name={t().here} why={t().hereWhy} choose={() => (way.value = 'here')} />
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
          <Pin {...props} />
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
      {trouble.value ? (
        <button type="button" class="btn btn-line way-send" onClick={look}>
          {t().again}
        </button>
      ) : (
        <button
          type="button"
          class="btn btn-primary way-send"
          aria-disabled={!here}
          onClick={() => here && onPlace({ ...here, name: '', source: 'position' })}
        >
          {t().send}
        </button>
      )}
    </div>
  );
}

function Pin({ onPlace, ...map }: PlaceSheetProps) {
  const name = useSignal('');
  const point = useRef<(() => Point) | null>(null);
  const ready = useSignal(false);
  return (
    <form
      class="way-pin"
      onSubmit={(event) => {
        event.preventDefault();
        if (point.current) onPlace({ point: point.current(), name: name.value.trim(), source: 'pin', accuracy: null });
      }}
    >
      <p class="sheet-words">{t().pinMap}</p>
      <PinMap
        {...map}
        onReady={(middle) => {
          point.current = middle;
          ready.value = true;
        }}
      />
      <input
        class="field"
        type="text"
        dir="auto"
        maxLength={PLACE_NAME_MAX}
        aria-label={t().name}
        placeholder={t().name}
        value={name.value}
        onInput={(event) => (name.value = event.currentTarget.value)}
      />
      <button type="submit" class="btn btn-primary way-send" aria-disabled={!ready.value}>
        {t().send}
      </button>
    </form>
  );
}

function HereIcon() {
  return (
    <svg class="i" viewBox="0 0 24 24" aria-hidden="true">
      <circle cx="12" cy="12" r="6.5" />
      <circle class="fill" cx="12" cy="12" r="2" />
      <path d="M12 2.5v3M12 18.5v3M2.5 12h3M18.5 12h3" />
    </svg>
  );
}
