import type { Fix } from '#protocol';
import { FIXES_MAX } from '../../server/protocol/limits.ts';
import { thinTo } from '../../server/protocol/thinning.ts';

/** What is older says nothing about now, and the server would not take it, ms. */
const OUTDATED_MS = 600_000;

/** What was measured and did not arrive yet: while the page is hidden or offline it grows, and goes as one batch. */
export class UnsentFixes {
  #fixes: Fix[] = [];

  get any(): boolean {
    return this.#fixes.length > 0;
  }

  add(fix: Fix): void {
    this.#fixes.push(fix);
    if (this.#fixes.length > 2 * FIXES_MAX) this.#fixes = thinned(this.#fixes);
  }

  /** Everything, thinned to one report, oldest first; nothing is left here. */
  take(now: number): Fix[] {
    const fixes = thinned(this.#fixes.filter(({ at }) => at > now - OUTDATED_MS));
    this.#fixes = [];
    return fixes;
  }

  /** What was taken and did not arrive. */
  putBack(fixes: readonly Fix[]): void {
    this.#fixes.unshift(...fixes);
  }

  clear(): void {
    this.#fixes = [];
  }
}

const thinned = (fixes: readonly Fix[]): Fix[] =>
  thinTo(
    FIXES_MAX,
    fixes.map((fix) => ({ lat: fix.point.lat, lng: fix.point.lng, fix })),
  ).map(({ fix }) => fix);
