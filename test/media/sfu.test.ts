import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import pino from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SfuFullError, SfuInputError, SfuUnavailableError, type EngineObject } from '../../media/sfu.ts';
import { openSfu } from '../../media/sfu/open-sfu.ts';
import { microphone, phoneCapabilities, phoneDtls } from '../support/engine-objects.ts';

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

describe('a room', () => {
  it('speaks mono Opus with FEC, DTX and NACK, and nothing else', async () => {
    const room = await sfu.openRoom();
    const codecs = room.rtpCapabilities['codecs'] as { mimeType: string; parameters: object; rtcpFeedback: object[] }[];
    expect(codecs).toHaveLength(1);
    expect(codecs[0]).toMatchObject({
      mimeType: 'audio/opus',
      parameters: { useinbandfec: 1, usedtx: 1, 'sprop-stereo': 0 },
    });
    expect(codecs[0]?.rtcpFeedback).toContainEqual(expect.objectContaining({ type: 'nack' }));
  });

  it('gives each leg a UDP and a TCP address on loopback for both ways', async () => {
    const room = await sfu.openRoom();
    const leg = await room.openLeg('a');
    expect(leg.send.id).not.toBe(leg.receive.id);
    for (const transport of [leg.send, leg.receive]) {
      expect(transport.iceCandidates.map((c) => [c['protocol'], c['address']])).toEqual([
        ['udp', '127.0.0.1'],
        ['tcp', '127.0.0.1'],
      ]);
    }
  });

  it('lets each leg receive the other, whoever was there first', async () => {
    const room = await sfu.openRoom();
    const a = await room.openLeg('a');
    const b = await room.openLeg('b');
    const late = new Promise((resolve) => b.onTrack(resolve));

    expect(await b.receiveAll(phoneCapabilities())).toEqual([]);
    const { producerId } = await a.produce(microphone(), { paused: true });
    expect(await late).toMatchObject({ producerId, legId: 'a' });

    await b.produce(microphone(), { paused: false });
    const [track, ...more] = await a.receiveAll(phoneCapabilities());
    expect(more).toEqual([]);
    expect(track).toMatchObject({ legId: 'b' });
    await a.resume(track?.consumerId ?? '');
    await a.setProducing(true);
  });

  it('tells a leg that another has closed, and takes the same id again', async () => {
    const room = await sfu.openRoom();
    const a = await room.openLeg('a');
    const b = await room.openLeg('b');
    await a.produce(microphone(), { paused: false });
    const [track] = await b.receiveAll(phoneCapabilities());
    const gone = new Promise((resolve) => b.onTrackGone(resolve));
    a.close();
    a.close();
    expect(await gone).toBe(track?.consumerId);
    await expect(b.resume(track?.consumerId ?? '')).rejects.toBeInstanceOf(SfuInputError);
    await room.openLeg('a');
  });

  it('closes its legs, and opens none afterwards', async () => {
    const room = await sfu.openRoom();
    const leg = await room.openLeg('a');
    room.close();
    room.close();
    await expect(leg.connect(leg.send.id, phoneDtls())).rejects.toBeInstanceOf(SfuInputError);
    await expect(room.openLeg('b')).rejects.toBeInstanceOf(SfuUnavailableError);
  });
});

describe('bad input from a phone', () => {
  it.each<[string, EngineObject]>([
    ['nothing', {}],
    ['no fingerprints', { role: 'client', fingerprints: [] }],
    ['a fingerprint that is a number', { fingerprints: [{ algorithm: 'sha-256', value: 7 }] }],
    ['an unknown hash', { fingerprints: [{ algorithm: 'md5', value: 'AA:BB' }] }],
    ['an unknown role', { ...phoneDtls(), role: 'boss' }],
  ])('refuses DTLS parameters with %s, and the leg stays usable', async (_, dtls) => {
    const room = await sfu.openRoom();
    const leg = await room.openLeg('a');
    await expect(leg.connect(leg.send.id, dtls)).rejects.toBeInstanceOf(SfuInputError);
    await leg.connect(leg.send.id, phoneDtls());
    await expect(leg.connect(leg.send.id, phoneDtls())).rejects.toBeInstanceOf(SfuInputError);
    await expect(leg.connect('another', phoneDtls())).rejects.toBeInstanceOf(SfuInputError);
  });

  it('refuses a microphone that is not Opus, and takes the right one afterwards', async () => {
    const room = await sfu.openRoom();
    const leg = await room.openLeg('a');
    const video = { ...microphone(), codecs: [{ mimeType: 'video/VP8', payloadType: 96, clockRate: 90_000 }] };
    await expect(leg.produce(video, { paused: false })).rejects.toBeInstanceOf(SfuInputError);
    await leg.produce(microphone(), { paused: false });
    await expect(leg.produce(microphone(), { paused: false })).rejects.toBeInstanceOf(SfuInputError);
  });

  it('refuses capabilities it cannot read; a phone without Opus hears nothing but breaks nothing', async () => {
    const room = await sfu.openRoom();
    const a = await room.openLeg('a');
    await a.produce(microphone(), { paused: false });
    const b = await room.openLeg('b');
    await expect(b.receiveAll({ codecs: 'all' })).rejects.toBeInstanceOf(SfuInputError);
    expect(await b.receiveAll({ codecs: [] })).toEqual([]);
  });

  it('never harms the worker or another call, however the objects are broken', async () => {
    const [pid] = sfu.pids;
    const room = await sfu.openRoom();
    let legs = 0;
    const breakOne = (good: EngineObject) =>
      fc
        .tuple(fc.constantFrom(...pathsOf(good)), fc.oneof(fc.constant(undefined), fc.jsonValue(), fc.double()))
        .map(([at, value]) => replaced(good, at, value) as EngineObject);
    await fc.assert(
      fc.asyncProperty(
        breakOne(phoneDtls()),
        breakOne(microphone()),
        breakOne(phoneCapabilities()),
        async (dtls, parameters, capabilities) => {
          const leg = await room.openLeg(`leg-${(legs += 1)}`);
          for (const attempt of [
            () => leg.connect(leg.send.id, dtls),
            () => leg.produce(parameters, { paused: false }),
            () => leg.receiveAll(capabilities),
          ]) {
            const refusal: unknown = await attempt().then(
              () => null,
              (error: unknown) => error,
            );
            if (refusal !== null) expect(refusal).toBeInstanceOf(SfuInputError);
          }
          leg.close();
        },
      ),
      { numRuns: 300, seed: 20_260_701 },
    );
    expect(sfu.pids).toEqual([pid]);
    const leg = await (await sfu.openRoom()).openLeg('after');
    await leg.produce(microphone(), { paused: false });
  });
});

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

/** Every place in a JSON value, as keys from the root. */
function pathsOf(value: unknown, at: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [at];
  return [
    ...(at.length > 0 ? [at] : []),
    ...Object.entries(value).flatMap(([key, part]) => pathsOf(part, [...at, key])),
  ];
}

function replaced(value: unknown, [key, ...rest]: string[], by: unknown): unknown {
  if (key === undefined) return by;
  const copy = structuredClone(value) as Record<string, unknown>;
  copy[key] = replaced(copy[key], rest, by);
  return copy;
}
