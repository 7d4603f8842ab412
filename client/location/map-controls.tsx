import { type ReadonlySignal, useSignalEffect } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { createCompass } from './compass.ts';
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
        <svg class="i" viewBox="0 0 24 24" aria-hidden="true">
          <circle cx="12" cy="12" r="6.5" />
          <circle class="fill" cx="12" cy="12" r="2.2" />
          <path d="M12 2.5v3M12 18.5v3M2.5 12h3M18.5 12h3" />
        </svg>
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
            <svg class="i" viewBox="0 0 24 24" aria-hidden="true">
              <circle cx="12" cy="8" r="3.6" />
              <path d="M5 20c0-4 2.8-6.4 7-6.4s7 2.4 7 6.4" />
            </svg>
          </button>
          <button
            type="button"
            class={looks === 'on' ? 'float is-on' : 'float'}
            aria-label={t().compass}
            aria-pressed={looks === 'on' || looks === 'asking'}
            onClick={() => (looks === 'on' || looks === 'asking' ? compass.stop() : compass.start())}
          >
            <svg class="i" viewBox="0 0 24 24" aria-hidden="true">
              <circle cx="12" cy="12" r="8.5" />
              <path class="fill" d="M12 5.5 14.6 12H9.4Z" />
              <path d="M9.4 12 12 18.5 14.6 12" />
            </svg>
          </button>
        </>
      )}
      <p class="map-note map-controls-words" role="status">
        {trouble}
      </p>
    </div>
  );
}
