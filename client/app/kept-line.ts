import { effect } from '@preact/signals';
import { withAppDatabase, type KeptLine } from './app-database.ts';
import type { Connection } from '../connection.ts';
import type { TimelineModel } from '../timeline/model.ts';
import type { LineId } from '#protocol';

/** What is said comes in bursts; so much later it is kept together, ms. */
const KEEP_AFTER_MS = 1000;
/** A screen or two: more is asked for when there is a network. */
const ENTRIES_MAX = 50;

/** What the phone kept of the line; null: nothing. Never rejects. */
export const lineOnPhone = (token: string, lineId: LineId): Promise<KeptLine | null> =>
  withAppDatabase((db) => db.get('lines', [token, lineId])).then(
    (kept) => kept ?? null,
    () => null,
  );

interface Parts {
  readonly token: string;
  readonly lineId: LineId;
  readonly timeline: Pick<TimelineModel, 'loaded' | 'entries' | 'known' | 'recall'>;
  readonly connection: Pick<Connection, 'state'>;
  readonly onPhone: Promise<KeptLine | null>;
}

/** Shows the line as the phone kept it until the server can be asked, and keeps it as it is known from then on. */
export function keepLine({ token, lineId, timeline, connection, onPhone }: Parts): void {
  async function recall() {
    const kept = await onPhone;
    if (kept) timeline.recall(kept);
  }
  effect(() => {
    if (connection.state.value.phase !== 'offline' || timeline.loaded.peek()) return;
    void recall();
  });
  let keeping: ReturnType<typeof setTimeout> | undefined;
  effect(() => {
    if (!timeline.loaded.value || timeline.entries.value.length === 0) return;
    keeping ??= setTimeout(() => {
      keeping = undefined;
      const known = timeline.known();
      // Whoever was shut out keeps nothing of it.
      if (!known || connection.state.peek().phase === 'refused') return;
      const entries = known.entries.slice(-ENTRIES_MAX);
      const older = known.older || entries.length < known.entries.length;
      const line: KeptLine = { token, lineId, at: Date.now(), rev: known.rev, older, entries };
      // A phone that keeps nothing is told of elsewhere.
      withAppDatabase((db) => db.put('lines', line)).catch(() => undefined);
    }, KEEP_AFTER_MS);
  });
}
