import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import pino from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SfuFullError, SfuUnavailableError } from '../../media/sfu.ts';
import { openSfu } from '../../media/sfu/open-sfu.ts';
import { microphone, phoneCapabilities } from '../support/engine-objects.ts';
import { freePort } from '../support/free-port.ts';

const log = pino({ level: 'silent' });

const open = (workers = 1, legsMax = 400) =>
  openSfu({
    workers,
    legsMax,
    listen: ['127.0.0.1'],
    announced: () => [],
    port: 0,
    log,
  });

let sfu: Awaited<ReturnType<typeof open>>;
beforeEach(async () => {
  sfu = await open();
});
afterEach(() => sfu.close());

const died = (room: { onDied(listen: () => void): void }) => new Promise<void>((resolve) => room.onDied(resolve));
const alive = (pid: number) => {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
};
async function until(true_: () => boolean): Promise<void> {
  while (!true_()) await new Promise((resolve) => setTimeout(resolve, 20));
}

describe('admission', () => {
  it('keeps two places for each room from the moment that it is asked for, and says when all are taken', async () => {
    await using one = await disposable(1, 5);
    const asked = await Promise.allSettled([one.sfu.openRoom(), one.sfu.openRoom(), one.sfu.openRoom()]);
    expect(asked.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected']);
    const [first, , refused] = asked;
    expect(refused.status === 'rejected' && refused.reason).toBeInstanceOf(SfuFullError);

    if (first.status === 'fulfilled') first.value.close();
    await one.sfu.openRoom();
  });

  it('lets a call that runs have all its legs, and counts them before it lets another in', async () => {
    await using one = await disposable(1, 4);
    const group = await one.sfu.openRoom();
    const legs = await Promise.all(Array.from({ length: 8 }, (_, index) => group.openLeg(`leg-${index}`)));
    await expect(one.sfu.openRoom()).rejects.toBeInstanceOf(SfuFullError);
    for (const leg of legs.slice(2)) leg.close();
    await one.sfu.openRoom();
  });

  it('waits for the replacement of a dead worker where the others are full: its calls are on their way', async () => {
    await using two = await disposable(2, 2);
    const rooms = [await two.sfu.openRoom(), await two.sfu.openRoom()];
    await expect(two.sfu.openRoom()).rejects.toBeInstanceOf(SfuFullError);
    const lost = Promise.race(rooms.map(died));
    process.kill(two.sfu.pids[0] ?? 0, 'SIGKILL');
    await lost;
    expect(two.sfu.workers).toBe(1);
    await two.sfu.openRoom();
    expect(two.sfu.workers).toBe(2);
  });

  it('chooses the worker with the fewest legs, not the one with the fewest rooms', async () => {
    await using two = await disposable(2);
    const group = await two.sfu.openRoom();
    const pair = await two.sfu.openRoom();
    await Promise.all(Array.from({ length: 8 }, (_, index) => group.openLeg(`leg-${index}`)));
    const more = await Promise.all([two.sfu.openRoom(), two.sfu.openRoom()]);
    const told: unknown[] = [];
    for (const room of [group, pair, ...more]) room.onDied(() => told.push(room));
    process.kill(two.sfu.pids[0] ?? 0, 'SIGKILL');
    await until(() => told.length > 0);
    expect([1, 3]).toContain(told.length);
    expect(told.includes(group)).toBe(told.length === 1);
  });
});

describe('worker processes', () => {
  it('tells the rooms of a killed worker, and opens the next on its replacement without a refusal', async () => {
    const room = await sfu.openRoom();
    const leg = await room.openLeg('a');
    const [pid = 0] = sfu.pids;
    const told = died(room);
    process.kill(pid, 'SIGKILL');
    await told;
    expect(sfu.workers).toBe(0);
    await expect(room.openLeg('b')).rejects.toBeInstanceOf(SfuUnavailableError);
    const again = sfu.openRoom();
    await expect(leg.produce(microphone(), { paused: false })).rejects.toBeInstanceOf(Error);

    await (await (await again).openLeg('a')).produce(microphone(), { paused: false });
    expect(sfu.workers).toBe(1);
    expect(sfu.pids).not.toEqual([pid]);
  });

  it('takes what it was doing for a leg when it is killed for done: nobody is heard any more', async () => {
    const [pid = 0] = sfu.pids;
    const room = await sfu.openRoom();
    const [a, b] = [await room.openLeg('a'), await room.openLeg('b')];
    await a.produce(microphone(), { paused: false });
    process.kill(pid, 'SIGSTOP');
    const hears = b.receiveAll(phoneCapabilities());
    const muted = a.setProducing(false);
    process.kill(pid, 'SIGKILL');
    expect(await hears).toEqual([]);
    await muted;
  });

  it('ends a worker that hangs, as one that died, and nobody who waited for it waits on', async () => {
    await using one = await disposable(1);
    const [pid = 0] = one.sfu.pids;
    const room = await one.sfu.openRoom();
    process.kill(pid, 'SIGSTOP');
    const waiting = expect(room.openLeg('a')).rejects.toBeInstanceOf(SfuUnavailableError);
    await died(room);
    await waiting;
    expect(alive(pid)).toBe(false);
    await one.sfu.openRoom();
  });

  it('spreads rooms over the workers, and a death touches only its own', async () => {
    await using two = await disposable(2);
    const rooms = await Promise.all([two.sfu.openRoom(), two.sfu.openRoom()]);
    const told: number[] = [];
    for (const [index, room] of rooms.entries()) room.onDied(() => told.push(index));
    process.kill(two.sfu.pids[0] ?? 0, 'SIGKILL');
    await until(() => told.length > 0);
    expect(told).toHaveLength(1);
    await rooms[told[0] === 0 ? 1 : 0]?.openLeg('still here');
  });

  it('takes the port of the dead worker again, though a phone still holds a connection to it', async () => {
    const port = await freePort();
    const one = await openSfu({ workers: 1, legsMax: 400, listen: ['127.0.0.1'], announced: () => [], port, log });
    const [pid = 0] = one.pids;
    const room = await one.openRoom();
    const phone = connect(port, '127.0.0.1');
    phone.on('error', () => undefined);
    await once(phone, 'connect');
    process.kill(pid, 'SIGKILL');
    await died(room);
    const { send } = await (await one.openRoom()).openLeg('a');
    expect(send.iceCandidates.map((candidate) => candidate['port'])).toEqual([port, port]);
    phone.destroy();
    await one.close();
  });

  it('lets nobody wait for a replacement that never comes', async () => {
    const one = await open();
    const [pid = 0] = one.pids;
    const room = await one.openRoom();
    process.kill(pid, 'SIGKILL');
    await died(room);
    const refused = expect(one.openRoom()).rejects.toBeInstanceOf(SfuUnavailableError);
    await one.close();
    await refused;
  });

  it('is gone with everything it started after close, which may be called twice', async () => {
    const two = await open(2);
    const pids = two.pids;
    await two.openRoom();
    await two.close();
    await two.close();
    expect(two.workers).toBe(0);
    expect(pids.filter(alive)).toEqual([]);
    await expect(two.openRoom()).rejects.toBeInstanceOf(SfuUnavailableError);
  });

  it('says so when the program cannot run, and leaves no process behind', async () => {
    const before = children();
    await expect(
      openSfu({
        workerBin: '/bin/false',
        workers: 2,
        legsMax: 400,
        listen: ['127.0.0.1'],
        announced: () => [],
        port: 0,
        log,
      }),
    ).rejects.toThrow(/media worker/);
    expect(children()).toEqual(before);
  });
});

async function disposable(workers: number, legsMax?: number) {
  const sfu = await open(workers, legsMax);
  return { sfu, [Symbol.asyncDispose]: () => sfu.close() };
}

/** Worker processes of this test. */
const children = (): string =>
  execFileSync('sh', ['-c', `ps --ppid ${process.pid} -o pid=,comm= | grep -v -e ' ps$' -e ' sh$' || true`], {
    encoding: 'utf8',
  });
