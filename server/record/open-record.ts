import type { LineId } from '#protocol';
import type { Parts } from '../parts.ts';
import type { ChainHead } from '../protocol/operator-record.ts';
import type { Blobs } from '../storage/blobs.ts';
import { openEraser } from './erase-entry.ts';
import { type Erasures, openErasures } from './erasure.ts';
import { openExports } from './export.ts';
import { readHead } from './record-head.ts';
import { openRetention } from './retention.ts';

type Needs = Parts &
  Pick<Parameters<typeof openErasures>[0], 'revokeLinks' | 'shutOut' | 'forgetPosition' | 'forgetCaptions'> &
  Pick<Parameters<typeof openRetention>[0], 'keepDays' | 'keepPositionsMinutes'> & { blobs: Blobs };

export interface DeliveryRecords {
  readonly exportRecord: ReturnType<typeof openExports>;
  /** The last link of a line's chain now. `not_found` where there is no such line. */
  chain(lineId: LineId): Promise<ChainHead>;
  readonly erase: Erasures['erase'];
  /** Begins to sweep. */
  start(): void;
  close(): Promise<void>;
}

/** What is kept of every line: exported, proved, let go of in time, and erased by right. */
export function openRecord(parts: Needs): DeliveryRecords {
  const eraser = openEraser(parts);
  const erasures = openErasures({ ...parts, eraser });
  const retention = openRetention({ ...parts, eraser, resumeErasures: () => erasures.resume() });
  return {
    exportRecord: openExports(parts),
    async chain(lineId) {
      const { rev, seq, head } = (await readHead(parts.db, lineId)).chain;
      return { lineId, rev, seq, head };
    },
    erase: (lineId, who) => erasures.erase(lineId, who),
    start: () => retention.start(),
    close: () => retention.close(),
  };
}
