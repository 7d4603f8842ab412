import type { Clock } from '../../server/parts.ts';

/** Time that stands still until it is told to pass. */
export class TestClock implements Clock {
  #now = 1_800_000_000_000;
  readonly #waiting = new Set<{ at: number; run: () => void }>();

  now(): number {
    return this.#now;
  }
  after(ms: number, run: () => void): () => void {
    const one = { at: this.#now + ms, run };
    this.#waiting.add(one);
    return () => this.#waiting.delete(one);
  }
  /** How many timers are set. */
  get waiting(): number {
    return this.#waiting.size;
  }
  /** Runs what falls due, in order. */
  pass(ms: number): void {
    const until = this.#now + ms;
    for (;;) {
      const [next] = [...this.#waiting].filter((one) => one.at <= until).sort((a, b) => a.at - b.at);
      if (next === undefined) break;
      this.#waiting.delete(next);
      this.#now = Math.max(this.#now, next.at);
      next.run();
    }
    this.#now = until;
  }
}
