import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { DeviceId, Fix } from '#protocol';
import { newId } from '../../server/new-id.ts';
import { openDatabase } from '../../server/storage/open-database.ts';
import { openKeys } from '../../server/storage/keys.ts';
import { freePort } from '../support/free-port.ts';
import { seedLines } from '../support/seed-lines.ts';
import { openPhone } from '../support/server.ts';
import { startServerProcess } from '../support/server-process.ts';

it('goes on after a kill -9: who shared still does, for as long as was chosen, and the next fix is told', async () => {
  const dataFolder = await mkdtemp(join(tmpdir(), 'doorline-location-'));
  const db = await openDatabase({ databaseUrl: null, dataFolder });
  const [line] = await seedLines(db, openKeys(dataFolder).linkSecret, { lines: 1 });
  if (!line) throw new Error('Nothing was seeded');
  const { lineId } = line;
  const PORT = String(await freePort());
  const first = await startServerProcess(dataFolder, { PORT });
  const phonesOf = (url: string) =>
    Promise.all([line.courierToken, line.recipientToken].map((token) => openPhone(url, token, newId<DeviceId>())));
  const [courier, recipient] = await phonesOf(first.url);
  await courier?.ask('location.share', { lineIds: [lineId], forMs: 3_600_000 });
  const before = await recipient?.next('location.sharing_changed');
  const from = Date.now() - 27_000;
  const fixes = Array.from({ length: 45 }, (_, second): Fix => ({
    point: { lat: Number((30.28 + second * 0.0001).toFixed(6)), lng: 120.02 },
    accuracy: 5,
    speed: 18,
    heading: 0,
    at: from + second * 600,
  }));
  expect(await courier?.ask('location.report', { fixes })).toEqual({ accepted: 45 });
  const told = await recipient?.next('location.moved');
  // What was walked before it was shared is not told.
  expect(told).toEqual({ lineId, memberId: line.courier, fix: fixes.at(-1) });
  await expect
    .poll(() => db.selectFrom('ways').select('fix').executeTakeFirst())
    .toMatchObject({
      fix: expect.stringContaining('120.02'),
    });
  await first.end('SIGKILL');
  for (const phone of [courier, recipient]) phone?.close();

  await using second = await startServerProcess(dataFolder, { PORT });
  const [rider, watcher] = await phonesOf(second.url);
  const shown = await watcher?.ask('location.positions', { lineId });
  expect(shown?.positions).toMatchObject([
    { memberId: line.courier, sharing: true, sight: 'exact', endsAt: before?.endsAt, fix: fixes.at(-1) },
  ]);
  const next: Fix = { ...(fixes.at(-1) as Fix), at: Date.now() };
  expect(await rider?.ask('location.report', { fixes: [next] })).toEqual({ accepted: 1 });
  expect((await watcher?.next('location.moved'))?.fix).toEqual(next);
  for (const phone of [rider, watcher]) phone?.close();
  await db.destroy();
  await second.end('SIGTERM');
  await rm(dataFolder, { recursive: true, force: true });
});
