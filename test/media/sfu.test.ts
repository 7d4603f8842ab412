import fc from 'fast-check';
import pino from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SfuInputError, SfuUnavailableError, type EngineObject } from '../../media/sfu.ts';
import { openSfu } from '../../media/sfu/open-sfu.ts';
import { microphone, phoneCapabilities, phoneDtls } from '../support/engine-objects.ts';

const log = pino({ level: 'silent' });

const open = () =>
  openSfu({
    workers: 1,
    legsMax: 400,
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

  it('connects a transport once, and offers one microphone, however much at once it is asked to', async () => {
    const room = await sfu.openRoom();
    const leg = await room.openLeg('a');
    const thrice = (work: () => Promise<unknown>) => Promise.allSettled([work(), work(), work()]);
    for (const asked of [
      await thrice(() => leg.connect(leg.send.id, phoneDtls())),
      await thrice(() => leg.produce(microphone(), { paused: false })),
      await thrice(() => leg.receiveAll(phoneCapabilities())),
    ]) {
      const reasons = asked.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
      expect(reasons).toEqual([expect.any(SfuInputError), expect.any(SfuInputError)]);
    }
    expect(await sfu.counts()).toEqual({ rooms: 1, transports: 2, producers: 1, consumers: 0 });
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
