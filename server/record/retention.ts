import { setTimeout } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import { type LineId, type Status, statuses } from '#protocol';
import { isFinal } from '../deliveries/rules.ts';
import type { Parts } from '../parts.ts';
import type { Blobs } from '../storage/blobs.ts';
import { scrub } from '../storage/scrub.ts';
import type { Tables } from '../storage/tables.ts';
import type { Eraser } from './erase-entry.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const MINUTE_MS = 60_000;
/** Deliveries looked at in one query. */
const PAGE = 200;
/** Between two entries, ms: an erasure takes a transaction, and the people on other lines come first. */
const PAUSE_MS = 5;
/** A file that nobody names may be of an upload that goes on just now; after a day it is of none. */
const NOBODYS_AFTER_MS = DAY_MS;

const finals = statuses.filter((status) => isFinal(status));

export interface Sweep {
  /** Entries whose content was erased. */
  readonly erased: number;
  /** Files of nobody that were deleted. */
  readonly files: number;
}

interface Needs extends Pick<Parts, 'announce' | 'clock' | 'log' | 'report'> {
  db: Kysely<Tables>;
  blobs: Blobs;
  eraser: Eraser;
  /** Goes on with erasures that were asked for and are not done. */
  resumeErasures: () => Promise<void>;
  /** Lets go of what was learnt of recipients long ago. */
  forgetOldPreferences: () => Promise<void>;
  keepDays: number;
  keepPositionsMinutes: number;
}

export interface Retention {
  /** Sweeps now and then every hour. */
  start(): void;
  /** One sweep. Two at once, also of two processes, do each part once or twice to the same end. */
  sweep(): Promise<Sweep>;
  /** Stops after the entry that is under way. */
  close(): Promise<void>;
}

/** Lets go of what was kept long enough. */
export function openRetention(parts: Needs): Retention {
  const { db, clock, log, report, blobs, eraser, resumeErasures, forgetOldPreferences } = parts;
  const { keepDays, keepPositionsMinutes } = parts;
  const closing = new AbortController();
  const { signal } = closing;
  let sweeping = Promise.resolve();
  let cancel = () => {};

  async function pause(): Promise<void> {
    await setTimeout(PAUSE_MS, undefined, { signal });
  }

  /** Erases what is old enough of all lines that ended before `before`. */
  async function eraseOld(before: number): Promise<number> {
    let erased = 0;
    let lastId = '';
    for (;;) {
      const page = await db
        .selectFrom('deliveries')
        .select(['id', 'status', 'status_at', 'seq', 'rev', 'swept_rev'])
        .where('id', '>', lastId)
        .orderBy('id')
        .limit(PAGE)
        .execute();
      for (const line of page) {
        lastId = line.id;
        if (line.status_at >= before || line.swept_rev === line.rev) continue;
        const lineId = line.id as LineId;
        if (!isFinal(line.status as Status) && (await lastAt(lineId, line.seq)) >= before) continue;
        const ofLine = await eraser.erase({ lineId, before, why: 'retention' }, pause);
        erased += ofLine;
        await noteSwept(lineId, ofLine);
      }
      if (page.length < PAGE) return erased;
      await pause();
    }
  }

  /** When the line's last entry was added; 0 where there is none. */
  async function lastAt(lineId: LineId, seq: number): Promise<number> {
    const row = await db
      .selectFrom('entries')
      .select('at')
      .where('line_id', '=', lineId)
      .where('seq', '=', seq)
      .executeTakeFirst();
    return row?.at ?? 0;
  }

  /** Remembers that nothing is left, unless something is: then the line is looked at again. */
  async function noteSwept(lineId: LineId, erased: number): Promise<void> {
    const { rev } = await db.selectFrom('deliveries').select('rev').where('id', '=', lineId).executeTakeFirstOrThrow();
    const left = await eraser.holdsWords(lineId);
    await db.transaction().execute(async (trx) => {
      if (!left) await trx.updateTable('deliveries').set({ swept_rev: rev }).where('id', '=', lineId).execute();
      if (erased === 0) return;
      const body = { kind: 'contents_erased', why: 'retention' } as const;
      await parts.announce(trx, { id: null, lineId, at: clock.now(), by: null, body });
    });
  }

  /** Positions outlive the delivery where the operator wants it; what a crash left behind goes here too. */
  async function forgetPositions(before: number): Promise<void> {
    await db
      .deleteFrom('positions')
      .where((eb) =>
        eb.or([
          eb(
            'line_id',
            'in',
            eb.selectFrom('deliveries').select('id').where('status', 'in', finals).where('status_at', '<=', before),
          ),
          // Kept of an end that was taken back.
          eb('ends_at', '<=', before),
        ]),
      )
      .execute();
  }

  /** Files whose upload was cut off before its entry was written, or whose erasure was. */
  async function deleteNobodys(before: number): Promise<number> {
    let deleted = 0;
    for await (const keys of blobs.keys()) {
      if (keys.length === 0) continue;
      const named = new Set<string>();
      for (const column of ['blob', 'thumb'] as const) {
        const rows = await db.selectFrom('photos').select(`${column} as key`).where(column, 'in', keys).execute();
        for (const { key } of rows) named.add(key);
      }
      // A note's MP3 lies beside its recording.
      const notes = await db.selectFrom('notes').select(['blob', 'rendition']).where('blob', 'in', keys).execute();
      for (const key of notes.flatMap(({ blob, rendition }) => [blob, rendition ?? blob])) named.add(key);
      for (const key of keys) {
        if (named.has(key)) continue;
        const at = await blobs.writtenAt(key);
        if (at === null || at >= before) continue;
        await blobs.delete(key);
        deleted += 1;
      }
      await pause();
    }
    return deleted;
  }

  async function sweep(): Promise<Sweep> {
    const now = clock.now();
    await resumeErasures();
    await forgetPositions(now - keepPositionsMinutes * MINUTE_MS);
    await forgetOldPreferences();
    const erased = await eraseOld(now - keepDays * DAY_MS);
    if (erased > 0) await scrub(db);
    const files = await deleteNobodys(now - NOBODYS_AFTER_MS);
    if (erased + files > 0) log.info({ erased, files }, 'swept');
    return { erased, files };
  }

  function sweepOnAndOn(): void {
    sweeping = sweep()
      .then(() => undefined)
      .catch((error: unknown) => {
        // The next hour's sweep goes on where this one stopped.
        if (!signal.aborted) report('record: sweep', error);
      })
      .finally(() => {
        if (!signal.aborted) cancel = clock.after(HOUR_MS, sweepOnAndOn);
      });
  }

  return {
    start: sweepOnAndOn,
    sweep,
    async close() {
      closing.abort(new Error('The server ends'));
      cancel();
      await sweeping;
    },
  };
}
