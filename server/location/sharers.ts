import { type Away, type Fix, type LineId, type LinkId, roles, type Sight } from '#protocol';
import { isAhead } from '../deliveries/rules.ts';
import type { Scope, Stop } from '../parts.ts';
import { type Ahead, aheadOf, noTravel, type Travel } from './away.ts';
import type { TrailPoint } from './rules.ts';
import type { KeptShare, KeptWay, ShareKey, Way } from './store.ts';

/** One line that a way is shared with. */
export interface Share extends ShareKey {
  endsAt: number | null;
  sight: Sight;
  /** Since when the line sees the way, epoch ms; of the trail it is shown what was walked since then. Null: it does not. */
  since: number | null;
  /** What the line was told last. */
  told: { sight: Sight | null; fix: Fix | null; away: Away | null };
}

/** Somebody who shares, and the lines that they share with. */
export interface Sharer {
  readonly scope: Scope;
  /** Since when they share with anybody, epoch ms; 0: since before the last restart. */
  readonly begunAt: number;
  /** The link by which it is shared, where it is known: not after a restart until the page is heard of. */
  linkId: LinkId | null;
  /** Moved by a demo ride, and by no phone. */
  isDemo: boolean;
  readonly way: { fix: Fix | null; readonly trail: TrailPoint[] };
  travel: Travel;
  readonly shares: Map<LineId, Share>;
  /** Looks at the round so far: a later one is the truer one, whichever comes back first. */
  looks: number;
  /** The lines of `shares`, listed once. */
  lineIds: readonly LineId[];
  /** The doors that the courier still comes to. */
  ahead: ReadonlyMap<LineId, Ahead>;
}

/** Who shares what with whom, in memory: fixes come every second, the database hears of them now and then. */
export class Sharers {
  /** By role and then by id: a key of both would be put together anew with each fix. */
  readonly #byRole = new Map(roles.map((role) => [role, new Map<string, Sharer>()]));
  readonly #byLine = new Map<LineId, Map<Sharer, Share>>();

  restore({ shares, ways }: { shares: readonly KeptShare[]; ways: readonly KeptWay[] }): void {
    const known = new Map(ways.map((way) => [keyOf(way.scope), way]));
    for (const { scope, lineId, memberId, endsAt, since } of shares) {
      const { fix, trail } = known.get(keyOf(scope)) ?? nowhere;
      const sharer = this.#sharer(scope, { fix, trail }, 0);
      this.#add(sharer, { lineId, memberId, endsAt, since, sight: 'later', told: nothing() });
    }
  }

  /** Answers the share, which may have been there before. A new one shows nothing until its sight is looked at. */
  begin(scope: Scope, { lineId, memberId }: ShareKey, endsAt: number | null, at: number): Share {
    const sharer = this.#sharer(scope, nowhere, at);
    const known = sharer.shares.get(lineId);
    if (known) return Object.assign(known, { endsAt });
    const share: Share = { lineId, memberId, endsAt, since: null, sight: 'later', told: nothing() };
    this.#add(sharer, share);
    return share;
  }

  /** What is known of a courier's round. */
  setStops(sharer: Sharer, stops: readonly Stop[]): void {
    const left = stops.filter(({ status }) => isAhead(status));
    const ways = aheadOf(left.map(({ point }) => point));
    const ahead = new Map<LineId, Ahead>();
    for (const [i, way] of ways.entries()) if (left[i]) ahead.set(left[i].lineId, way);
    sharer.ahead = ahead;
  }

  #sharer(scope: Scope, way: Way, begunAt: number): Sharer {
    const known = this.of(scope);
    if (known) return known;
    const sharer: Sharer = {
      scope: { role: scope.role, scopeId: scope.scopeId },
      begunAt,
      looks: 0,
      linkId: null,
      isDemo: false,
      way: { fix: way.fix, trail: [...way.trail] },
      travel: noTravel,
      shares: new Map(),
      lineIds: [],
      ahead: new Map(),
    };
    this.#byRole.get(scope.role)?.set(scope.scopeId, sharer);
    return sharer;
  }

  #add(sharer: Sharer, share: Share): void {
    sharer.shares.set(share.lineId, share);
    sharer.lineIds = [...sharer.shares.keys()];
    const onLine = this.#byLine.get(share.lineId) ?? new Map<Sharer, Share>();
    this.#byLine.set(share.lineId, onLine.set(sharer, share));
  }

  /** Ends the share of a line; the way goes with the last one. */
  end(sharer: Sharer, { lineId }: Share): void {
    sharer.shares.delete(lineId);
    sharer.lineIds = [...sharer.shares.keys()];
    const onLine = this.#byLine.get(lineId);
    onLine?.delete(sharer);
    if (onLine?.size === 0) this.#byLine.delete(lineId);
    if (sharer.shares.size > 0) return;
    this.#byRole.get(sharer.scope.role)?.delete(sharer.scope.scopeId);
  }

  of({ role, scopeId }: Scope): Sharer | undefined {
    return this.#byRole.get(role)?.get(scopeId);
  }

  onLine(lineId: LineId): readonly (readonly [Sharer, Share])[] {
    return [...(this.#byLine.get(lineId) ?? [])];
  }

  /** Everybody who shares. */
  *all(): Iterable<Sharer> {
    for (const ofRole of this.#byRole.values()) yield* ofRole.values();
  }
}

const nothing = () => ({ sight: null, fix: null, away: null });
const nowhere: Way = { fix: null, trail: [] };

// Ids have no spaces, and the same id may stand for a line, a station and an agent.
const keyOf = ({ role, scopeId }: Scope) => `${role} ${scopeId}`;
