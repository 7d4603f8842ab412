import type { LinkId } from '#protocol';
import type { Scope } from '../parts.ts';

/** A share that is being written. */
interface Beginning {
  /** Somebody stopped it, or was shut out, before it was written. */
  readonly ended: boolean;
}

/** Shares that are being written: a stop that comes meanwhile finds nothing to end yet, and holds all the same. */
export class Beginnings {
  readonly #all = new Set<{ readonly scope: Scope; readonly linkId: LinkId | null; ended: boolean }>();

  /** Does what writes a share; `beginning` says to it whether the share was ended before it was there. */
  async during<T>(scope: Scope, linkId: LinkId | null, work: (beginning: Beginning) => Promise<T>): Promise<T> {
    const one = { scope, linkId, ended: false };
    this.#all.add(one);
    try {
      return await work(one);
    } finally {
      this.#all.delete(one);
    }
  }

  /** Ends those of a scope, `linkId` null: whatever link they came by. */
  end({ role, scopeId }: Scope, linkId: LinkId | null): void {
    for (const one of this.#all) {
      if (one.scope.role !== role || one.scope.scopeId !== scopeId) continue;
      if (linkId === null || linkId === one.linkId) one.ended = true;
    }
  }
}
