import type { Fix, LineId, MemberId } from '#protocol';
import type { TrailPoint } from './rules.ts';
import type { KeptShare, PathToKeep, ShareKey } from './store.ts';

/** One person's way: the same for all the lines they share it with. */
interface Path {
  fix: Fix | null;
  trail: readonly TrailPoint[];
  readonly users: Set<Share>;
}

/** One line that a way is shared with. Of the trail it shows what was walked since it is shared with this line. */
export interface Share extends ShareKey {
  readonly since: number;
  path: Path;
}

const freshPath = (): Path => ({ fix: null, trail: [], users: new Set() });

/** Who shares what with whom, in memory: fixes come every second, the database hears of them now and then. */
export class Shares {
  readonly #byMember = new Map<MemberId, Share>();
  readonly #byLine = new Map<LineId, Set<Share>>();
  readonly #dirty = new Set<Path>();

  restore(kept: readonly KeptShare[]): void {
    for (const { lineId, memberId, fix, trail, updatedAt } of kept) {
      const share = this.#add({ lineId, memberId }, trail[0]?.at ?? updatedAt, freshPath());
      Object.assign(share.path, { fix, trail });
    }
  }

  begin(key: ShareKey, at: number): void {
    if (!this.#byMember.has(key.memberId)) this.#add(key, at, freshPath());
  }

  #add(key: ShareKey, since: number, path: Path): Share {
    const share: Share = { ...key, since, path };
    path.users.add(share);
    this.#byMember.set(key.memberId, share);
    const onLine = this.#byLine.get(key.lineId) ?? new Set();
    this.#byLine.set(key.lineId, onLine.add(share));
    return share;
  }

  /** False where the member did not share. */
  end(memberId: MemberId): boolean {
    const share = this.#byMember.get(memberId);
    if (!share) return false;
    this.#byMember.delete(memberId);
    const onLine = this.#byLine.get(share.lineId);
    onLine?.delete(share);
    if (onLine?.size === 0) this.#byLine.delete(share.lineId);
    this.#leave(share);
    return true;
  }

  #leave(share: Share): void {
    share.path.users.delete(share);
    if (share.path.users.size === 0) this.#dirty.delete(share.path);
  }

  of(memberId: MemberId): Share | undefined {
    return this.#byMember.get(memberId);
  }

  onLine(lineId: LineId): readonly Share[] {
    return [...(this.#byLine.get(lineId) ?? [])];
  }

  /** Puts all shares of one person on one way, the longest known of them, and answers it. */
  united(shares: readonly Share[]): Path {
    const path = shares
      .map((share) => share.path)
      .reduce((best, one) => (one.trail.length > best.trail.length ? one : best));
    for (const share of shares) {
      if (share.path === path) continue;
      this.#leave(share);
      share.path = path;
      path.users.add(share);
    }
    return path;
  }

  move(path: Path, fix: Fix, trail: readonly TrailPoint[]): void {
    Object.assign(path, { fix, trail });
    this.#dirty.add(path);
  }

  get hasUnwritten(): boolean {
    return this.#dirty.size > 0;
  }

  /** What is to be written, once; every line gets of the trail what it may show. */
  takeUnwritten(): PathToKeep[] {
    const paths = [...this.#dirty].flatMap(({ fix, trail, users }) =>
      [...Map.groupBy(users, (share) => share.since)].map(([since, shares]) => ({
        shares,
        fix,
        trail: trail.filter((point) => point.at >= since),
      })),
    );
    this.#dirty.clear();
    return paths;
  }
}
