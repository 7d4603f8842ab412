import { type ReadonlySignal, signal } from '@preact/signals';
import type { TrackerAddresses } from '#protocol';
import { AskError, type Connection } from '../connection.ts';
import { browserEvery } from './browser-every.ts';

/** The courier's background app as this page knows it. */
export type TrackerView =
  | { phase: 'loading' }
  | { phase: 'none' }
  /** `addresses` only where it was made on this page: the server never tells them again. */
  | { phase: 'set_up'; since: number; heardAt: number | null; addresses: TrackerAddresses | null };

export interface TrackerModel {
  readonly view: ReadonlySignal<TrackerView>;
  /** A request is under way. */
  readonly busy: ReadonlySignal<boolean>;
  /** Why the last request failed; null: it did not. */
  readonly trouble: ReadonlySignal<'offline' | 'failed' | null>;
  /** Sets up an app; one that was set up before is heard no more. */
  make(): void;
  end(): void;
  /** Stops looking. */
  close(): void;
}

export interface TrackerParts {
  readonly connection: Pick<Connection, 'ask' | 'onOnline'>;
  /** Calls back every `ms` until the returned function is called. */
  readonly every?: (ms: number, run: () => void) => () => void;
}

/** Whoever has just set up the app waits to see that it is heard, ms. */
const LOOK_EVERY_MS = 3000;

/** The background app of the page's courier, for as long as its sheet is open. */
export function createTracker({ connection, every = browserEvery }: TrackerParts): TrackerModel {
  const view = signal<TrackerView>({ phase: 'loading' });
  const busy = signal(false);
  const trouble = signal<'offline' | 'failed' | null>(null);
  let addresses: TrackerAddresses | null = null;

  /** An answer to a question from before the last change is old. */
  let changes = 0;

  function fail(error: unknown): void {
    const isOffline = error instanceof AskError && (error.code === 'offline' || error.code === 'timed_out');
    trouble.value = isOffline ? 'offline' : 'failed';
  }

  async function look(): Promise<void> {
    const before = changes;
    const { tracker } = await connection.ask('location.tracker', {});
    if (changes !== before) return;
    // Another page has ended it, and perhaps made one of its own.
    if (!tracker || (view.value.phase === 'set_up' && view.value.since !== tracker.since)) addresses = null;
    view.value = tracker ? { phase: 'set_up', ...tracker, addresses } : { phase: 'none' };
    trouble.value = null;
  }

  async function change(job: () => Promise<void>): Promise<void> {
    if (busy.peek()) return;
    busy.value = true;
    changes += 1;
    try {
      await job();
      trouble.value = null;
    } catch (error) {
      fail(error);
    } finally {
      changes += 1;
      busy.value = false;
    }
  }

  const lookNow = () => void look().catch(fail);
  const off = [every(LOOK_EVERY_MS, lookNow), connection.onOnline(lookNow)];
  lookNow();

  return {
    view,
    busy,
    trouble,
    make: () =>
      void change(async () => {
        const made = await connection.ask('location.make_tracker', {});
        const { tracker } = await connection.ask('location.tracker', {});
        addresses = made;
        view.value = tracker ? { phase: 'set_up', ...tracker, addresses } : { phase: 'none' };
      }),
    end: () =>
      void change(async () => {
        await connection.ask('location.end_tracker', {});
        addresses = null;
        view.value = { phase: 'none' };
      }),
    close() {
      for (const stop of off.splice(0)) stop();
    },
  };
}
