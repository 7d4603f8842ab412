import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import type { ClientId, LineId } from '#protocol';
import { newId } from '../../server/new-id.ts';
import { openDatabase } from '../../server/storage/open-database.ts';
import { openKeys } from '../../server/storage/keys.ts';
import { chance } from '../support/chance.ts';
import { expectWholeChain } from '../support/chain.ts';
import { openRawPhone, type RawPhone } from '../support/raw-phone.ts';
import { seedLines } from '../support/seed-lines.ts';
import { startServerProcess } from '../support/server-process.ts';

const KILLS = 20;
const LINES = 10;
/** Texts of one writer that are under way at once: the next is said before the last was acknowledged. */
const UNDER_WAY = 4;

/** Somebody who says one text after the other, and says again after a power cut what was not acknowledged before it. */
class Writer {
  readonly lineId: LineId;
  readonly token: string;
  /** Everything, in the order in which it was said. */
  readonly said: ClientId[] = [];
  readonly unacknowledged = new Set<ClientId>();
  readonly acknowledged = new Set<ClientId>();
  readonly refusals: string[] = [];

  constructor(lineId: LineId, token: string) {
    this.lineId = lineId;
    this.token = token;
  }

  /** `more` says whether something new is said when there is room for it. */
  begin(phone: RawPhone, more: () => boolean): void {
    const send = async (clientId: ClientId) => {
      const answer = await phone.ask('timeline.send', { lineId: this.lineId, clientId, text: clientId });
      if (!answer.ok) this.refusals.push(answer.error.code);
      this.unacknowledged.delete(clientId);
      this.acknowledged.add(clientId);
      sayMore();
    };
    const sayMore = () => {
      while (more() && this.unacknowledged.size < UNDER_WAY) {
        const clientId = newId<ClientId>();
        this.said.push(clientId);
        this.unacknowledged.add(clientId);
        void send(clientId);
      }
    };
    for (const clientId of this.unacknowledged) void send(clientId);
    sayMore();
  }
}

it(`loses nothing, doubles nothing and keeps the order over ${KILLS} power cuts while 20 people write at full speed`, async () => {
  const dataFolder = await mkdtemp(join(tmpdir(), 'doorline-power-'));
  const db = await openDatabase({ databaseUrl: null, dataFolder });
  const lines = await seedLines(db, openKeys(dataFolder).linkSecret, { lines: LINES });
  await db.destroy();
  const writers = lines.flatMap(({ lineId, courierToken, recipientToken }) => [
    new Writer(lineId, courierToken),
    new Writer(lineId, recipientToken),
  ]);
  const sum = (of: 'said' | 'acknowledged' | 'unacknowledged') =>
    writers.reduce((total, writer) => total + (of === 'said' ? writer.said.length : writer[of].size), 0);
  const random = chance(31_337);
  let cutInTheMiddle = 0;

  for (let kill = 0; kill <= KILLS; kill++) {
    const last = kill === KILLS;
    const enough = sum('acknowledged') + 40 + Math.floor(random() * 150);
    await using server = await startServerProcess(dataFolder);
    const phones = await Promise.all(writers.map(({ token }) => openRawPhone(server.url, token)));
    for (const [i, phone] of phones.entries()) writers[i]?.begin(phone, () => !last);
    if (last) await vi.waitFor(() => expect(sum('unacknowledged')).toBe(0), { timeout: 10_000 });
    else await vi.waitUntil(() => sum('acknowledged') >= enough, { timeout: 20_000, interval: 1 });
    await server.end('SIGKILL');
    if (sum('unacknowledged') > 0) cutInTheMiddle += 1;
    for (const phone of phones) phone.close();
  }

  // The cuts came while people wrote, or they would prove nothing.
  expect(cutInTheMiddle).toBe(KILLS);
  expect(writers.flatMap(({ refusals }) => refusals)).toEqual([]);
  expect(sum('acknowledged')).toBe(sum('said'));
  const after = await openDatabase({ databaseUrl: null, dataFolder });
  for (const { lineId } of lines) {
    await expectWholeChain(after, lineId);
    const rows = await after
      .selectFrom('entries')
      .select('client_id')
      .where('line_id', '=', lineId)
      .orderBy('seq')
      .execute();
    const kept = rows.map(({ client_id: clientId }) => clientId);
    for (const { said } of writers.filter((writer) => writer.lineId === lineId)) {
      const own = new Set<string | null>(said);
      expect(kept.filter((clientId) => own.has(clientId))).toEqual(said);
    }
    expect(kept.length).toBe(writers.filter((writer) => writer.lineId === lineId).flatMap(({ said }) => said).length);
  }
  await after.destroy();
  await rm(dataFolder, { recursive: true, force: true });
}, 120_000);
