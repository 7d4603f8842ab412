import { useEffect } from 'preact/hooks';
import { useSignal } from '@preact/signals';
import { language } from '../language.ts';
import { distanceInWords } from './distance-in-words.ts';
import { type Landmarks, landmarksOf } from './landmarks.ts';
import { loadCompound } from './load-compound.ts';
import type { PlaceSaid } from './place-sheet.tsx';
import { MeetBox } from './place-pin.tsx';
import { t } from './place-strings.ts';
import type { LineId, Point } from '#protocol';

/** More than a thumb scrolls through; a large compound has thousands. */
const SHOWN_MAX = 60;

export interface LandmarkListProps {
  readonly lineId: LineId;
  readonly token: string;
  readonly door: Point;
  readonly onPlace: (place: PlaceSaid) => void;
}

/** The compound's landmarks, to be found by typing and sent by a tap. */
export function LandmarkList({ lineId, token, door, onPlace }: LandmarkListProps) {
  const landmarks = useSignal<Landmarks | null>(null);
  const words = useSignal('');
  const meet = useSignal(false);
  useEffect(() => {
    const gone = new AbortController();
    loadCompound(lineId, token, gone.signal).then(
      (compound) => (landmarks.value = landmarksOf(compound, door)),
      () => {},
    );
    return () => gone.abort();
  }, []);
  const known = landmarks.value;
  const found = known?.index.search(words.value) ?? [];
  const shown = found.slice(0, SHOWN_MAX).flatMap((at) => known?.all[at] ?? []);
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
        <MeetBox meet={meet} />
      </div>
      <div class="over-sheet-scroll">
        {shown.length === 0 && (
          <p class="sheet-words" role="status">
            {known ? t().none : t().loading}
          </p>
        )}
        <ul aria-label={t().landmarks}>
          {shown.map(({ name, point, doorM }) => (
            <li key={`${name.zh}${point.lat}${point.lng}`}>
              <button
                type="button"
                class="act landmark"
                onClick={() =>
                  onPlace({
                    point,
                    name: name[language.value],
                    source: 'landmark',
                    accuracy: null,
                    ...(meet.value && { meet: true }),
                  })
                }
              >
                <b>{name[language.value]}</b>
                <small>{t().fromDoor(distanceInWords(doorM, language.value))}</small>
              </button>
            </li>
          ))}
        </ul>
        {found.length > SHOWN_MAX && <p class="sheet-words">{t().more(found.length - SHOWN_MAX)}</p>}
      </div>
    </>
  );
}
