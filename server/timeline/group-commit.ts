import { RefusedError } from '../edge/refused-error.ts';
import { StorageUnavailableError } from '../storage/storage-unavailable-error.ts';

/**
 * Most that one transaction takes: what came later is not held up for long, and SQLite keeps a statement ready for each
 * length there is.
 */
const BATCH_MAX = 100;

/** Most that waits, some seconds' worth: a database that hangs must not fill the memory with what pages say again and again. */
const WAITING_MAX = 10_000;

/**
 * Writes what is asked for at the same time in one transaction: a commit waits for the disk, however little it holds.
 * While one is under way the next gathers. `write` answers one outcome for each item, in their order, and throws where nothing was
 * written; then each item is tried alone, so that one that the database does not take harms no other.
 */
export function openGroupCommit<Item, Outcome>(
  write: (items: readonly Item[]) => Promise<readonly (Outcome | Error)[]>,
): (item: Item) => Promise<Outcome> {
  interface Waiting {
    readonly item: Item;
    readonly done: (outcome: Outcome) => void;
    readonly failed: (error: unknown) => void;
  }
  let waiting: Waiting[] = [];
  let writing = false;

  async function writeBatch(batch: readonly Waiting[]): Promise<void> {
    try {
      const outcomes = await write(batch.map(({ item }) => item));
      for (const [index, { done, failed }] of batch.entries()) {
        const outcome = outcomes[index];
        if (outcome === undefined || outcome instanceof Error) failed(outcome ?? new Error('An item has no outcome'));
        else done(outcome);
      }
    } catch (error) {
      // What cannot be kept now cannot be kept one by one either.
      const alone = batch.length === 1 || error instanceof StorageUnavailableError;
      if (alone) for (const { failed } of batch) failed(error);
      else for (const one of batch) await writeBatch([one]);
    }
  }

  async function writeAll(): Promise<void> {
    while (waiting.length > 0) {
      // Requests that have arrived already are read before this comes back: they go along.
      await new Promise<void>((gathered) => void setImmediate(gathered));
      await writeBatch(waiting.splice(0, BATCH_MAX));
    }
    writing = false;
  }

  return (item) =>
    new Promise((done, failed) => {
      if (waiting.length >= WAITING_MAX)
        throw new RefusedError('unavailable', 'Too much waits to be kept; please try again');
      waiting.push({ item, done, failed });
      if (writing) return;
      writing = true;
      void writeAll();
    });
}
