import { signal, type ReadonlySignal } from '@preact/signals';
import type { PageConfig } from '#protocol';

const config = signal<PageConfig | null>(null);
let asked = false;

/** The operator's settings. Null until they are known: the map does without tiles. */
export function pageConfig(): ReadonlySignal<PageConfig | null> {
  if (!asked) {
    asked = true;
    void read();
  }
  return config;
}

/** They came with the page: nothing is asked. */
export function knowPageConfig(known: PageConfig): void {
  asked = true;
  config.value = known;
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
