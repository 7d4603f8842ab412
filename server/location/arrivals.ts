import type { Fix, LineId } from '#protocol';
import type { Parts } from '../parts.ts';
import { type Expected, expectedOf, lookAround, type Reached, type Seen } from './arrival.ts';
import type { Accepted } from './intake.ts';

/** Rounds that are watched in memory; the one that was heard of first goes where there are more. */
const ROUNDS_MAX = 10_000;

interface Needs extends Pick<Parts, 'clock' | 'report' | 'deliveries' | 'happenings'> {
  readonly onAccepted: (listen: (accepted: Accepted) => void) => void;
  /** Makes the step; false where the delivery is not on its way any more. */
  readonly reach: (lineId: LineId, status: Reached) => Promise<boolean>;
}

interface Round {
  /** Null until it is looked up, and again when a stop of the round has changed. */
  expected: Expected | null;
  seen: ReadonlyMap<LineId, Seen>;
  readonly heard: { fix: Fix; lineIds: readonly LineId[] }[];
  /** While what was heard is looked through, one after the other. */
  looking: Promise<void> | null;
}

/** Sees by a courier's positions that they are near or at a door, on the lines that they share with. */
export function watchArrivals({ clock, report, deliveries, happenings, onAccepted, reach }: Needs): {
  /** Waits for what is under way. */
  close(): Promise<void>;
} {
  const rounds = new Map<string, Round>();

  function watched(roundId: string): Round {
    const known = rounds.get(roundId);
    if (known) return known;
    const [oldest] = rounds.size >= ROUNDS_MAX ? rounds.keys() : [];
    if (oldest !== undefined) rounds.delete(oldest);
    const round: Round = { expected: null, seen: new Map(), heard: [], looking: null };
    rounds.set(roundId, round);
    return round;
  }

  /** The stops as they are: those of a look during which one of them changed are looked up again. */
  async function expectedIn(roundId: string, round: Round): Promise<Expected> {
    while (round.expected === null) {
      const looked = (round.expected = { arrived: [], nearby: [] });
      const found = expectedOf(await deliveries.stopsOf(roundId));
      if (round.expected === looked) round.expected = found;
    }
    return round.expected;
  }

  /** Most fixes reach no door: for those nothing is waited for. */
  function passes(round: Round, fix: Fix): boolean {
    if (round.looking || round.heard.length > 0 || !round.expected) return false;
    const { seen, reached } = lookAround(round.seen, round.expected, fix, clock.now());
    if (reached.length > 0) return false;
    round.seen = seen;
    return true;
  }

  async function look(roundId: string, round: Round): Promise<void> {
    for (let next = round.heard.shift(); next; next = round.heard.shift()) {
      const { fix, lineIds } = next;
      const looked = lookAround(round.seen, await expectedIn(roundId, round), fix, clock.now());
      round.seen = looked.seen;
      for (const { lineId, status } of looked.reached) {
        if (!lineIds.includes(lineId)) continue;
        await reach(lineId, status);
        round.expected = null;
      }
    }
  }

  happenings.onRoundChanged((roundId) => {
    const round = rounds.get(roundId);
    if (round) round.expected = null;
  });

  onAccepted(({ scope, fixes, lineIds }) => {
    if (scope.role !== 'courier') return;
    const round = watched(scope.scopeId);
    for (const fix of fixes) if (!passes(round, fix)) round.heard.push({ fix, lineIds });
    if (round.heard.length === 0) return;
    round.looking ??= look(scope.scopeId, round)
      .catch((error: unknown) => {
        round.expected = null;
        round.heard.length = 0;
        report('location: arrival', error);
      })
      .finally(() => (round.looking = null));
  });

  return {
    async close() {
      for (const { looking } of rounds.values()) await looking;
    },
  };
}
