import { signal, type ReadonlySignal } from '@preact/signals';
import type { Entry, LineId, LineSummary, MemberId } from '#protocol';

/** What others said on each line that this page's member has not had before them. */
export interface Unread {
  /** No number where there is nothing. */
  readonly counts: ReadonlySignal<ReadonlyMap<LineId, number>>;
  /** The server's count, with everything up to the line's last words. */
  counted(line: LineSummary): void;
  /** An entry was added or changed. */
  learn(entry: Entry, me: MemberId): void;
  /** Another phone of the same member has read so far. */
  marked(lineId: LineId, read: number): void;
  /** The line is in front of the reader: everything on it is read, also what comes while they look. */
  readonly look: (lineId: LineId | null) => void;
  forget(lineId: LineId): void;
}

interface Count {
  /** What the server counted. */
  told: number;
  /** Time of the newest entry among them, epoch ms. */
  toldAt: number;
  /** Time of each entry that came after, by `seq`. */
  readonly since: Map<number, number>;
  /** The newest entry learned, so that one that comes twice or changes later counts once. */
  newest: number;
}

const spoken = new Set<string>(['text', 'photo', 'voice', 'place'] satisfies Entry['body']['kind'][]);

export function createUnread(): Unread {
  const counts = signal<ReadonlyMap<LineId, number>>(new Map());
  const lines = new Map<LineId, Count>();
  let looking: LineId | null = null;

  function of(lineId: LineId): Count {
    const count = lines.get(lineId) ?? { told: 0, toldAt: 0, since: new Map(), newest: 0 };
    lines.set(lineId, count);
    return count;
  }
  function tell(lineId: LineId) {
    const count = lines.get(lineId);
    if (count && lineId === looking) {
      count.told = 0;
      count.since.clear();
    }
    const sum = count ? count.told + count.since.size : 0;
    if (sum === (counts.value.get(lineId) ?? 0)) return;
    const next = new Map(counts.value);
    if (sum > 0) next.set(lineId, sum);
    else next.delete(lineId);
    counts.value = next;
  }

  return {
    counts,
    counted({ delivery: { id }, unread, lastWords }) {
      const count = of(id);
      count.told = unread;
      count.toldAt = lastWords?.at ?? 0;
      // A notice may be faster than the server's answer, or be counted in it.
      for (const [seq, at] of count.since) if (at <= count.toldAt) count.since.delete(seq);
      tell(id);
    },
    learn({ lineId, seq, at, by, body }, me) {
      const count = of(lineId);
      const isNew = seq > count.newest && at > count.toldAt;
      count.newest = Math.max(count.newest, seq);
      if (!spoken.has(body.kind)) count.since.delete(seq);
      else if (isNew && by !== me) count.since.set(seq, at);
      tell(lineId);
    },
    marked(lineId, read) {
      const count = of(lineId);
      count.told = 0;
      for (const seq of count.since.keys()) if (seq <= read) count.since.delete(seq);
      tell(lineId);
    },
    look(lineId) {
      looking = lineId;
      if (lineId !== null) tell(lineId);
    },
    forget(lineId) {
      lines.delete(lineId);
      tell(lineId);
    },
  };
}
