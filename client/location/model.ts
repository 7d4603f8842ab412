import { computed, effect, type ReadonlySignal, signal } from '@preact/signals';
import type { Away, Fix, LineId, MemberId, Point, Position, Sight } from '#protocol';
import type { Connection } from '../connection.ts';
import { distanceM } from '../../server/protocol/distance.ts';
import { browserEvery } from './browser-every.ts';
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
  /** How much of them this line is shown. */
  readonly sight: Sight;
  /** Null until the first position has come, and where the sight tells of no point. */
  readonly fix: Fix | null;
  /** Where they have been, oldest first. */
  readonly trail: readonly Point[];
  /** How far it still is, as the server reckons it; null for who is no courier. */
  readonly away: Away | null;
  /** How old that is: since it was measured. */
  readonly ageMs: number;
  readonly stale: boolean;
  /** How long they still share; null: until the delivery is over. */
  readonly endsInMs: number | null;
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

interface Known extends Pick<Sighting, 'sight' | 'fix' | 'trail' | 'away'> {
  readonly endsAt: number | null;
}

export function createLocationModel(parts: LocationParts): LocationModel {
  const { connection, lineId, me, sharing, every = browserEvery } = parts;
  const known = signal<ReadonlyMap<MemberId, Known>>(new Map());
  const now = signal(connection.now());
  let shared = false;
  let turns = 0;
  /** What was heard since the last question was asked; null: that they share no more. */
  const heard = new Map<MemberId, Partial<Known> | null>();

  const unknown = (): Known => ({
    sight: 'exact',
    fix: null,
    trail: [],
    away: null,
    endsAt: null,
  });

  function put(memberId: MemberId, change: Partial<Known> | null): void {
    heard.set(memberId, change && { ...heard.get(memberId), ...change });
    const all = new Map(known.peek());
    if (change) all.set(memberId, { ...unknown(), ...all.get(memberId), ...change });
    else all.delete(memberId);
    now.value = connection.now();
    known.value = all;
  }

  function move(memberId: MemberId, fix: Fix, via: readonly Point[] = []): void {
    const last = known.peek().get(memberId);
    if (last?.fix && last.fix.at >= fix.at) return;
    // A way of areas would be a drawing of nothing.
    const trail = last?.sight === 'rough' ? [] : [...via, fix.point].reduce(extended, last?.trail ?? []);
    put(memberId, { fix, trail });
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
    const before = known.peek();
    const next = new Map([...before].filter(([memberId]) => heard.get(memberId)));
    for (const { memberId, sharing, sight, fix, trail, away, endsAt } of positions) {
      // What was heard while the question was under way is newer than the answer.
      const newer = heard.get(memberId);
      if (!sharing || newer === null) continue;
      const answered = { ...unknown(), sight, fix, trail, away, endsAt, ...newer };
      next.set(memberId, newer?.fix ? { ...answered, trail: extended(trail, newer.fix.point) } : answered);
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
    connection.on('location.sight_changed', ({ lineId: of, memberId, sight }) => {
      if (of !== lineId || memberId === me || !known.peek().has(memberId)) return;
      // Right after it comes what there still is to say of them.
      put(memberId, { sight, fix: null, trail: [], ...(sight === 'later' && { away: null }) });
      if (sight === 'exact' || sight === 'rough') void refresh();
    }),
    connection.on('location.away', ({ lineId: of, memberId, away }) => {
      if (of === lineId) put(memberId, { away });
    }),
    connection.on('location.sharing_changed', ({ lineId: of, memberId, sharing: shares, endsAt }) => {
      if (of !== lineId) return;
      const isNew = shares && memberId !== me && !known.peek().has(memberId);
      put(memberId, shares ? { endsAt } : null);
      // How much of them this line is shown is not told with it.
      if (isNew) void refresh();
    }),
    connection.onOnline(() => void refresh()),
    every(AGE_TICK_MS, () => {
      if (known.peek().size > 0) now.value = connection.now();
    }),
    // A page in the background is woken seldom: its ages are of then.
    onVisible(() => (now.value = connection.now())),
    effect(() => {
      const mine = sharing.fix.value;
      if (mine) move(me, mine);
      else if (shared) put(me, null);
      shared = mine !== null;
    }),
  ];
  void refresh();

  function sightingOf(memberId: MemberId, { endsAt, ...what }: Known): Sighting {
    const at = what.fix?.at ?? what.away?.at ?? null;
    const ageMs = at === null ? 0 : Math.max(0, now.value - at);
    return {
      ...what,
      memberId,
      mine: memberId === me,
      ageMs,
      stale: ageMs > STALE_MS,
      endsInMs: endsAt === null ? null : Math.max(0, endsAt - now.value),
    };
  }

  return {
    lineId,
    me,
    token: connection.token,
    people: computed(() => [...known.value].map(([memberId, what]) => sightingOf(memberId, what))),
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

function onVisible(run: () => void): () => void {
  globalThis.document?.addEventListener('visibilitychange', run);
  return () => globalThis.document?.removeEventListener('visibilitychange', run);
}
