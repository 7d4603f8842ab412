import { computed, effect, type ReadonlySignal, signal } from '@preact/signals';
import type { Fix, LineId, MemberId, Point, Position } from '#protocol';
import type { Connection } from '../connection.ts';
import { distanceM } from '../../server/protocol/distance.ts';
import type { SharingModel } from './sharing.ts';

/** Two missed signs of life: the marker turns grey rather than lie about where somebody is, ms. */
const STALE_MS = 30_000;
/** How often ages are looked at again, ms. */
const AGE_TICK_MS = 5000;
/** A trail grows by steps of at least this, m. */
const TRAIL_STEP_M = 5;
/** Longest trail drawn, points; the server's is thinned and comes with the next reconnect. */
const TRAIL_MAX = 600;

/** What is known of one person who shares. */
export interface Sighting {
  readonly memberId: MemberId;
  readonly mine: boolean;
  /** Null until the first position has come. */
  readonly fix: Fix | null;
  /** Where they have been, oldest first. */
  readonly trail: readonly Point[];
  /** How long ago the fix was measured. */
  readonly ageMs: number;
  readonly stale: boolean;
}

/** Who shares with one line, and where they are. */
export interface LocationModel {
  readonly lineId: LineId;
  readonly me: MemberId;
  /** Everybody who shares, me too. */
  readonly people: ReadonlySignal<readonly Sighting[]>;
  /** The link's token, for the map's own requests. */
  readonly token: string;
  close(): void;
}

export interface LocationParts {
  readonly connection: Pick<Connection, 'ask' | 'on' | 'onOnline' | 'now' | 'token'>;
  readonly lineId: LineId;
  readonly me: MemberId;
  /** This phone's own sharing: the page has one for all its lines. */
  readonly sharing: Pick<SharingModel, 'fix'>;
  readonly every?: (ms: number, run: () => void) => () => void;
}

type Known = Pick<Sighting, 'memberId' | 'fix' | 'trail'>;

export function createLocationModel(parts: LocationParts): LocationModel {
  const { connection, lineId, me, sharing } = parts;
  const every =
    parts.every ??
    ((ms, run) => {
      const timer = setInterval(run, ms);
      return () => clearInterval(timer);
    });
  const known = signal<ReadonlyMap<MemberId, Known>>(new Map());
  const now = signal(connection.now());
  let shared = false;
  let turns = 0;
  /** Of whom something was heard since the last question. */
  const heard = new Set<MemberId>();

  function put(memberId: MemberId, next: Known | null): void {
    heard.add(memberId);
    const all = new Map(known.peek());
    if (next) all.set(memberId, next);
    else all.delete(memberId);
    now.value = connection.now();
    known.value = all;
  }

  function move(memberId: MemberId, fix: Fix, via: readonly Point[] = []): void {
    const last = known.peek().get(memberId);
    if (last?.fix && last.fix.at >= fix.at) return;
    put(memberId, { memberId, fix, trail: [...via, fix.point].reduce(extended, last?.trail ?? []) });
  }

  async function refresh(): Promise<void> {
    const turn = ++turns;
    heard.clear();
    let positions: readonly Position[];
    try {
      ({ positions } = await connection.ask('location.positions', { lineId }));
    } catch {
      return; // What was known stays, and grows old in words; the next reconnect asks again.
    }
    if (turn !== turns) return;
    // What was heard while the question was under way is newer than the answer.
    const before = known.peek();
    const next = new Map([...before].filter(([memberId]) => heard.has(memberId)));
    for (const { memberId, sharing, fix, trail } of positions) {
      if (!sharing || (heard.has(memberId) && !before.has(memberId))) continue;
      const newer = next.get(memberId)?.fix ?? null;
      next.set(
        memberId,
        newer ? { memberId, fix: newer, trail: extended(trail, newer.point) } : { memberId, fix, trail },
      );
    }
    now.value = connection.now();
    known.value = next;
    const mine = sharing.fix.peek();
    if (mine) move(me, mine);
  }

  const off = [
    connection.on('location.moved', (moved) => {
      if (moved.lineId === lineId) move(moved.memberId, moved.fix, moved.via);
    }),
    connection.on('location.sight_changed', (changed) => {
      if (changed.lineId !== lineId || changed.memberId === me || !known.peek().has(changed.memberId)) return;
      put(changed.memberId, { memberId: changed.memberId, fix: null, trail: [] });
      if (changed.sight !== 'later') void refresh();
    }),
    connection.on('location.sharing_changed', (changed) => {
      if (changed.lineId !== lineId) return;
      if (!changed.sharing) put(changed.memberId, null);
      else if (!known.peek().has(changed.memberId)) {
        put(changed.memberId, { memberId: changed.memberId, fix: null, trail: [] });
      }
    }),
    connection.onOnline(() => void refresh()),
    every(AGE_TICK_MS, () => {
      if (known.peek().size > 0) now.value = connection.now();
    }),
    effect(() => {
      const mine = sharing.fix.value;
      if (mine) move(me, mine);
      else if (shared) put(me, null);
      shared = mine !== null;
    }),
  ];
  void refresh();

  return {
    lineId,
    me,
    token: connection.token,
    people: computed(() =>
      [...known.value.values()].map(({ memberId, fix, trail }) => {
        const ageMs = fix ? Math.max(0, now.value - fix.at) : 0;
        return { memberId, mine: memberId === me, fix, trail, ageMs, stale: ageMs > STALE_MS };
      }),
    ),
    close() {
      for (const end of off.splice(0)) end();
    },
  };
}

function extended(trail: readonly Point[], point: Point): readonly Point[] {
  const last = trail[trail.length - 1];
  if (last && distanceM(last, point) < TRAIL_STEP_M) return trail;
  return [...trail.slice(-TRAIL_MAX + 1), point];
}
