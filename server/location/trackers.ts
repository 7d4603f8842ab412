import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Fix, RoundId, TrackerState } from '#protocol';
import { RefusedError } from '../edge/refused-error.ts';
import type { Actor, Handlers, Parts, Scope } from '../parts.ts';
import type { Tracker, TrackerStore } from './tracker-store.ts';

/** 128 random bits: nobody guesses them, and the address can still be typed. */
const SECRET_BYTES = 16;
/** What is looked up of a tracker holds for so long, ms: another process may end it, and shares begin and end. */
const KNOWN_MS = 10_000;
/** Trackers kept in memory. */
const KNOWN_MAX = 20_000;
/** The database hears so often at most that a tracker lives, ms: pages ask for it here. */
const HEARD_EVERY_MS = 300_000;
/** A phone's clock may be ahead by this, ms: what it reports is of now. */
const AHEAD_MAX_MS = 300_000;

type Names = 'location.tracker' | 'location.make_tracker' | 'location.end_tracker';
interface Needs extends Pick<Parts, 'clock' | 'newId'> {
  readonly store: TrackerStore;
  readonly publicUrl: () => string;
  /** The one way in for positions; answers how many were taken. */
  readonly take: (courier: Scope, fixes: readonly Fix[]) => Promise<number>;
}

export interface Trackers {
  readonly handlers: Pick<Handlers, Names>;
  /** Whose tracker it is; refused with `unauthorized` where there is none, its secret is another, or it has ended. */
  open(id: string, secret: string): Promise<{ readonly id: string }>;
  /** One report of a tracker that was opened, for all lines that its courier shares with at this moment: where there are none, nothing is kept. */
  report(id: string, fix: Fix): Promise<void>;
  readonly operator: {
    /** `not_found` where the courier has none. */
    state(courierId: string): Promise<TrackerState>;
    /** It is heard no more from this moment on; `not_found` where the courier has none. */
    end(courierId: string): Promise<void>;
  };
}

interface Known {
  readonly tracker: Tracker;
  readonly rounds: readonly RoundId[];
  readonly until: number;
}

const hashOf = (secret: string) => createHash('sha256').update(secret).digest();
const matches = (secret: string, hash: string) => timingSafeEqual(hashOf(secret), Buffer.from(hash, 'hex'));

/** Couriers' background apps: a page in the background is sent to sleep, they are not. */
export function openTrackers({ clock, newId, store, publicUrl, take }: Needs): Trackers {
  const known = new Map<string, Known>();
  /** When each was last heard of, and when the database was told so. */
  const heard = new Map<string, { at: number; written: number }>();

  // A look that began before a tracker ended may come back after it: its answer is old by then and is not kept.
  let changes = 0;

  async function courierOf({ role, scopeId }: Actor): Promise<string> {
    const courierId = role === 'courier' ? await store.courierOfRound(scopeId) : null;
    if (courierId === null) throw new RefusedError('forbidden', 'Only a courier has a background app');
    return courierId;
  }

  async function find(id: string): Promise<Known | null> {
    const kept = known.get(id);
    if (kept && clock.now() < kept.until) return kept;
    known.delete(id);
    const before = changes;
    const tracker = await store.byId(id);
    if (!tracker) return null;
    const found = {
      tracker,
      rounds: await store.roundsOf(tracker.courierId),
      until: clock.now() + KNOWN_MS,
    };
    if (changes !== before) return found;
    if (known.size >= KNOWN_MAX) known.clear();
    known.set(id, found);
    return found;
  }

  const stateOf = ({ id, createdAt, heardAt }: Tracker): TrackerState => ({
    since: createdAt,
    heardAt: heard.get(id)?.at ?? heardAt,
  });

  async function end(courierId: string): Promise<string[]> {
    const ended = await store.end(courierId, clock.now());
    changes += 1;
    for (const id of ended) {
      known.delete(id);
      heard.delete(id);
    }
    return ended;
  }

  async function noteHeard(id: string): Promise<void> {
    const at = clock.now();
    const last = heard.get(id) ?? { at, written: -Infinity };
    last.at = at;
    if (heard.size >= KNOWN_MAX) heard.clear();
    heard.set(id, last);
    if (at - last.written < HEARD_EVERY_MS) return;
    last.written = at;
    await store.heard(id, at);
  }

  return {
    handlers: {
      async 'location.tracker'({ actor }) {
        const tracker = await store.ofCourier(await courierOf(actor));
        return { tracker: tracker && stateOf(tracker) };
      },

      async 'location.make_tracker'({ actor }) {
        const courierId = await courierOf(actor);
        await end(courierId);
        const [id, secret] = [newId(), randomBytes(SECRET_BYTES).toString('base64url')];
        const secretHash = hashOf(secret).toString('hex');
        await store.add({ id, courierId, secretHash, createdAt: clock.now() });
        // The numbers are OsmAnd's places for what it knows: latitude, longitude, time, accuracy, altitude, speed, bearing.
        const query = 'lat={0}&lon={1}&timestamp={2}&accuracy={3}&altitude={4}&speed={5}&bearing={6}';
        return {
          osmandUrl: `${publicUrl()}/api/osmand/${id}.${secret}?${query}`,
          ownTracks: { url: `${publicUrl()}/api/owntracks`, user: id, password: secret },
        };
      },

      async 'location.end_tracker'({ actor }) {
        await end(await courierOf(actor));
        return null;
      },
    },

    async open(id, secret) {
      const found = await find(id);
      if (!found || !matches(secret, found.tracker.secretHash))
        throw new RefusedError('unauthorized', 'This address of a background app is not one of ours, or has ended');
      return { id };
    },

    async report(id, fix) {
      await noteHeard(id);
      const found = await find(id);
      const now = clock.now();
      if (!found || fix.at > now + AHEAD_MAX_MS) return;
      const taken = { ...fix, at: Math.min(fix.at, now) };
      for (const scopeId of found.rounds) await take({ role: 'courier', scopeId }, [taken]);
    },

    operator: {
      async state(courierId) {
        const tracker = await store.ofCourier(courierId);
        if (!tracker) throw noTracker();
        return stateOf(tracker);
      },
      async end(courierId) {
        if ((await end(courierId)).length === 0) throw noTracker();
      },
    },
  };
}

const noTracker = () => new RefusedError('not_found', 'This courier has no background app');
