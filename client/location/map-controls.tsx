import { type ReadonlySignal, useSignalEffect } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { PersonIcon } from '../ui/late-icons.tsx';
import { createCompass } from './compass.ts';
import { AllInViewIcon, CompassIcon } from './map-icons.tsx';
import type { Following, MapView } from './map-view.ts';
import { t } from './strings.ts';

/** What went wrong is read in so long, and then out of the map's way, ms. */
const TROUBLE_MS = 6000;

export interface MapControlsProps {
  readonly view: MapView;
  readonly following: ReadonlySignal<Following>;
  /** The reader is on the map themselves. */
  readonly hasMe: boolean;
}

/** Whom the map keeps in view: everybody and the door, or the reader; and where their phone looks. */
export function MapControls({ view, following, hasMe }: MapControlsProps) {
  const compass = useMemo(() => createCompass(), []);
  useEffect(() => () => compass.stop(), []);
  useEffect(() => {
    if (hasMe) return;
    compass.stop();
    if (following.peek() === 'me') view.centre();
  }, [hasMe]);
  useSignalEffect(() => view.look(compass.degrees.value));
  const whom = following.value;
  const looks = compass.state.value;
  const trouble = looks === 'none' ? t().noCompass : looks === 'denied' ? t().compassDenied : '';
  useEffect(() => {
    if (!trouble) return;
    const timer = setTimeout(() => compass.stop(), TROUBLE_MS);
    return () => clearTimeout(timer);
  }, [trouble]);
  return (
    <div class="map-controls">
      <button
        type="button"
        class={whom === 'all' ? 'float is-on' : 'float'}
        aria-label={t().centre}
        onClick={() => view.centre()}
      >
        <AllInViewIcon />
      </button>
      {hasMe && (
        <>
          <button
            type="button"
            class={whom === 'me' ? 'float is-on' : 'float'}
            aria-label={t().followMe}
            aria-pressed={whom === 'me'}
            onClick={() => (whom === 'me' ? view.centre() : view.followMe())}
          >
            <PersonIcon />
          </button>
          <button
            type="button"
            class={looks === 'on' ? 'float is-on' : 'float'}
            aria-label={t().compass}
            aria-pressed={looks === 'on' || looks === 'asking'}
            onClick={() => (looks === 'on' || looks === 'asking' ? compass.stop() : compass.start())}
          >
            <CompassIcon />
          </button>
        </>
      )}
      <p class="map-note map-controls-words" role="status">
        {trouble}
      </p>
    </div>
  );
}
