import type { LineId, MemberId } from '#protocol';
import { isFinal } from '../deliveries/rules.ts';
import { RefusedError } from '../edge/refused-error.ts';
import type { Actor, Caller, Handlers, Parts } from '../parts.ts';
import { openPace } from './pace.ts';
import { extendTrail, judgeFix } from './rules.ts';
import { Shares } from './shares.ts';
import { positionStore, type ShareKey } from './store.ts';

type Names = 'location.positions' | 'location.share' | 'location.stop' | 'location.report';
interface Needs extends Pick<Parts, 'db' | 'clock' | 'report' | 'notify' | 'membership' | 'deliveries' | 'happenings'> {
  /** How long the rows stay after the delivery's end, ms; nobody on the line sees them any more. */
  keepAfterEndMs: number;
}

export interface Location {
  readonly handlers: Pick<Handlers, Names>;
  /** Ends the member's sharing and forgets where they are and were. */
  readonly forget: (lineId: LineId, memberId: MemberId) => Promise<void>;
  /** Writes what is not written yet; call it before the database is closed. */
  close(): Promise<void>;
}

/** Positions are written this late at most, ms: after a crash the people send newer ones anyway. */
const WRITE_AFTER_MS = 5000;

/** Sharing positions by choice. */
export function locationHandlers(parts: Needs): Location {
  const { clock, report, notify, membership, deliveries, happenings, keepAfterEndMs } = parts;
  const store = positionStore(parts.db);
  const shares = new Shares();
  const pace = openPace(clock);
  let loading: Promise<void> | null = null;
  let cancelWrite: (() => void) | null = null;
  let writing = Promise.resolve();

  /** Who shared before the last restart still does. A failed look is tried again by the next request. */
  function loaded(): Promise<void> {
    loading ??= store.all().then(
      (kept) => shares.restore(kept),
      (error: unknown) => {
        loading = null;
        throw error;
      },
    );
    return loading;
  }

  async function write(): Promise<void> {
    cancelWrite?.();
    cancelWrite = null;
    const paths = shares.takeUnwritten();
    if (paths.length > 0) await store.keep(paths, clock.now());
  }

  function writeSoon(): void {
    cancelWrite ??= clock.after(WRITE_AFTER_MS, () => {
      writing = write().catch((error: unknown) => report('location: write', error));
    });
  }

  /** Out of memory at once and told; the caller sees to the database. */
  function end({ lineId, memberId }: ShareKey): void {
    if (shares.end(memberId)) notify.line(lineId, 'location.sharing_changed', { lineId, memberId, sharing: false });
  }

  async function lineOver(lineId: LineId): Promise<void> {
    await loaded();
    for (const share of shares.onLine(lineId)) end(share);
    // What is kept for longer is deleted by the record's sweep.
    if (keepAfterEndMs === 0) await store.forgetLine(lineId);
  }

  /** Whose link has ended is no longer seen either. */
  async function leave(actor: Actor): Promise<void> {
    await loaded();
    const lines = await deliveries.linesOf(actor);
    const keys = lines
      .map(({ delivery, me }): ShareKey => ({ lineId: delivery.id, memberId: me }))
      .filter(({ memberId }) => shares.of(memberId));
    for (const key of keys) end(key);
    if (keys.length > 0) await store.forget(keys);
  }

  async function keysOf(actor: Actor, lineIds: readonly LineId[]): Promise<ShareKey[]> {
    const keys: ShareKey[] = [];
    for (const lineId of new Set(lineIds))
      keys.push({ lineId, memberId: (await membership.mustBeOn(actor, lineId, 'share_position')).id });
    return keys;
  }

  happenings.onLineOver((lineId) => {
    lineOver(lineId).catch((error: unknown) => report('location: line over', error));
  });
  happenings.onDeviceGone((caller) => {
    pace.forget(caller);
    if (caller.shutOut) leave(caller.actor).catch((error: unknown) => report('location: shut out', error));
  });

  return {
    handlers: {
      async 'location.positions'({ actor }, { lineId }) {
        await membership.mustBeOn(actor, lineId);
        await loaded();
        return {
          positions: shares.onLine(lineId).map(({ memberId, since, path }) => ({
            memberId,
            sharing: true,
            fix: path.fix,
            trail: path.trail.filter(({ at }) => at >= since).map(({ lat, lng }) => ({ lat, lng })),
          })),
        };
      },

      async 'location.share'({ actor }, { lineIds }) {
        const keys = await keysOf(actor, lineIds);
        await loaded();
        const at = clock.now();
        await store.begin(keys, at);
        for (const key of keys) shares.begin(key, at);
        // Looked at only now: a delivery that ends from here on finds the share and ends it.
        const over = new Set<LineId>();
        for (const { delivery } of await deliveries.linesOf(actor)) {
          if (isFinal(delivery.status)) over.add(delivery.id);
        }
        const late = keys.filter(({ lineId }) => over.has(lineId));
        for (const { memberId } of late) shares.end(memberId);
        if (late.length > 0) await store.forget(late);
        if (late.length === keys.length) throw new RefusedError('conflict', 'The delivery is over');
        for (const { lineId, memberId } of keys) {
          if (shares.of(memberId)) notify.line(lineId, 'location.sharing_changed', { lineId, memberId, sharing: true });
        }
        return null;
      },

      async 'location.stop'({ actor }, { lineIds }) {
        const keys = await keysOf(actor, lineIds);
        await loaded();
        for (const key of keys) end(key);
        await store.forget(keys);
        return null;
      },

      async 'location.report'(caller, { lineIds, fix }) {
        if (!pace.take(caller)) return { accepted: false };
        const keys = await keysOf(caller.actor, lineIds);
        await loaded();
        // From here on nothing waits: a stop that came in the meantime has won.
        const shared = keys.flatMap(({ memberId }) => shares.of(memberId) ?? []);
        if (shared.length === 0) return { accepted: false };
        const path = shares.united(shared);
        const now = clock.now();
        if (judgeFix(path.fix, fix, now) !== 'accepted') return { accepted: false };
        shares.move(path, fix, extendTrail(path.trail, fix, now));
        writeSoon();
        for (const { lineId, memberId } of shared) tellMoved(caller, lineId, memberId);
        return { accepted: true };

        function tellMoved({ deviceId }: Caller, lineId: LineId, memberId: MemberId): void {
          // Not volatile: socket.io would drop it beside any other packet of the same tick, and of a person who stands
          // still nothing more is told for 15 s. A page that reads nothing is cut off long before this adds up.
          notify.line(lineId, 'location.moved', { lineId, memberId, fix }, { except: deviceId });
        }
      },
    },

    async forget(lineId, memberId) {
      await loaded();
      end({ lineId, memberId });
      await store.forget([{ lineId, memberId }]);
    },

    async close() {
      await writing;
      await write();
    },
  };
}
