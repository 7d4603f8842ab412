import type { Fix } from '#protocol';
import { FIXES_MAX } from '../../server/protocol/limits.ts';
import { thinTo } from '../../server/protocol/thinning.ts';

/** What is older says nothing about now, and the server would not take it, ms. */
const OUTDATED_MS = 600_000;

/** What was measured and did not arrive yet: while the page is hidden or offline it grows, and goes as one batch. */
export class UnsentFixes {
  #fixes: Fix[] = [];
  /** Sent without an answer: whether they arrived shows with the next one that is answered. */
  #unproved: Fix[] = [];

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

  /** They were sent, and nobody has said that they arrived. */
  sent(fixes: readonly Fix[]): void {
    this.#unproved.push(...fixes);
  }

  /** Everything that was sent so far has arrived. */
  arrived(): void {
    this.#unproved = [];
  }

  /** What was sent may not have arrived: it goes again, and the server drops what it has. */
  lost(): void {
    this.#fixes.unshift(...this.#unproved);
    this.#unproved = [];
  }

  clear(): void {
    this.#fixes = [];
    this.#unproved = [];
  }
}

const thinned = (fixes: readonly Fix[]): Fix[] =>
  thinTo(
    FIXES_MAX,
    fixes.map((fix) => ({ lat: fix.point.lat, lng: fix.point.lng, fix })),
  ).map(({ fix }) => fix);
