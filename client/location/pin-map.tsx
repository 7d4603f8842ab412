import { useEffect, useRef } from 'preact/hooks';
import { useSignal } from '@preact/signals';
import { language } from '../language.ts';
import { loadCompound } from './load-compound.ts';
import { t } from './place-strings.ts';
import type { TileSource } from './tiles.ts';
import type { LineId, Point } from '#protocol';

export interface PinMapProps {
  readonly lineId: LineId;
  readonly token: string;
  readonly door: Point;
  readonly doorMine: boolean;
  readonly tiles: TileSource | null;
  /** Given once the map is there: answers where the pin stands. */
  readonly onReady: (middle: () => Point) => void;
}

/** A map under a pin that stands still: a thumb, or the arrow keys, move the map. */
export function PinMap({ lineId, token, door, doorMine, tiles, onReady }: PinMapProps) {
  const element = useRef<HTMLDivElement>(null);
  const words = useSignal(t().mapLoading);
  useEffect(() => {
    const gone = new AbortController();
    let close = () => {};
    async function open() {
      const { openMap } = await import('./map-view.ts');
      if (gone.signal.aborted || !element.current) return;
      const map = openMap(element.current, { door, doorMine });
      close = () => map.close();
      map.setTiles(tiles);
      words.value = '';
      onReady(() => map.middle());
      map.showCompound(await loadCompound(lineId, token, gone.signal), language.peek());
    }
    open().catch(() => {
      if (!gone.signal.aborted) words.value = t().mapFailed;
    });
    return () => {
      gone.abort();
      close();
    };
  }, []);
  return (
    <div class="pin-map line-map">
      <div ref={element} class="line-map-canvas" role="application" aria-label={t().pinMap} />
      {words.value && <p class="line-map-words">{words.value}</p>}
      <svg class="pin-map-pin" viewBox="-12 -32 24 34" aria-hidden="true">
        <path d="M0 0C-2.5-4-11-10.5-11-20A11 11 0 0 1 11-20C11-10.5 2.5-4 0 0Z" />
        <circle cy="-20" r="4" />
      </svg>
    </div>
  );
}
