import type { Away, Fix, LineId, MemberId } from '#protocol';
import { seesWholeHistory } from '../people/rules.ts';
import type { Actor, Caller, Handlers, Parts, Scope } from '../parts.ts';
import { type Intake, openIntake } from './intake.ts';
import { openPace } from './pace.ts';
import { openShares } from './shares.ts';
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
  /** How far the courier is from the line's door, as the line is told it; null where they do not share with it. */
  readonly awayOf: (lineId: LineId) => Promise<Away | null>;
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

/** Sharing positions by choice. */
export function locationHandlers(parts: Needs): Location {
  const { db, clock, report, notify, membership, observer = unobserved } = parts;
  const store = positionStore(db);
  const pace = openPace(clock);
  const writing = openWriting({ clock, report, store, written: observer.written });
  const telling = openTelling({ clock, notify, writing, courierSight: parts.courierSight });
  const intake = openIntake({ clock, report, telling, writing, taken: observer.taken });
  const shares = openShares({ ...parts, store, telling, writing });
  const { sharers, loaded, begin, endAll, sharesOf } = shares;

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
        await shares.stop(actor, await keysOf(actor, lineIds));
        return null;
      },

      'location.report'(caller, { fixes }) {
        if (!pace.take(caller.actor)) return { accepted: 0 };
        return shares.isLoaded() ? reported(caller, fixes) : loaded().then(() => reported(caller, fixes));
      },
    },

    async take(scope, fixes) {
      await loaded();
      const sharer = sharers.of(scope);
      return !sharer || sharer.isDemo ? 0 : intake.take(sharer, fixes);
    },
    onAccepted: (listen) => intake.onAccepted(listen),
    async awayOf(lineId) {
      await loaded();
      const shared = sharers.onLine(lineId).find(([{ scope }]) => scope.role === 'courier');
      const away = shared?.[1].told.away;
      // What is told again only when it changes is as old as the last fix.
      return away ? { ...away, at: away.at && (shared[0].way.fix?.at ?? away.at) } : null;
    },

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
      await shares.close();
      await writing.close();
    },
  };
}

const unobserved: LocationObserver = { taken: () => undefined, written: () => undefined };
