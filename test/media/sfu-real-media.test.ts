import { createSocket } from 'node:dgram';
import pino from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isStunMessage } from 'werift';
import type { OpusPacket, Sfu, SfuLeg } from '../../media/sfu.ts';
import { openSfu } from '../../media/sfu/open-sfu.ts';
import { microphone, phoneDtls } from '../support/engine-objects.ts';
import { iceCheck } from '../support/ice-check.ts';
import { openRealLeg, type RealLeg } from '../support/real-leg.ts';
import { openLeanPath } from '../support/rtp-phone/lean-path.ts';

let sfu: Sfu;
const open: { close(): void }[] = [];
beforeEach(async () => {
  sfu = await openSfu({
    workers: 1,
    legsMax: 400,
    listen: ['127.0.0.1'],
    announced: () => [],
    port: 0,
    log: pino({ level: 'silent' }),
  });
});
afterEach(async () => {
  for (const one of open.splice(0)) one.close();
  await sfu.close();
});

const nothing = { rooms: 0, transports: 0, producers: 0, consumers: 0 };
const opus = (word: string) => Buffer.from(word.padEnd(40, '.'));
const wordOf = (payload: Uint8Array) => Buffer.from(payload).toString().replace(/\.*$/, '');
const tick = () => new Promise((resolve) => setTimeout(resolve, 20));
async function until(ready: () => boolean): Promise<void> {
  while (!ready()) await tick();
}

async function real(leg: SfuLeg, onWord: (word: string) => void = () => undefined): Promise<RealLeg> {
  const one = await openRealLeg(leg, (packet) => onWord(wordOf(packet.payload)));
  open.push(one);
  return one;
}

/** Says it until it is heard: what is sent before a track is resumed is lost, as it should be. */
async function sayUntil(speaker: RealLeg, heard: () => boolean, from = 1): Promise<number> {
  let sequence = from;
  while (!heard()) {
    speaker.speak(sequence, opus('hello'));
    sequence += 1;
    await tick();
  }
  return sequence;
}

describe('what is said', () => {
  it('is heard by the other leg, and nothing of it while the microphone is stopped', async () => {
    const room = await sfu.openRoom();
    const [a, b] = [await room.openLeg('a'), await room.openLeg('b')];
    const heard: string[] = [];
    const speaker = await real(a);
    await real(b, (word) => heard.push(word));
    let next = await sayUntil(speaker, () => heard.length > 0);

    await a.setProducing(false);
    speaker.speak(next, opus('secret'));
    speaker.speak(next + 1, opus('secret'));
    await tick();
    await a.setProducing(true);
    const before = heard.length;
    next = await sayUntil(speaker, () => heard.length > before, next + 2);
    expect(new Set(heard)).toEqual(new Set(['hello']));
  });

  it('is heard inside the server packet by packet, with the numbers that show what was lost', async () => {
    const room = await sfu.openRoom();
    const leg = await room.openLeg('a');
    const speaker = await real(leg);
    const heard: OpusPacket[] = [];
    const end = await leg.tap((packet) => heard.push(packet));
    const next = await sayUntil(speaker, () => heard.length > 0);
    heard.length = 0;
    for (const sequence of [next, next + 1, next + 3, next + 4]) speaker.speak(sequence, opus(`word ${sequence}`));
    await until(() => heard.length === 4);
    const [first] = heard;
    expect(heard.map(({ payload }) => wordOf(payload))).toEqual(
      [next, next + 1, next + 3, next + 4].map((sequence) => `word ${sequence}`),
    );
    expect(heard.map(({ sequence }) => (sequence - (first?.sequence ?? 0) + 65_536) % 65_536)).toEqual([0, 1, 3, 4]);
    expect(heard.map(({ timestamp }) => timestamp - (first?.timestamp ?? 0))).toEqual([0, 960, 2880, 3840]);

    await leg.setProducing(false);
    speaker.speak(next + 5, opus('secret'));
    await tick();
    await leg.setProducing(true);
    await sayUntil(speaker, () => heard.length > 4, next + 6);
    expect(heard.map(({ payload }) => wordOf(payload))).not.toContain('secret');
    end();
  });

  it('is listened to by as many as wish, and nothing stays open when they or the leg end', async () => {
    const room = await sfu.openRoom();
    const leg = await room.openLeg('a');
    await expect(leg.tap(() => undefined)).rejects.toThrow('no microphone');
    await leg.produce(microphone(), { paused: true });
    const ends = [await leg.tap(() => undefined), await leg.tap(() => undefined)];
    expect(await sfu.counts()).toEqual({ rooms: 1, transports: 4, producers: 1, consumers: 2 });
    ends[0]?.();
    ends[0]?.();
    expect(await sfu.counts()).toEqual({ rooms: 1, transports: 3, producers: 1, consumers: 1 });
    const late = leg.tap(() => undefined);
    leg.close();
    await expect(late).rejects.toBeInstanceOf(Error);
    ends[1]?.();
    expect(await sfu.counts()).toEqual({ ...nothing, rooms: 1 });
    await expect(leg.tap(() => undefined)).rejects.toThrow('no microphone');
    room.close();
    expect(await sfu.counts()).toEqual(nothing);
  });
});

