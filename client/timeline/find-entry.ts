import { effect } from '@preact/signals';
import type { Entry } from '#protocol';
import type { TimelineModel } from './model.ts';

/** An entry, by what is known of it. */
export type Wanted = Pick<Entry, 'id'> | Pick<Entry, 'seq'>;

/**
 * The entry of the line, loading earlier ones until it is there. Null where the line has none such, or its beginning does
 * not come because the network is gone.
 */
export async function findEntry(model: TimelineModel, wanted: Wanted): Promise<Entry | null> {
  const isIt = (entry: Entry) => ('id' in wanted ? entry.id === wanted.id : entry.seq === wanted.seq);
  for (;;) {
    const entries = model.entries.peek();
    const found = entries.find(isIt);
    if (found) return found;
    await settled(model);
    const [first] = model.entries.peek();
    if (!first || model.older.peek() === 'none' || ('seq' in wanted && first.seq < wanted.seq)) return null;
    model.loadOlder();
    await settled(model);
    if (model.entries.peek()[0] === first) return null;
  }
}

/** Waits until no earlier entries are on their way. */
function settled(model: TimelineModel): Promise<void> {
  return new Promise((resolve) => {
    let end: (() => void) | undefined;
    let isOver = false;
    end = effect(() => {
      if (model.older.value === 'loading' || isOver) return;
      isOver = true;
      // Not inside the effect: it is not yet known how to end it.
      queueMicrotask(() => {
        end?.();
        resolve();
      });
    });
  });
}
