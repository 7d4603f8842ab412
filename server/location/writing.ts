import type { Parts } from '../parts.ts';
import type { Share, Sharer } from './sharers.ts';
import type { PositionStore, WayToKeep } from './store.ts';

/** Fixes after which a way is written: after a crash the people send newer ones anyway. */
const WRITE_AFTER_FIXES = 40;
/** Or after so long, ms, where somebody stands still. */
const WRITE_AFTER_MS = 600_000;
/** Ways in one transaction, and the pause after it, ms: nobody is served while it is written. */
const AT_ONCE = 25;
const PAUSE_MS = 50;

/** Writes where people are, now and then. */
export interface Writing {
  /** Somebody has moved, by so many fixes. */
  moved(sharer: Sharer, fixes: number): void;
  /** A line sees the way since another moment. */
  seen(sharer: Sharer, share: Share): void;
  /** They share with nobody any more: nothing of them is written. */
  forget(sharer: Sharer): void;
  /** Writes all that is not written yet. */
  close(): Promise<void>;
}

interface Unwritten {
  readonly shares: Set<Share>;
  readonly since: number;
  fixes: number;
}

export function openWriting(
  parts: Pick<Parts, 'clock' | 'report'> & { store: PositionStore; written: (statements: number) => void },
): Writing {
  const { clock, report, store, written } = parts;
  const unwritten = new Map<Sharer, Unwritten>();
  /** Whose turn it is, in this order. */
  const due = new Set<Sharer>();
  let cancelTurn: (() => void) | null = null;
  let cancelLook: (() => void) | null = null;
  let writing = Promise.resolve();

  function remember(sharer: Sharer): Unwritten {
    const known = unwritten.get(sharer) ?? { shares: new Set(), since: clock.now(), fixes: 0 };
    unwritten.set(sharer, known);
    lookLater();
    return known;
  }

  /** Takes what is to be written of somebody, once. */
  function take(sharer: Sharer): WayToKeep[] {
    const known = unwritten.get(sharer);
    unwritten.delete(sharer);
    due.delete(sharer);
    if (!known) return [];
    const shares = [...known.shares].filter(({ lineId }) => sharer.shares.has(lineId));
    return [{ scope: sharer.scope, fix: sharer.way.fix, trail: sharer.way.trail, shares }];
  }

  /** What is known of them when their turn has come: of who stopped meanwhile, and shares again, nothing of before. */
  async function write(sharers: readonly Sharer[]): Promise<void> {
    const ways = sharers.flatMap(take);
    if (ways.length === 0) return;
    try {
      await store.keep(ways, clock.now());
      written(ways.reduce((sum, { shares }) => sum + 1 + new Set(shares.map(({ since }) => since)).size, 0));
    } catch (error) {
      report('location: write', error);
    }
  }

  function turn(): void {
    cancelTurn ??= clock.after(PAUSE_MS, () => {
      cancelTurn = null;
      const next = [...due].slice(0, AT_ONCE);
      for (const sharer of next) due.delete(sharer);
      writing = writing.then(() => write(next));
      if (due.size > 0) turn();
    });
  }

  /** Looks for those who have stood still for long. */
  function lookLater(): void {
    cancelLook ??= clock.after(WRITE_AFTER_MS, () => {
      cancelLook = null;
      const before = clock.now() - WRITE_AFTER_MS;
      for (const [sharer, { since }] of unwritten) if (since <= before) due.add(sharer);
      if (due.size > 0) turn();
      if (unwritten.size > 0) lookLater();
    });
  }

  return {
    moved(sharer, fixes) {
      const known = remember(sharer);
      known.fixes += fixes;
      if (known.fixes < WRITE_AFTER_FIXES) return;
      due.add(sharer);
      turn();
    },
    seen: (sharer, share) => void remember(sharer).shares.add(share),
    forget(sharer) {
      unwritten.delete(sharer);
      due.delete(sharer);
    },
    async close() {
      cancelTurn?.();
      cancelLook?.();
      cancelTurn = cancelLook = null;
      await writing;
      await write([...unwritten.keys()]);
    },
  };
}
