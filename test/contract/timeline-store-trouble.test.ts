import { sql } from 'kysely';
import { describe, expect, inject, it } from 'vitest';
import type { ClientId, EntryId } from '#protocol';
import { newId } from '../../server/new-id.ts';
import { openPostgres } from '../../server/storage/open-postgres.ts';
import { StorageUnavailableError } from '../../server/storage/storage-unavailable-error.ts';
import { timelineStore } from '../../server/timeline/store.ts';
import { expectWholeChain } from '../support/chain.ts';
import { engines, type TestDatabase } from '../support/databases.ts';
import { seedDelivery } from '../support/seed.ts';

/** Takes away what a write needs until the returned function is called. */
const troubles: Record<string, (database: TestDatabase) => Promise<() => Promise<void>>> = {
  // A database that may not grow is a full disk.
  async SQLite({ db }) {
    const { rows } = await sql<{ page_count: number }>`pragma page_count`.execute(db);
    await sql.raw(`pragma max_page_count = ${rows[0]?.page_count}`).execute(db);
    return async () => void (await sql`pragma max_page_count = 1000000`.execute(db));
  },
  // A server that ends says this to everybody, in the middle of a transaction or between two.
  async PostgreSQL({ db }) {
    const { rows } = await sql<{ name: string }>`select current_database() as name`.execute(db);
    const other = openPostgres(inject('postgresUrl'));
    const ending = new AbortController();
    const endAll = sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = ${rows[0]?.name}`;
    const ended = (async () => {
      while (!ending.signal.aborted) await endAll.execute(other);
    })();
    return async () => {
      ending.abort();
      await ended;
      await other.destroy();
    };
  },
};

describe.each(engines)('while $name cannot write', ({ name, open }) => {
  it('everything said is refused as passing or kept, and said again it is there once', async () => {
    await using database = await open();
    const { lineId, courier } = await seedDelivery(database.db);
    const store = timelineStore(database.db);
    const said = Array.from({ length: 600 }, (_, i) => ({
      lineId,
      at: 5,
      by: courier,
      clientId: newId<ClientId>(),
      replyTo: null,
      body: { kind: 'text' as const, text: `${i} ${'x'.repeat(1000)}` },
    }));
    const say = (text: (typeof said)[number]) => store.add({ ...text, id: newId<EntryId>() });

    const unsaid = new Set(said);
    const kept = new Set<EntryId>();
    let refused = 0;
    /** Says the next few of what is not acknowledged yet. */
    async function saySome() {
      const some = [...unsaid].slice(0, 20);
      const outcomes = await Promise.allSettled(some.map((text) => say(text)));
      for (const [i, text] of some.entries()) {
        const outcome = outcomes[i];
        if (outcome?.status === 'fulfilled') {
          unsaid.delete(text);
          kept.add(outcome.value.entry.id);
        } else {
          expect(outcome?.reason).toBeInstanceOf(StorageUnavailableError);
          refused += 1;
        }
      }
    }

    const recover = await troubles[name]?.(database);
    while (refused < 50) {
      await saySome();
      if (unsaid.size === 0) for (const text of said) unsaid.add(text);
    }
    await recover?.();
    for (const text of said) unsaid.add(text);
    while (unsaid.size > 0) await saySome();
    expect(kept.size).toBe(said.length);
    expect(await store.endOf(lineId)).toEqual({ seq: said.length, rev: said.length });
    await expectWholeChain(database.db, lineId);
  });
});
