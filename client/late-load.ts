/** A lost packet is tried again after this, ms. */
const AGAIN_MS = 2000;

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
