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
  /**
   * Takes the first one off the list; what is kept of it stays kept. Null where another page of this link has sent or
   * forgotten it already.
   */
  take(): Promise<CutOff | null>;
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
  /** Those that are on the phone's disk: once they are not any more, another page has dealt with them. */
  const kept = new Set<ClientId>();
  const isGone = async ({ clientId }: CutOff) => kept.has(clientId) && !(await sounds.has(clientId).catch(() => true));
  let looking: ReturnType<typeof setTimeout> | undefined;
  let closed = false;
  const look = oneAtATime(async () => {
    try {
      const { cutOff, later } = await sounds.load();
      const fresh = cutOff.filter(({ clientId }) => clientId !== spoken() && !has(clientId));
      for (const { clientId } of cutOff) kept.add(clientId);
      all.value = [...fresh, ...all.value];
      for (const note of all.value) if (await isGone(note)) all.value = all.value.filter((one) => one !== note);
      clearTimeout(looking);
      if (later && !closed) looking = setTimeout(look, ALIVE_MS);
    } catch {
      // A phone that keeps nothing has nothing left of an earlier page.
    }
  });
  look();
  // Another page may have sent or forgotten one while this one was out of sight.
  const seen = () => {
    if (globalThis.document.visibilityState === 'visible') look();
  };
  globalThis.document?.addEventListener('visibilitychange', seen);

  return {
    first,
    has,
    add(note) {
      all.value = [...all.value, note];
      look();
    },
    async take() {
      const { value } = first;
      all.value = all.value.filter((one) => one !== value);
      return value && (await isGone(value)) ? null : value;
    },
    close() {
      closed = true;
      clearTimeout(looking);
      globalThis.document?.removeEventListener('visibilitychange', seen);
    },
  };
}
