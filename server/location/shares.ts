import type { LineId, LinkId, Role, RoundId } from '#protocol';
import { isFinal } from '../deliveries/rules.ts';
import { RefusedError } from '../edge/refused-error.ts';
import type { Parts, Scope } from '../parts.ts';
import { Beginnings } from './beginnings.ts';
import { type Share, type Sharer, Sharers } from './sharers.ts';
import { shownFix, shownTrail } from './sight.ts';
import type { PositionStore, ShareKey } from './store.ts';
import type { Telling } from './telling.ts';
import type { Writing } from './writing.ts';

interface Needs extends Pick<Parts, 'db' | 'clock' | 'report' | 'notify' | 'deliveries' | 'happenings'> {
  readonly store: PositionStore;
  readonly telling: Telling;
  readonly writing: Pick<Writing, 'forget'>;
  /** How long the rows stay after the delivery's end, ms; nobody on the line sees them any more. */
  readonly keepAfterEndMs: number;
}

/** How shares begin, and what ends them: a word, a time, a delivery, a link, a long silence. */
export interface Shares {
  /** Who shares now. What was shared before a restart is known after `loaded`. */
  readonly sharers: Sharers;
  /** Whether `loaded` has resolved. */
  readonly isLoaded: () => boolean;
  /** Who shared before the last restart still does. A failed look is tried again by the next request. */
  readonly loaded: () => Promise<void>;
  readonly begin: (
    scope: Scope,
    /** Asked for while the beginning can still be called off. */
    keysToBegin: () => Promise<readonly ShareKey[]>,
    by: { readonly forMs: number | null; readonly linkId: LinkId | null; readonly isDemo: boolean },
  ) => Promise<void>;
  /** Ends these by the sharer's own word, a beginning that is under way too. */
  readonly stop: (scope: Scope, keys: readonly ShareKey[]) => Promise<void>;
  /** Ends shares for good, those whose way nobody sees any more with it. */
  readonly endAll: (ending: readonly (readonly [Sharer, Share])[]) => Promise<void>;
  readonly sharesOf: (scope: Scope) => (readonly [Sharer, Share])[];
  /** No more timers. Resolves when nothing is being loaded. */
  close(): Promise<void>;
}

/** The longest that one timer waits, ms. */
const TIMER_MAX_MS = 86_400_000;

/** Who was not heard of for so long shares no more, ms: a parcel may wait at a station for weeks, and that is not over. */
const QUIET_MAX_MS = 86_400_000;
/** How often it is looked for them, ms. */
const QUIET_LOOK_MS = 3_600_000;

