import { useEffect } from 'preact/hooks';
import { useSignal } from '@preact/signals';
import type { FeatureCollection } from 'geojson';
import { PLACE_NAME_MAX } from '../../server/protocol/limits.ts';
import { language } from '../language.ts';
import { distanceInWords } from './distance-in-words.ts';
import { landmarksOf } from './landmarks.ts';
import { loadCompound } from './load-compound.ts';
import type { PlaceSaid } from './place-sheet.tsx';
import { t } from './place-strings.ts';
import type { LineId, Point } from '#protocol';

export interface LandmarkListProps {
  readonly lineId: LineId;
  readonly token: string;
  readonly door: Point;
  readonly onPlace: (place: PlaceSaid) => void;
}

/** The compound's landmarks, to be found by typing and sent by a tap. */
export function LandmarkList({ lineId, token, door, onPlace }: LandmarkListProps) {
  const compound = useSignal<FeatureCollection | null>(null);
  const words = useSignal('');
  useEffect(() => {
    const gone = new AbortController();
    loadCompound(lineId, token, gone.signal).then(
      (loaded) => (compound.value = loaded),
      () => {},
    );
    return () => gone.abort();
  }, []);
  const wanted = words.value.trim().toLowerCase();
  const all = compound.value && landmarksOf(compound.value, door, language.value);
  const shown = all?.filter(({ name }) => name.toLowerCase().includes(wanted)) ?? [];
  return (
    <>
      <div class="way-filter">
        <input
          class="field"
          type="search"
          aria-label={t().filter}
          placeholder={t().filter}
          value={words.value}
          onInput={(event) => (words.value = event.currentTarget.value)}
        />
      </div>
      <div class="over-sheet-scroll">
        {shown.length === 0 && (
          <p class="sheet-words" role="status">
            {all ? t().none : t().loading}
          </p>
        )}
        <ul aria-label={t().landmarks}>
          {shown.map(({ name, point, doorM }) => (
            <li key={`${name}${point.lat}${point.lng}`}>
              <button
                type="button"
                class="act landmark"
                onClick={() =>
                  onPlace({ point, name: name.slice(0, PLACE_NAME_MAX), source: 'landmark', accuracy: null })
                }
              >
                <b>{name}</b>
                <small>{t().fromDoor(distanceInWords(doorM, language.value))}</small>
              </button>
            </li>
          ))}
        </ul>
      </div>
    </>
  );
}
