import type { Kysely } from 'kysely';
import type { LineId, MemberId } from '#protocol';
import { RefusedError } from '../edge/refused-error.ts';
import type { Handlers, Parts, Scope } from '../parts.ts';
import type { Tables } from '../storage/tables.ts';
import { isDemoCourier } from './demo-place.ts';
import { demoWayTo } from './demo-way.ts';
import type { Location } from './handlers.ts';
import type { ShareKey } from './store.ts';

/** As often as a phone on the move. */
const STEP_MS = 1000;
/** At the door a step a second for so long, ms, so that the arrival is sure; then a sign of life now and then. */
const ARRIVING_MS = 15_000;
const STILL_MS = 15_000;
/** Then the courier goes, ms. */
const STAY_MS = 600_000;

interface Ride {
  readonly courier: Scope;
  readonly key: ShareKey;
  cancel(): void;
}

interface Needs extends Pick<Parts, 'db' | 'clock' | 'report' | 'notify' | 'membership' | 'deliveries'> {
  /** The server is there to be tried. */
  readonly isDemo: boolean;
  readonly shares: Location['demo'];
}

/** Rides that nobody rides, for a first look at the map: a courier is in one place, so each has one at a time. */
export function openDemoRides({ db, clock, report, notify, membership, deliveries, isDemo, shares }: Needs): {
  readonly handlers: Pick<Handlers, 'location.demo_ride'>;
  /** Ends all, and with them what they share. */
  close(): Promise<void>;
} {
  const rides = new Map<string, Ride>();
  /** Taps on two pages, one after the other. */
  let last: Promise<unknown> = Promise.resolve();

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = last.then(work);
    last = done.catch(() => undefined);
    return done;
  }

  const tell = ({ key: { lineId } }: Ride, runs: boolean) =>
    notify.line(lineId, 'location.demo_ride_changed', { lineId, runs });

  function over(ride: Ride): void {
    ride.cancel();
    rides.delete(ride.courier.scopeId);
    tell(ride, false);
  }

  async function stop(ride: Ride): Promise<void> {
    over(ride);
    await shares.stop(ride.courier, ride.key);
  }

  async function start(lineId: LineId): Promise<void> {
    const { courier, memberId } = await courierOf(db, lineId);
    const before = rides.get(courier.scopeId);
    if (before?.key.lineId === lineId) return;
    const way = demoWayTo((await deliveries.get(lineId)).point);
    if (before) await stop(before);
    const key = { lineId, memberId };
    // Where the server is killed, the share ends by itself.
    await shares.share(courier, key, way.tookMs + STAY_MS);
    const startedAt = clock.now();
    const ride: Ride = { courier, key, cancel: () => {} };
    rides.set(courier.scopeId, ride);
    tell(ride, true);

    function step(): void {
      // By the clock: where the server was busy, the courier has ridden on.
      const at = clock.now();
      const elapsedMs = at - startedAt;
      const stoodMs = elapsedMs - way.tookMs;
      if (stoodMs > STAY_MS) {
        inTurn(() => stop(ride)).catch((error: unknown) => report('location: demo ride', error));
      } else if (shares.move(courier, key, { ...way.at(elapsedMs), at })) {
        ride.cancel = clock.after(stoodMs < ARRIVING_MS ? STEP_MS : STILL_MS, step);
      } else {
        over(ride);
      }
    }
    step();
  }

  return {
    handlers: {
      async 'location.demo_ride'({ actor }, { lineId, run }) {
        if (!isDemo) throw new RefusedError('forbidden', 'There are no demo rides on this server');
        await membership.mustBeOn(actor, lineId, 'write');
        const running = () => [...rides.values()].find(({ key }) => key.lineId === lineId);
        // What a real courier's phone shares is not to be taken from them.
        if (!isDemoCourier(await deliveries.courierOf(lineId)))
          throw new RefusedError('forbidden', 'Demo rides go on the lines of the demo alone');
        if (run !== null)
          await inTurn(async () => {
            const ride = running();
            if (run) await start(lineId);
            else if (ride) await stop(ride);
          });
        return { runs: running() !== undefined };
      },
    },

    async close() {
      await last;
      for (const ride of rides.values()) await stop(ride);
    },
  };
}

async function courierOf(db: Kysely<Tables>, lineId: LineId): Promise<{ courier: Scope; memberId: MemberId }> {
  const { id, scope_id: roundId } = await db
    .selectFrom('members')
    .select(['id', 'scope_id'])
    .where('line_id', '=', lineId)
    .where('role', '=', 'courier')
    .executeTakeFirstOrThrow();
  return { courier: { role: 'courier', scopeId: roundId }, memberId: id as MemberId };
}
