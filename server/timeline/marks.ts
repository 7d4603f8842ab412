import type { LineId, Mark } from '#protocol';
import { RefusedError } from '../edge/refused-error.ts';
import type { Actor, Caller, Parts } from '../parts.ts';
import type { LineMark, MarksStore } from './marks-store.ts';

/** Marks are written so late, ms: one commit for everybody's instead of one for each. */
const WRITE_AFTER_MS = 1000;
/** Marks kept in memory, so that one that does not move asks for no query. */
const KNOWN_MAX = 20_000;

/** Whom a link makes its holder, as far as marks go. */
type Holder = Pick<Actor, 'role' | 'scopeId'>;

/**
 * How far members have come. One's own entries are never unread to oneself, so that saying something moves no mark of
 * one's own: the page that shows the line does. What the last second brought is lost when the server is killed; the pages
 * say it again.
 */
export interface Marks {
  /**
   * Moves the asker's marks forward and tells the lines; all of them or, where one is refused, none. `forbidden` for a
   * line that is not theirs, `bad_request` beyond its end. What was read was delivered.
   */
  move(caller: Caller, marks: readonly Omit<LineMark, 'memberId'>[]): Promise<void>;
  /** Everybody's on the line. */
  of(lineId: LineId): Promise<Mark[]>;
  /** Resolves once the holder's marks are in the database, for who counts there what is unread. Never rejects. */
  settled(holder: Holder): Promise<void>;
  /** Writes what is left. */
  close(): Promise<void>;
}

const holderKey = ({ role, scopeId }: Holder) => `${role} ${scopeId}`;
/** A mark that is in memory alone, and whose it is. */
interface Unwritten {
  readonly mark: LineMark;
  readonly holder: string;
}

const markKey = ({ lineId, memberId }: Pick<LineMark, 'lineId' | 'memberId'>) => `${lineId} ${memberId}`;

export function openMarks(
  parts: Pick<Parts, 'clock' | 'notify' | 'membership' | 'report'> & { store: MarksStore },
): Marks {
  const { clock, notify, membership, report, store } = parts;
  const known = new Map<string, LineMark>();
  const unwritten = new Map<string, Unwritten>();
  let writing: Promise<void> | null = null;
  let cancelWrite: (() => void) | null = null;
  let failing = false;
  let closed = false;

  function writeLater(): void {
    cancelWrite ??= closed ? null : clock.after(WRITE_AFTER_MS, () => void write());
  }

  /** Writes all there is; one at a time, so that who waits for it has waited for what it began with. */
  function write(): Promise<void> {
    writing ??= writeNow().finally(() => (writing = null));
    return writing;
  }

  async function writeNow(): Promise<void> {
    cancelWrite?.();
    cancelWrite = null;
    const all = [...unwritten];
    if (all.length === 0) return;
    try {
      await store.write(all.map(([, { mark }]) => mark));
    } catch (error) {
      if (!failing) report('timeline.marks', error);
      failing = true;
      writeLater();
      return;
    }
    failing = false;
    // What moved on meanwhile is another object, and is written the next time.
    for (const [key, one] of all) if (unwritten.get(key) === one) unwritten.delete(key);
    if (unwritten.size > 0) writeLater();
  }

  async function settle(concerns: (one: Unwritten) => boolean): Promise<void> {
    await writing;
    if ([...unwritten.values()].some(concerns)) await write();
  }

  const inMemory = (key: string): LineMark | undefined => known.get(key) ?? unwritten.get(key)?.mark;

  function keep(mark: LineMark): void {
    if (known.size >= KNOWN_MAX) known.clear();
    known.set(markKey(mark), mark);
  }

  return {
    async move(caller, asked) {
      const mine = [];
      for (const mark of asked) {
        const { id: memberId } = await membership.mustBeOn(caller.actor, mark.lineId);
        mine.push({ ...mark, memberId, delivered: Math.max(mark.delivered, mark.read) });
      }
      const ends = await store.endsOf(mine.map(({ lineId }) => lineId));
      if (mine.some(({ lineId, delivered }) => delivered > (ends.get(lineId) ?? 0)))
        throw new RefusedError('bad_request', 'A mark is beyond the end of its line');
      // Taken now: what is known may be forgotten while the others are looked up, or in the loop below.
      const before = new Map<string, LineMark>();
      const unknown: LineId[] = [];
      for (const mark of mine) {
        const from = inMemory(markKey(mark));
        if (from) before.set(markKey(mark), from);
        else unknown.push(mark.lineId);
      }
      const stored = unknown.length === 0 ? [] : await store.of(unknown);
      for (const mark of stored) before.set(markKey(mark), mark);

      for (const { lineId, memberId, ...to } of mine) {
        const key = markKey({ lineId, memberId });
        const from = inMemory(key) ?? before.get(key) ?? { delivered: 0, read: 0 };
        const mark: LineMark = {
          lineId,
          memberId,
          delivered: Math.max(from.delivered, to.delivered),
          read: Math.max(from.read, to.read),
        };
        keep(mark);
        before.set(key, mark);
        if (mark.delivered === from.delivered && mark.read === from.read) continue;
        unwritten.set(key, { mark, holder: holderKey(caller.actor) });
        notify.line(lineId, 'timeline.marked', mark, { except: caller.deviceId });
      }
      if (unwritten.size > 0) writeLater();
    },

    async of(lineId) {
      await settle(({ mark }) => mark.lineId === lineId);
      const marks = await store.of([lineId]);
      return marks.map(({ memberId, delivered, read }) => ({ memberId, delivered, read }));
    },

    settled: (holder) => settle((one) => one.holder === holderKey(holder)),

    async close() {
      closed = true;
      await writing;
      await write();
      cancelWrite?.();
    },
  };
}
