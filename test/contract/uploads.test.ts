import { setTimeout } from 'node:timers/promises';
import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { newId } from '../../server/new-id.ts';
import type { Actor } from '../../server/parts.ts';
import { openLinks } from '../../server/people/links.ts';
import { openBlobs } from '../../server/storage/blobs.ts';
import { openUploads } from '../../server/uploads.ts';
import { engines, type TestDatabase } from '../support/databases.ts';
import { seedDelivery } from '../support/seed.ts';
import { TestClock } from '../support/test-clock.ts';

async function sender({ db }: TestDatabase) {
  const clock = new TestClock();
  const links = openLinks({ db, clock, newId, secret: 'secret', publicUrl: () => '', lifeMs: 86_400_000 });
  const uploads = openUploads({ report: () => {}, blobs: openBlobs(tmpdir()) });
  const { lineId, recipient } = await seedDelivery(db);
  const { id: linkId } = await links.make({ role: 'recipient', scopeId: lineId });
  const actor: Actor = { linkId, role: 'recipient', scopeId: lineId };
  return { links, uploads, lineId, recipient, actor };
}

describe.each(engines)('whoever sends a file, on $name,', ({ open }) => {
  it('is refused once their link is revoked or they have left', async () => {
    await using database = await open();
    const { db } = database;
    const { links, uploads, recipient, actor } = await sender(database);
    const add = () => db.transaction().execute((trx) => uploads.mustStillBeOn(trx, actor, recipient));
    await add();
    await db.updateTable('members').set({ left_at: 5 }).where('id', '=', recipient).execute();
    await expect(add()).rejects.toMatchObject({ code: 'forbidden' });
    await db.updateTable('members').set({ left_at: null }).where('id', '=', recipient).execute();
    await links.revoke(actor.linkId);
    await expect(add()).rejects.toMatchObject({ code: 'link_revoked' });
  });

  it('is not shut out between that look and the end of what it adds', async () => {
    await using database = await open();
    const { links, uploads, lineId, recipient, actor } = await sender(database);
    const order: string[] = [];
    const revoked = Promise.withResolvers<unknown>();
    await database.db.transaction().execute(async (trx) => {
      await uploads.mustStillBeOn(trx, actor, recipient);
      revoked.resolve(links.revokeAll({ role: 'recipient', scopeId: lineId }).then(() => order.push('revoked')));
      await setTimeout(300);
      order.push('added');
    });
    await revoked.promise;
    expect(order).toEqual(['added', 'revoked']);
  });
});
