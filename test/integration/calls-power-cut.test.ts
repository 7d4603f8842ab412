import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from 'vitest';
import type { DeviceId, LineId } from '#protocol';
import { newId } from '../../server/new-id.ts';
import { openKeys } from '../../server/storage/keys.ts';
import { openDatabase } from '../../server/storage/open-database.ts';
import { callEntries, refusal } from '../support/calling.ts';
import { chance } from '../support/chance.ts';
import { expectWholeChain } from '../support/chain.ts';
import { seedLines } from '../support/seed-lines.ts';
import { openPhone, type Phone } from '../support/server.ts';
import { startServerProcess } from '../support/server-process.ts';

const KILLS = 8;
const LINES = 6;

/** Two people of one line, who call and answer and hang up as long as the server lives, with what they saw of calls. */
interface Pair {
  readonly lineId: LineId;
  readonly tokens: readonly [string, string];
  readonly deviceIds: readonly [DeviceId, DeviceId];
  /** Calls that their starter was told of: each must be on record once. */
  readonly started: Set<string>;
  /** Those whose end was acknowledged: they may never come back to life. */
  readonly over: Set<string>;
}

async function callAgainAndAgain(pair: Pair, phones: readonly [Phone, Phone], random: () => number): Promise<void> {
  const { lineId } = pair;
  const [caller, callee] = random() < 0.5 ? phones : [phones[1], phones[0]];
  for (;;) {
    const { id: callId } = await caller.ask('calls.start', { lineId });
    pair.started.add(callId);
    expect(pair.over.has(callId)).toBe(false);
    if (random() < 0.2) await callee.ask('calls.decline', { lineId, callId });
    else {
      await callee.ask('calls.answer', { lineId, callId });
      await pause(30 * random());
      await callee.ask('calls.hang_up', { lineId, callId });
    }
    pair.over.add(callId);
  }
}

it(`writes each call once over ${KILLS} power cuts and stops while people call, answer and hang up`, async () => {
  const dataFolder = await mkdtemp(join(tmpdir(), 'doorline-power-'));
  const seeded = await openDatabase({ databaseUrl: null, dataFolder });
  const lines = await seedLines(seeded, openKeys(dataFolder).linkSecret, { lines: LINES });
  await seeded.destroy();
  const pairs = lines.map(({ lineId, courierToken, recipientToken }): Pair => ({
    lineId,
    tokens: [courierToken, recipientToken],
    deviceIds: [newId<DeviceId>(), newId<DeviceId>()],
    started: new Set(),
    over: new Set(),
  }));
  const random = chance(4711);
  let cutInTheMiddle = 0;

  for (let kill = 0; kill <= KILLS; kill += 1) {
    await using server = await startServerProcess(dataFolder);
    const people = await Promise.all(
      pairs.map(async (pair) => {
        const [first, second] = await Promise.all(
          pair.tokens.map((token, i) => openPhone(server.url, token, pair.deviceIds[i] ?? newId<DeviceId>())),
        );
        if (!first || !second) throw new Error('There are two of them');
        return { pair, phones: [first, second] as const };
      }),
    );
    for (const { pair, phones } of people) {
      // What was cut off is there again, and still theirs.
      const current = await phones[0].ask('calls.current', { lineId: pair.lineId });
      if (current === null) continue;
      cutInTheMiddle += 1;
      const { id: callId } = current.call;
      expect(pair.over.has(callId)).toBe(false);
      pair.started.add(callId);
      await Promise.all(phones.map((phone) => refusal(phone.ask('calls.answer', { lineId: pair.lineId, callId }))));
      await Promise.all(phones.map((phone) => refusal(phone.ask('calls.hang_up', { lineId: pair.lineId, callId }))));
      expect(await phones[0].ask('calls.current', { lineId: pair.lineId })).toBeNull();
      pair.over.add(callId);
    }
    if (kill === KILLS) {
      for (const { pair, phones } of people) {
        const entries = await callEntries(phones[0], pair.lineId);
        const ids = entries.map(({ callId }) => callId as string);
        expect(new Set(ids).size).toBe(ids.length);
        expect(new Set(ids)).toEqual(pair.started);
      }
    } else {
      const calling = people.map(({ pair, phones }) => callAgainAndAgain(pair, phones, random));
      // Whatever stops them before the server dies is a failure; afterwards nobody answers them.
      await Promise.race([pause(300 + 900 * random()), ...calling]);
      await server.end(kill % 4 === 0 ? 'SIGTERM' : 'SIGKILL');
    }
    for (const { phones } of people) for (const phone of phones) phone.close();
  }

  // The cuts came in the middle of calls, or they would prove nothing.
  expect(cutInTheMiddle).toBeGreaterThan(KILLS);
  const after = await openDatabase({ databaseUrl: null, dataFolder });
  for (const { lineId } of lines) await expectWholeChain(after, lineId);
  expect(await after.selectFrom('calls').select('id').where('ended_at', 'is', null).execute()).toEqual([]);
  await after.destroy();
  await rm(dataFolder, { recursive: true, force: true });
}, 120_000);
