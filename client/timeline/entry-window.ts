import type { Entry } from '#protocol';

/**
 * What a page holds of a line, `known`, with `changes` taken in: by `seq`, without gaps, each entry once in its newest
 * state. Entries before the first known one are left out (they come when the reader asks for them), and so are those
 * behind a gap. Answers `known` itself where nothing changes.
 */
export function merged(known: readonly Entry[], changes: readonly Entry[]): readonly Entry[] {
  let next: Entry[] | null = null;
  for (const entry of [...changes].sort((a, b) => a.seq - b.seq)) {
    const held = next ?? known;
    const index = entry.seq - (held[0]?.seq ?? entry.seq);
    if (index < 0 || index > held.length || (held[index]?.rev ?? 0) >= entry.rev) continue;
    next ??= [...known];
    next[index] = entry;
  }
  return next ?? known;
}

/** `older` put before what is known. Answers `known` itself where the two do not meet. */
export function preceded(known: readonly Entry[], older: readonly Entry[]): readonly Entry[] {
  const last = older[older.length - 1];
  return last && last.seq + 1 === known[0]?.seq ? [...older, ...known] : known;
}