export function openShares(parts: Needs): Shares {
  const { db, clock, report, notify, deliveries, happenings, store, telling, writing, keepAfterEndMs } = parts;
  const sharers = new Sharers();
  const beginnings = new Beginnings();
  let loading: Promise<void> | null = null;
  let isLoaded = false;
  let cancelEnd: (() => void) | null = null;
  const startedAt = clock.now();
  let cancelQuiet = () => {};

  async function load(): Promise<void> {
    try {
      const kept = await store.all(clock.now());
      sharers.restore(kept);
      for (const sharer of sharers.all()) {
        await lookAtRound(sharer);
        telling.settle(sharer);
      }
      isLoaded = true;
    } catch (error) {
      loading = null;
      throw error;
    }
    endInTime();
  }

  /** Who shared before the last restart still does. A failed look is tried again by the next request. */
  const loaded = (): Promise<void> => (loading ??= load());

  async function lookAtRound(sharer: Sharer): Promise<void> {
    if (sharer.scope.role !== 'courier') return;
    const look = ++sharer.looks;
    const stops = await deliveries.stopsOf(sharer.scope.scopeId);
    if (look === sharer.looks) sharers.setStops(sharer, stops);
  }

  async function roundChanged(roundId: RoundId): Promise<void> {
    await loaded();
    const sharer = sharers.of({ role: 'courier', scopeId: roundId });
    if (!sharer) return;
    await lookAtRound(sharer);
    telling.changed(sharer);
  }

  /** Out of memory at once and told; the caller sees to the database. */
  function end(sharer: Sharer, share: Share): void {
    sharers.end(sharer, share);
    if (sharer.shares.size === 0) writing.forget(sharer);
    const { lineId, memberId } = share;
    notify.line(lineId, 'location.sharing_changed', { lineId, memberId, sharing: false, endsAt: null });
  }

  /** Ends shares for good, those whose way nobody sees any more with it. */
  async function endAll(ending: readonly (readonly [Sharer, Share])[]): Promise<void> {
    for (const [sharer, share] of ending) end(sharer, share);
    const whole = new Set(ending.flatMap(([sharer]) => (sharer.shares.size === 0 ? [sharer.scope] : [])));
    const keys = ending.map(([, share]) => share);
    if (keys.length > 0) await store.forget(keys, [...whole]);
  }

  const sharesOf = (scope: Scope): (readonly [Sharer, Share])[] => {
    const sharer = sharers.of(scope);
    return sharer ? [...sharer.shares.values()].map((share) => [sharer, share] as const) : [];
  };

  /** One timer for all shares that end by themselves. */
  function endInTime(): void {
    cancelEnd?.();
    cancelEnd = null;
    let next = Number.POSITIVE_INFINITY;
    const now = clock.now();
    const due: (readonly [Sharer, Share])[] = [];
    for (const sharer of sharers.all()) {
      for (const share of sharer.shares.values()) {
        if (share.endsAt === null) continue;
        if (share.endsAt <= now) due.push([sharer, share]);
        else next = Math.min(next, share.endsAt);
      }
    }
    if (due.length > 0) endAll(due).catch((error: unknown) => report('location: end', error));
    if (next < Number.POSITIVE_INFINITY) cancelEnd = clock.after(Math.min(next - now, TIMER_MAX_MS), endInTime);
  }

  function endQuiet(): void {
    const before = clock.now() - QUIET_MAX_MS;
    for (const { scope, way, begunAt } of sharers.all()) {
      if ((way.fix?.at ?? Math.max(begunAt, startedAt)) > before) continue;
      endAll(sharesOf(scope)).catch((error: unknown) => report('location: end of the quiet', error));
    }
    cancelQuiet = clock.after(QUIET_LOOK_MS, endQuiet);
  }

  async function lineOver(lineId: LineId): Promise<void> {
    await loaded();
    const ending = sharers.onLine(lineId);
    if (keepAfterEndMs === 0) return endAll(ending);
    // What is kept for longer is deleted by the record's sweep.
    for (const [sharer, share] of ending) {
      const { way } = sharer;
      const shown = { fix: shownFix(way, share.sight), trail: shownTrail(way, share.sight, share.since) };
      end(sharer, share);
      await store.keepLast(share, shown, clock.now());
      if (sharer.shares.size === 0) await store.forget([], [sharer.scope]);
    }
  }

  /** Whose link has ended is no longer seen either, unless it is shared by another one. */
  async function leave(scope: Scope, linkId: LinkId): Promise<void> {
    beginnings.end(scope, linkId);
    await loaded();
    const by = sharers.of(scope)?.linkId ?? linkId;
    if (by === linkId) await endAll(sharesOf(scope));
  }

  /** On a phone too that is not here at the moment. */
  async function linkRevoked(linkId: LinkId): Promise<void> {
    const link = await db.selectFrom('links').select(['role', 'scope_id']).where('id', '=', linkId).executeTakeFirst();
    if (link) await leave({ role: link.role as Role, scopeId: link.scope_id }, linkId);
  }

  /** Begins to share, or gives what is shared another end. A ride and a phone take each other's place, way and all. */
  async function begin(
    scope: Scope,
    keysToBegin: () => Promise<readonly ShareKey[]>,
    { forMs, linkId, isDemo }: { forMs: number | null; linkId: LinkId | null; isDemo: boolean },
  ): Promise<void> {
    const { keys, at, endsAt } = await beginnings.during(scope, linkId, async (beginning) => {
      const keys = await keysToBegin();
      await loaded();
      const before = sharers.of(scope);
      if (before && (isDemo || before.isDemo)) await endAll(sharesOf(scope));
      const at = clock.now();
      const endsAt = forMs === null ? null : Math.round(at + forMs);
      // A ride is in memory alone: of one that a crash has ended nothing is left that a phone or an app could go on with.
      if (!isDemo) await store.begin(scope, keys, endsAt, at);
      if (!beginning.ended) return { keys, at, endsAt };
      await store.forget(keys, sharers.of(scope) ? [] : [scope]);
      throw new RefusedError('conflict', 'Sharing was stopped meanwhile');
    });
    const begun = keys.map((key) => sharers.begin(scope, key, endsAt, at));
    const begunBy = sharers.of(scope);
    if (begunBy) Object.assign(begunBy, { linkId, isDemo });
    // Looked at only now: a delivery that ends from here on finds the share and ends it.
    const over = new Set<LineId>();
    for (const { delivery } of await deliveries.linesOf(scope)) {
      if (isFinal(delivery.status)) over.add(delivery.id);
    }
    const sharer = sharers.of(scope);
    if (sharer) await endAll(begun.filter(({ lineId }) => over.has(lineId)).map((share) => [sharer, share] as const));
    if (begun.every(({ lineId }) => over.has(lineId))) throw new RefusedError('conflict', 'The delivery is over');
    if (!sharer) return;
    await lookAtRound(sharer);
    for (const { lineId, memberId } of begun) {
      if (sharer.shares.has(lineId))
        notify.line(lineId, 'location.sharing_changed', { lineId, memberId, sharing: true, endsAt });
    }
    telling.changed(sharer);
    if (endsAt !== null) endInTime();
  }

  happenings.onRoundChanged((roundId) => {
    roundChanged(roundId).catch((error: unknown) => report('location: round changed', error));
  });
  happenings.onLineOver((lineId) => {
    lineOver(lineId).catch((error: unknown) => report('location: line over', error));
  });
  happenings.onLinkRevoked((linkId) => {
    linkRevoked(linkId).catch((error: unknown) => report('location: link revoked', error));
  });
  happenings.onDeviceGone((caller) => {
    if (caller.shutOut)
      leave(caller.actor, caller.actor.linkId).catch((error: unknown) => report('location: shut out', error));
  });
  // Shares that ended while the server was down end now, not with the first page that asks.
  loaded().catch((error: unknown) => report('location: load', error));
  cancelQuiet = clock.after(QUIET_LOOK_MS, endQuiet);

  return {
    sharers,
    isLoaded: () => isLoaded,
    loaded,
    begin,
    async stop(scope, keys) {
      await loaded();
      beginnings.end(scope, null);
      const stopped = new Set(keys.map(({ lineId }) => lineId));
      for (const [sharer, share] of sharesOf(scope)) if (stopped.has(share.lineId)) end(sharer, share);
      // Those too that are in memory no more: the one before may have failed here.
      await store.forget(keys, sharers.of(scope) ? [] : [scope]);
    },
    endAll,
    sharesOf,
    async close() {
      cancelEnd?.();
      cancelEnd = null;
      cancelQuiet();
      await loading?.catch(() => undefined);
    },
  };
}
