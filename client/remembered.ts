/**
 * Small things kept over a reload. Some in-app browsers forbid storage, and storage may be full: then nothing is kept and
 * nothing breaks.
 */
export interface Remembered {
  get(key: string): string | null;
  /** Null forgets it. */
  set(key: string, value: string | null): void;
  /** Of everything kept, ours or not. */
  keys(): string[];
  /** False where nothing is kept. */
  works(): boolean;
}

/** `area` is asked for each time: where storage is forbidden, naming it already throws. */
function rememberedIn(area: () => Storage): Remembered {
  return {
    get(key) {
      try {
        return area().getItem(key);
      } catch {
        return null;
      }
    },
    set(key, value) {
      try {
        if (value === null) area().removeItem(key);
        else area().setItem(key, value);
      } catch {
        // Forbidden or full: the page goes on without it.
      }
    },
    keys() {
      try {
        return Object.keys(area());
      } catch {
        return [];
      }
    },
    works() {
      const key = 'doorline.kept';
      this.set(key, '1');
      const works = this.get(key) === '1';
      this.set(key, null);
      return works;
    },
  };
}

/** Kept while the tab lives. */
export const remembered = rememberedIn(() => globalThis.sessionStorage);

/** Kept by the phone, also when its browser was ended. */
export const rememberedLong = rememberedIn(() => globalThis.localStorage);
