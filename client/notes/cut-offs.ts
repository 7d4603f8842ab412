import { computed, signal, type ReadonlySignal } from '@preact/signals';
import { oneAtATime } from '../one-at-a-time.ts';
import type { Unsent } from '../timeline/said.ts';
import type { ClientId, Entry } from '#protocol';
import { ALIVE_MS, type CutOff, type KeptSounds } from './kept-sounds.ts';

/** Recordings that were cut off, here or in a page that is gone. */
export interface CutOffs {
  /** The oldest that is neither on the line nor on its way. */
  readonly first: ReadonlySignal<CutOff | null>;
  readonly has: (id: string | undefined) => boolean;
  add(note: CutOff): void;
  /** Takes the first one off the list; what is kept of it stays kept. */
  take(): CutOff | null;
  close(): void;
}

export interface CutOffsParts {
  readonly sounds: KeptSounds;
  readonly entries: ReadonlySignal<readonly Entry[]>;
  readonly unsent: ReadonlySignal<readonly Unsent[]>;
  /** The recording that is under way here. */
  readonly spoken: () => ClientId | undefined;
}

/** Looks for what earlier pages left, again for as long as another page of this link may still be recording. */
export function createCutOffs({ sounds, entries, unsent, spoken }: CutOffsParts): CutOffs {
  const all = signal<readonly CutOff[]>([]);
  const first = computed(() => {
    const known = new Set([...unsent.value, ...entries.value].map(({ clientId }) => clientId));
    return all.value.find(({ clientId }) => !known.has(clientId)) ?? null;
  });
  const has = (id: string | undefined) => all.peek().some(({ clientId }) => clientId === id);
  let looking: ReturnType<typeof setTimeout> | undefined;
  let closed = false;
  const look = oneAtATime(async () => {
    try {
      const { cutOff, later } = await sounds.load();
      const fresh = cutOff.filter(({ clientId }) => clientId !== spoken() && !has(clientId));
      all.value = [...fresh, ...all.value];
      if (later && !closed) looking = setTimeout(look, ALIVE_MS);
    } catch {
      // A phone that keeps nothing has nothing left of an earlier page.
    }
  });
  look();

  return {
    first,
    has,
    add: (note) => void (all.value = [...all.value, note]),
    take() {
      const { value } = first;
      all.value = all.value.filter((one) => one !== value);
      return value;
    },
    close() {
      closed = true;
      clearTimeout(looking);
    },
  };
}
