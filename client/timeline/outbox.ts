import { remembered } from '../remembered.ts';
import type { ClientId, ErrorCode, LineId } from '#protocol';

/** A text that the server has not acknowledged. `failed`: it was refused for this reason and waits for the person. */
export interface UnsentText {
  readonly clientId: ClientId;
  readonly text: string;
  /** Epoch ms at which it was said. */
  readonly at: number;
  readonly failed: ErrorCode | null;
}

/** Where unsent texts wait, in the order they were said, so that a reload loses none. */
export interface Outbox {
  load(): Promise<UnsentText[]>;
  save(unsent: readonly UnsentText[]): Promise<void>;
}

/** Keeps a line's unsent texts for as long as the tab lives. */
export function sessionOutbox(lineId: LineId): Outbox {
  const key = `unsent:${lineId}`;
  return {
    load() {
      const kept = remembered.get(key);
      return Promise.resolve(kept === null ? [] : (JSON.parse(kept) as UnsentText[]));
    },
    save(unsent) {
      remembered.set(key, unsent.length === 0 ? null : JSON.stringify(unsent));
      return Promise.resolve();
    },
  };
}
