import { describe, expect, it } from 'vitest';
import type { Kysely } from 'kysely';
import type { LinkId, Role } from '#protocol';
import { newId } from '../../server/new-id.ts';
import type { Actor } from '../../server/parts.ts';
import { pushStore } from '../../server/push/store.ts';
import type { Tables } from '../../server/storage/tables.ts';
import { engines } from '../support/databases.ts';
import { seedDelivery } from '../support/seed.ts';

const NOW = 1_800_000_000_000;

async function link(db: Kysely<Tables>, role: Role, scopeId: string): Promise<Actor> {
  const linkId = newId<LinkId>();
  await db
    .insertInto('links')
    .values({ id: linkId, role, scope_id: scopeId, created_at: NOW, expires_at: NOW + 1000, revoked_at: null })
    .execute();
  return { linkId, role, scopeId };
}

const browser = (name: string) => ({
  id: newId<string>(),
  endpoint: `https://push.example/${name}`,
  p256dh: 'key',
  auth: 'auth',
  handle: `handle-${name}`,
});

describe.each(engines)('browsers that hear of lines, on $name', ({ open }) => {
  it('are those of who is on the line, by good links only', async () => {
    await using database = await open();
    const { db } = database;
    const store = pushStore(db);
    expect(await store.any()).toBe(false);
    const { lineId, roundId, courier, recipient } = await seedDelivery(db);
    const another = await seedDelivery(db);
    const theirs = await link(db, 'recipient', lineId);
    await store.put(theirs, browser('a'), 1);
    await store.put(await link(db, 'courier', roundId), browser('b'), 2);
    await store.put(await link(db, 'recipient', another.lineId), browser('a'), 3);
    // The same id of another role is somebody else.
    await store.put(await link(db, 'station', lineId), browser('c'), 4);
    expect(await store.any()).toBe(true);

    const told = async (now = NOW) =>
      new Map((await store.ofLine(lineId, now)).map(({ member, handle }) => [member.id, handle]));
    expect(await told()).toEqual(
      new Map([
        [courier, 'handle-b'],
        [recipient, 'handle-a'],
      ]),
    );
    expect(await told(NOW + 1000)).toEqual(new Map());
    await db.updateTable('links').set({ revoked_at: NOW }).where('id', '=', theirs.linkId).execute();
    expect(await told()).toEqual(new Map([[courier, 'handle-b']]));
    await store.forgetDead(NOW);
    expect(await db.selectFrom('push_subscriptions').select('handle').orderBy('handle').execute()).toHaveLength(3);
    await store.forgetDead(NOW + 1000);
    expect(await store.any()).toBe(false);
  });

  it('are kept once for each person, under their newest link, ten at most, and leave alone', async () => {
    await using database = await open();
    const { db } = database;
    const store = pushStore(db);
    const { lineId } = await seedDelivery(db);
    const [first, second] = [await link(db, 'recipient', lineId), await link(db, 'recipient', lineId)];
    await store.put(first, browser('a'), 1);
    await store.put(second, { ...browser('a'), handle: 'renamed' }, 2);
    expect((await store.ofLine(lineId, NOW)).map(({ handle }) => handle)).toEqual(['renamed']);
    await store.forgetLink(first.linkId);
    expect(await store.ofLine(lineId, NOW)).toHaveLength(1);

    for (let i = 0; i < 12; i++) await store.put(second, browser(`n${i}`), 10 + i);
    const kept = (await store.ofLine(lineId, NOW)).map(({ handle }) => handle).sort();
    expect(kept).toHaveLength(10);
    expect(kept).not.toContain('renamed');
    expect(kept).not.toContain('handle-n0');
    await store.remove(second, 'https://push.example/n5');
    await store.remove(second, 'https://push.example/n5');
    const [one] = await store.ofLine(lineId, NOW);
    await store.drop(one?.id ?? '');
    expect(await store.ofLine(lineId, NOW)).toHaveLength(8);
    await store.forgetLink(second.linkId);
    expect(await store.any()).toBe(false);
  });

  it('are one where two pages of a person name it at once', async () => {
    await using database = await open();
    const { db } = database;
    const store = pushStore(db);
    const { lineId } = await seedDelivery(db);
    const theirs = await link(db, 'recipient', lineId);
    await Promise.all(Array.from({ length: 5 }, () => store.put(theirs, browser('a'), 1)));
    expect(await store.ofLine(lineId, NOW)).toHaveLength(1);
  });
});
