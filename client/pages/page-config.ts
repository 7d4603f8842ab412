import { signal, type ReadonlySignal } from '@preact/signals';
import type { TileSource } from '../location/tiles.ts';

/** What the operator has set that pages need to know. */
export interface PageConfig {
  readonly tiles: TileSource | null;
  /** Whether calls can have captions. */
  readonly captions: boolean;
  /** Whether transcripts can be translated. */
  readonly translate: boolean;
  /** Whether the server is there to be tried: it has demo rides. */
  readonly demo: boolean;
}

const config = signal<PageConfig | null>(null);
let asked = false;

/** The operator's settings, asked for when the first map opens. Null until they are known: the map does without tiles. */
export function pageConfig(): ReadonlySignal<PageConfig | null> {
  if (!asked) {
    asked = true;
    void read();
  }
  return config;
}

async function read() {
  try {
    const response = await fetch('/api/page-config');
    if (response.ok) config.value = (await response.json()) as PageConfig;
    else asked = false;
  } catch {
    asked = false; // Offline: the next map that is drawn asks again.
  }
}
