import type { ClientId, LineId, MemberId } from '#protocol';
import type { Parts } from '../parts.ts';
import type { ChainHead, RecordCheck } from '../protocol/operator-record.ts';
import type { Blobs } from '../storage/blobs.ts';
import { checkRecord } from './check.ts';
import { openEraser } from './erase-entry.ts';
import { type Erasures, openErasures } from './erasure.ts';
import { type ExportOrder, openExports, type RecordExport } from './export.ts';
import { readHead } from './record-head.ts';
import { openRetention } from './retention.ts';

type Needs = Parts &
  Pick<
    Parameters<typeof openErasures>[0],
    'revokeLinks' | 'shutOut' | 'forgetPush' | 'forgetPosition' | 'forgetCaptions' | 'forgetPreferences'
  > &
  Pick<Parameters<typeof openRetention>[0], 'forgetOldPreferences' | 'keepDays' | 'keepPositionsMinutes'> & {
    blobs: Blobs;
  };

export interface DeliveryRecords {
  readonly exportRecord: ReturnType<typeof openExports>;
  /** The export for a member, which the line is told of; under the same client id it is told once. */
  exportFor(member: { by: MemberId; lineId: LineId; clientId: ClientId }, order: ExportOrder): Promise<RecordExport>;
  check(lineId: LineId): Promise<RecordCheck>;
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
  const exportRecord = openExports(parts);
  return {
    exportRecord,
    async exportFor({ by, lineId, clientId }, order) {
      const body = { kind: 'exported' } as const;
      // Before it is made: nobody takes a record out without a trace, and what they take holds it.
      await parts.timeline.add(lineId, { by, clientId, body }, (trx, id) =>
        parts.announce(trx, { id, lineId, at: parts.clock.now(), by, body }),
      );
      return exportRecord(lineId, order);
    },
    check: (lineId) => checkRecord(parts.db, lineId),
    async chain(lineId) {
      const { rev, seq, head } = (await readHead(parts.db, lineId)).chain;
      return { lineId, rev, seq, head };
    },
    erase: (lineId, who) => erasures.erase(lineId, who),
    start: () => retention.start(),
    close: () => retention.close(),
  };
}
