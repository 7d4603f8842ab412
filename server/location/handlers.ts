import type { Fix, LineId, LinkId, MemberId, Role, RoundId } from '#protocol';
import { isFinal } from '../deliveries/rules.ts';
import { RefusedError } from '../edge/refused-error.ts';
import { seesWholeHistory } from '../people/rules.ts';
import type { Actor, Caller, Handlers, Parts, Scope } from '../parts.ts';
import { Beginnings } from './beginnings.ts';
import { type Intake, openIntake } from './intake.ts';
import { openPace } from './pace.ts';
import { type Share, type Sharer, Sharers } from './sharers.ts';
import { type CourierSight, shownFix, shownTrail } from './sight.ts';
import { positionStore, type ShareKey } from './store.ts';
import { openTelling } from './telling.ts';
import { openWriting } from './writing.ts';

type Names = 'location.positions' | 'location.share' | 'location.stop' | 'location.report';
interface Needs extends Pick<Parts, 'db' | 'clock' | 'report' | 'notify' | 'membership' | 'deliveries' | 'happenings'> {
  /** How long the rows stay after the delivery's end, ms; nobody on the line sees them any more. */
  keepAfterEndMs: number;
  /** The most that a line sees of its courier. */
  courierSight: CourierSight;
  observer?: LocationObserver;
}

/** Counts, for the operator. */
export interface LocationObserver {
  /** Fixes of one report. */
  readonly taken: (accepted: number, dropped: number) => void;
  /** Statements of one write. */
  readonly written: (statements: number) => void;
}

export interface Location {
  readonly handlers: Pick<Handlers, Names>;
  /** Where positions of other senders go. Answers how many were believed: none of who does not share. */
  readonly take: (scope: Scope, fixes: readonly Fix[]) => Promise<number>;
  readonly onAccepted: Intake['onAccepted'];
  /**
   * A ride that nobody rides: its courier shares with one line for so long, ms, in the place of whatever they shared before,
   * and what their phone reports is not taken until the share ends, or begins anew by their own choice.
   */
  readonly demo: {
    share(courier: Scope, key: ShareKey, forMs: number): Promise<void>;
    /** False where that share has ended. */
    move(courier: Scope, key: ShareKey, fix: Fix): boolean;
    stop(courier: Scope, key: ShareKey): Promise<void>;
  };
  /** Ends the member's sharing and forgets where they are and were. */
  readonly forget: (lineId: LineId, memberId: MemberId) => Promise<void>;
  /** Writes what is not written yet; call it before the database is closed. */
  close(): Promise<void>;
}

/** The longest that one timer waits, ms. */
const TIMER_MAX_MS = 86_400_000;

/** Who was not heard of for so long shares no more, ms: a parcel may wait at a station for weeks, and that is not over. */
const QUIET_MAX_MS = 86_400_000;
/** How often it is looked for them, ms. */
const QUIET_LOOK_MS = 3_600_000;

/** Sharing positions by choice. */
export function locationHandlers(parts: Needs): Location {
  const {
    db,
    clock,
    report,
    notify,
    membership,
    deliveries,
    happenings,
    keepAfterEndMs,
    observer = unobserved,
  } = parts;
  const store = positionStore(db);
  const sharers = new Sharers();
  const pace = openPace(clock);
  const writing = openWriting({ clock, report, store, written: observer.written });
  const telling = openTelling({ clock, notify, writing, courierSight: parts.courierSight });
  const intake = openIntake({ clock, report, telling, writing, taken: observer.taken });
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

  function reported({ actor, deviceId }: Caller, fixes: readonly Fix[]): { accepted: number } {
    const sharer = sharers.of(actor);
    if (!sharer || sharer.isDemo) return { accepted: 0 };
    sharer.linkId = actor.linkId;
    return { accepted: intake.take(sharer, fixes, deviceId) };
  }

  async function keysOf(actor: Actor, lineIds: readonly LineId[]): Promise<ShareKey[]> {
    const keys: ShareKey[] = [];
    for (const lineId of new Set(lineIds))
      keys.push({ lineId, memberId: (await membership.mustBeOn(actor, lineId, 'share_position')).id });
    return keys;
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
    handlers: {
      async 'location.positions'({ actor }, { lineId }) {
        await membership.mustBeOn(actor, lineId);
        await loaded();
        return {
          positions: sharers.onLine(lineId).map(([{ way }, { memberId, sight, since, told, endsAt }]) => ({
            memberId,
            sharing: true,
            sight,
            fix: shownFix(way, sight),
            // Whoever came later and does not see what was said before does not see the way of before either.
            trail: seesWholeHistory(actor.role) ? shownTrail(way, sight, since) : [],
            away: told.away,
            endsAt,
          })),
        };
      },

      async 'location.share'({ actor }, { lineIds, forMs }) {
        const by = { forMs, linkId: actor.linkId, isDemo: false };
        await begin(actor, () => keysOf(actor, lineIds), by);
        return null;
      },

      async 'location.stop'({ actor }, { lineIds }) {
        const keys = await keysOf(actor, lineIds);
        await loaded();
        beginnings.end(actor, null);
        const stopped = new Set(keys.map(({ lineId }) => lineId));
        for (const [sharer, share] of sharesOf(actor)) if (stopped.has(share.lineId)) end(sharer, share);
        // Those too that are in memory no more: the one before may have failed here.
        await store.forget(keys, sharers.of(actor) ? [] : [actor]);
        return null;
      },

      'location.report'(caller, { fixes }) {
        if (!pace.take(caller.actor)) return { accepted: 0 };
        return isLoaded ? reported(caller, fixes) : loaded().then(() => reported(caller, fixes));
      },
    },

    async take(scope, fixes) {
      await loaded();
      const sharer = sharers.of(scope);
      return !sharer || sharer.isDemo ? 0 : intake.take(sharer, fixes);
    },
    onAccepted: (listen) => intake.onAccepted(listen),

    demo: {
      share: (courier, key, forMs) =>
        begin(courier, () => Promise.resolve([key]), { forMs, linkId: null, isDemo: true }),
      move(courier, { lineId }, fix) {
        const sharer = sharers.of(courier);
        if (!sharer?.isDemo || !sharer.shares.has(lineId)) return false;
        intake.take(sharer, [fix]);
        return true;
      },
      async stop(courier, { lineId }) {
        const ridden = sharers.of(courier)?.isDemo ? sharesOf(courier) : [];
        await endAll(ridden.filter(([, share]) => share.lineId === lineId));
      },
    },

    async forget(lineId, memberId) {
      await loaded();
      await endAll(sharers.onLine(lineId).filter(([, share]) => share.memberId === memberId));
      await store.forget([{ lineId, memberId }], []);
    },

    async close() {
      cancelEnd?.();
      cancelEnd = null;
      cancelQuiet();
      await loading?.catch(() => undefined);
      await writing.close();
    },
  };
}

const unobserved: LocationObserver = { taken: () => undefined, written: () => undefined };
