import type { MemberId } from '#protocol';

/** A silent microphone too sends a packet every 400 ms (DTX), and a network that stumbles is back sooner. ms */
const UNHEARD_MS = 3000;
/** What one look counts at most, ms: between two looks the page itself may have stood still. */
const LOOK_MOST_MS = 1000;
const NOBODY: readonly MemberId[] = [];

/**
 * Finds those of whom nothing arrives although something should: the server needs 12 s to notice that a phone is gone, and a
 * device that answered may never have found a way for its sound.
 */
export function createUnheard(): {
  /**
   * Call it again and again. `expected`: who should be heard now; `heardAt`: a time that changes with every packet of a
   * member, none for who was never heard. Answers of whom nothing has come for 3 s; the same array while nothing changes.
   */
  look(nowMs: number, expected: readonly MemberId[], heardAt: ReadonlyMap<MemberId, number>): readonly MemberId[];
} {
  let waits = new Map<MemberId, { at: number | undefined; ms: number }>();
  let lookedAt: number | null = null;
  let unheard = NOBODY;
  return {
    look(nowMs, expected, heardAt) {
      const passed = Math.min(LOOK_MOST_MS, nowMs - (lookedAt ?? nowMs));
      lookedAt = nowMs;
      waits = new Map(
        expected.map((memberId) => {
          const [before, at] = [waits.get(memberId), heardAt.get(memberId)];
          const goesOn = before !== undefined && (at === undefined || at === before.at);
          return [memberId, goesOn ? { at: before.at, ms: before.ms + passed } : { at, ms: 0 }];
        }),
      );
      const now = expected.filter((memberId) => (waits.get(memberId)?.ms ?? 0) >= UNHEARD_MS);
      if (now.join() !== unheard.join()) unheard = now;
      return unheard;
    },
  };
}
