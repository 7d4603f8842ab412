import type { LineId, LinkId, Sight } from '#protocol';
import type { Scope } from '../parts.ts';
import type { KeptShare, KeptWay, ShareKey, Way, WayToKeep } from './store.ts';

/** One line that a way is shared with. */
export interface Share extends ShareKey {
  endsAt: number | null;
  sight: Sight;
  /** Since when the line sees the way, epoch ms; of the trail it is shown what was walked since then. Null: it does not. */
  since: number | null;
}

/** Somebody who shares, and the lines that they share with. */
export interface Sharer {
  readonly scope: Scope;
  /** The link by which it is shared, where it is known: not after a restart until the page is heard of. */
  linkId: LinkId | null;
  way: Way;
  readonly shares: Map<LineId, Share>;
}

/** Who shares what with whom, in memory: fixes come every second, the database hears of them now and then. */
export class Sharers {
  readonly #byScope = new Map<string, Sharer>();
  readonly #byLine = new Map<LineId, Map<Sharer, Share>>();
  readonly #unwritten = new Map<Sharer, Set<Share>>();

  restore({ shares, ways }: { shares: readonly KeptShare[]; ways: readonly KeptWay[] }): void {
    const known = new Map(ways.map((way) => [keyOf(way.scope), way]));
    for (const { scope, lineId, memberId, endsAt, since } of shares) {
      const { fix, trail } = known.get(keyOf(scope)) ?? nowhere;
      const sharer = this.#sharer(scope, { fix, trail });
      this.#add(sharer, { lineId, memberId, endsAt, since, sight: since === null ? 'later' : 'exact' });
    }
  }

  /** Answers the share, which may have been there before. */
  begin(scope: Scope, { lineId, memberId }: ShareKey, endsAt: number | null, at: number): Share {
    const sharer = this.#sharer(scope, nowhere);
    const known = sharer.shares.get(lineId);
    if (known) return Object.assign(known, { endsAt });
    const share: Share = { lineId, memberId, endsAt, since: at, sight: 'exact' };
    this.#add(sharer, share);
    this.changed(sharer, share);
    return share;
  }

  #sharer(scope: Scope, way: Way): Sharer {
    const key = keyOf(scope);
    const known = this.#byScope.get(key);
    if (known) return known;
    const sharer: Sharer = {
      scope: { role: scope.role, scopeId: scope.scopeId },
      linkId: null,
      way,
      shares: new Map(),
    };
    this.#byScope.set(key, sharer);
    return sharer;
  }

  #add(sharer: Sharer, share: Share): void {
    sharer.shares.set(share.lineId, share);
    const onLine = this.#byLine.get(share.lineId) ?? new Map<Sharer, Share>();
    this.#byLine.set(share.lineId, onLine.set(sharer, share));
  }

  /** Ends the share of a line; the way goes with the last one. */
  end(sharer: Sharer, { lineId }: Share): void {
    sharer.shares.delete(lineId);
    const onLine = this.#byLine.get(lineId);
    onLine?.delete(sharer);
    if (onLine?.size === 0) this.#byLine.delete(lineId);
    if (sharer.shares.size > 0) return;
    this.#byScope.delete(keyOf(sharer.scope));
    this.#unwritten.delete(sharer);
  }

  of(scope: Scope): Sharer | undefined {
    return this.#byScope.get(keyOf(scope));
  }

  onLine(lineId: LineId): readonly (readonly [Sharer, Share])[] {
    return [...(this.#byLine.get(lineId) ?? [])];
  }

  /** Everybody who shares. */
  all(): Iterable<Sharer> {
    return this.#byScope.values();
  }

  /** What is known has changed, and `share` where it is of another `since` now: to be written. */
  changed(sharer: Sharer, share?: Share): void {
    const shares = this.#unwritten.get(sharer) ?? new Set();
    if (share) shares.add(share);
    this.#unwritten.set(sharer, shares);
  }

  /** What is to be written, once. */
  takeUnwritten(): WayToKeep[] {
    const ways = [...this.#unwritten].map(([{ scope, way, shares: shared }, shares]) => ({
      scope,
      fix: way.fix,
      trail: way.trail,
      shares: [...shares].filter((share) => shared.has(share.lineId)),
    }));
    this.#unwritten.clear();
    return ways;
  }
}

const nowhere: Way = { fix: null, trail: [] };

// Ids have no spaces, and the same id may stand for a line, a station and an agent.
const keyOf = ({ role, scopeId }: Scope) => `${role} ${scopeId}`;
