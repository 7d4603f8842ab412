/**
 * Small things kept while the tab lives, over a reload too. Some in-app browsers forbid storage: then nothing is
 * kept and nothing breaks.
 */
export const remembered = {
  get(key: string): string | null {
    try {
      return globalThis.sessionStorage.getItem(key);
    } catch {
      return null;
    }
  },
  set(key: string, value: string | null): void {
    try {
      if (value === null) globalThis.sessionStorage.removeItem(key);
      else globalThis.sessionStorage.setItem(key, value);
    } catch {
      // Forbidden or full: the page goes on without it.
    }
  },
};