describe('the path of a device', () => {
  const watched = (leg: SfuLeg): boolean[] => {
    const told: boolean[] = [];
    leg.onConnection((up) => told.push(up));
    return told;
  };

  it('moves to a new address with fresh ICE parameters, while the old ones go on, and is never said to be lost', async () => {
    const room = await sfu.openRoom();
    const [a, b] = [await room.openLeg('a'), await room.openLeg('b')];
    const told = watched(b);
    let heard = 0;
    const speaker = await real(a);
    await real(b, () => (heard += 1));
    let next = await sayUntil(speaker, () => heard > 0);
    expect(told).toEqual([true]);

    const iceParameters = await b.restartIce(b.receive.id);
    expect(iceParameters['usernameFragment']).not.toBe(b.receive.iceParameters['usernameFragment']);
    const before = heard;
    next = await sayUntil(speaker, () => heard > before, next);

    const moved = createSocket('udp4');
    open.push(moved);
    let sound = 0;
    moved.on('message', (data) => {
      if (!isStunMessage(data)) sound += 1;
    });
    await iceCheck(moved, { ...b.receive, iceParameters });
    await sayUntil(speaker, () => sound > 0, next);
    expect(told).toEqual([true]);
    await expect(b.restartIce(a.receive.id)).rejects.toThrow('no such transport');
  });

  it('is said to be lost when its checks stay away, and to be back after a restart', async () => {
    const room = await sfu.openRoom();
    const leg = await room.openLeg('a');
    const told = watched(leg);
    const device = await real(leg);
    await until(() => told.length === 1);
    device.receive.close();
    await until(() => told.length === 2);
    const iceParameters = await leg.restartIce(leg.receive.id);
    const moved = createSocket('udp4');
    open.push(moved);
    await iceCheck(moved, { ...leg.receive, iceParameters });
    await until(() => told.length === 3);
    expect(told).toEqual([true, false, true]);
    device.send.close();
    open.splice(open.indexOf(device), 1);
  });

  it('never stands with a certificate that is not the announced one, and that is said', async () => {
    const room = await sfu.openRoom();
    const [liar, other] = [await room.openLeg('liar'), await room.openLeg('other')];
    const told = { liar: watched(liar), other: watched(other) };
    const path = openLeanPath(liar.send, () => undefined);
    open.push(path);
    await liar.connect(liar.send.id, phoneDtls());
    path.connect().catch(() => undefined);
    await until(() => told.liar.length > 0);
    expect(told.liar).toEqual([false]);

    const heard: string[] = [];
    await real(other, (word) => heard.push(word));
    const third = await real(await room.openLeg('third'));
    await sayUntil(third, () => heard.length > 0);
    expect(told).toEqual({ liar: [false], other: [true] });
  });
});
