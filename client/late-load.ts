/** A lost packet is tried again after this, ms. */
const AGAIN_MS = 2000;

let first: Promise<unknown> = Promise.resolve();

/**
 * What an answer needs comes before everything else that comes late: on a slow network each part would wait for all. Where it
 * fails, the others go on.
 */
export function comesFirst(...parts: Promise<unknown>[]): void {
  first = Promise.allSettled(parts);
}

/** Resolves when what comes first is here. */
export const whenFirstIsHere = (): Promise<unknown> => first;

/** Code that comes after the first paint. */
export interface LateLoad {
  /** Loads it in the background, again and again until it is there. */
  soon(): void;
  /** Loads it now; rejects where it does not come. */
  now(): Promise<void>;
  /** No more tries. */
  stop(): void;
}

/** `load` may be called more than once; a browser fetches the code once. */
export function lateLoad(load: () => Promise<void>): LateLoad {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let done = false;
  async function attempt() {
    try {
      await first;
      await load();
      done = true;
    } catch {
      if (!done) timer = setTimeout(() => void attempt(), AGAIN_MS);
    }
  }
  return {
    soon: () => void attempt(),
    async now() {
      await load();
      done = true;
    },
    stop() {
      done = true;
      clearTimeout(timer);
    },
  };
}
