import './landmark-words.css';
import { signal, type ReadonlySignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { language, words } from '../language.ts';
import { type Landmarks, landmarksOf } from './landmarks.ts';
import { loadCompound } from './load-compound.ts';
import type { LineId, Point } from '#protocol';

const t = words({
  zh: { show: (name: string) => `在地图上看${name}` },
  en: { show: (name: string) => `Show ${name} on the map` },
});

type Show = (place: { point: Point; title: string }) => void;

/** Draws what was said on a line with the landmarks around its door to be tapped, as soon as they are known. */
export function landmarkWords(lineId: LineId, token: string, door: Point, onShow: Show): (text: string) => JSX.Element {
  const landmarks = signal<Landmarks | null>(null);
  loadCompound(lineId, token, new AbortController().signal).then(
    (compound) => (landmarks.value = landmarksOf(compound, door)),
    () => {},
  );
  return (text) => <LandmarkWords text={text} landmarks={landmarks} onShow={onShow} />;
}

interface LandmarkWordsProps {
  readonly text: string;
  readonly landmarks: ReadonlySignal<Landmarks | null>;
  /** Shows it on the map. */
  readonly onShow: Show;
}

function LandmarkWords({ text, landmarks, onShow }: LandmarkWordsProps) {
  const known = landmarks.value;
  const found = useMemo(() => known?.index.find(text) ?? [], [known, text]);
  let end = 0;
  return (
    <>
      {found.map(({ from, to, landmarks: [nearest = 0] }) => {
        const landmark = known?.all[nearest];
        const before = text.slice(end, from);
        end = to;
        if (!landmark) return null;
        const title = landmark.name[language.value];
        return (
          <>
            {before}
            <button
              key={from}
              type="button"
              class="named"
              title={t().show(title)}
              onClick={(event) => {
                // The words around it may have a meaning of their own when they are tapped.
                event.stopPropagation();
                onShow({ point: landmark.point, title });
              }}
            >
              {text.slice(from, to)}
            </button>
          </>
        );
      })}
      {text.slice(end)}
    </>
  );
}
