import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { connect } from 'node:net';
import pino from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { classes, Message, methods } from 'werift';
import type { Sfu } from '../../media/sfu.ts';
import { openSfu } from '../../media/sfu/open-sfu.ts';
import { openRealLeg, type RealLeg } from '../support/real-leg.ts';
import { readOffer } from '../support/rtp-phone/parameters.ts';

/** How long a flood lasts, ms. */
const FLOOD_MS = 2000;
/** What each of the flooding sockets sends at once, and how often: 10,000 packets a second of each kind. */
const AT_ONCE = 100;
const EVERY_MS = 10;

let sfu: Sfu;
let speaker: RealLeg;
let hearer: RealLeg;
let heard: Set<number>;
let port: number;
let usernameFragment: string;

beforeEach(async () => {
  sfu = await openSfu({
    workers: 1,
    legsMax: 400,
    listen: ['127.0.0.1'],
    announced: () => [],
    port: 0,
    log: pino({ level: 'silent' }),
  });
  const room = await sfu.openRoom();
  const [a, b] = [await room.openLeg('a'), await room.openLeg('b')];
  heard = new Set();
  speaker = await openRealLeg(a);
  hearer = await openRealLeg(b, ({ payload }) => heard.add(payload.readUInt32BE()));
  const offer = readOffer({ ...a.send });
  usernameFragment = offer.usernameFragment;
  port = offer.candidates[0]?.port ?? 0;
  await talkUntil(() => heard.size > 0);
  heard.clear();
});
afterEach(async () => {
  speaker.close();
  hearer.close();
  await sfu.close();
});

let said = 0;
const say = (): void => {
  const payload = Buffer.alloc(60);
  payload.writeUInt32BE(said);
  speaker.speak(said, payload);
  said += 1;
};
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Speaks at 50 packets a second until it is so; how many packets it took. */
async function talkUntil(enough: () => boolean): Promise<number> {
  const from = said;
  while (!enough()) {
    say();
    await wait(20);
  }
  return said - from;
}

const stun = (password: string): Buffer =>
  new Message(methods.BINDING, classes.REQUEST)
    .setAttribute('USERNAME', `${usernameFragment}:flood`)
    .setAttribute('PRIORITY', 1)
    .setAttribute('ICE-CONTROLLING', 1n)
    .setAttribute('USE-CANDIDATE', null)
    .addMessageIntegrity(Buffer.from(password))
    .addFingerprint().bytes;
const rtp = (): Buffer => Buffer.concat([Buffer.from([0x80, 111]), randomBytes(90)]);
const dtls = (): Buffer => Buffer.concat([Buffer.from([22, 0xfe, 0xfd]), randomBytes(200)]);

describe('a flood at the media port', () => {
  it.each<[string, () => Buffer]>([
    ['bytes without meaning', () => randomBytes(1 + Math.floor(Math.random() * 1200))],
    ['RTP of nobody', rtp],
    ['RTCP of nobody', () => Buffer.concat([Buffer.from([0x80, 200]), randomBytes(50)])],
    ['DTLS of nobody', dtls],
    ['STUN with a wrong password', () => stun('wrong password')],
    ['STUN cut short', () => stun('wrong password').subarray(0, 30)],
    ['empty packets', () => Buffer.alloc(0)],
  ])('of %s harms no call and leaves nothing open', async (_, packet) => {
    const before = await sfu.counts();
    const packets = Array.from({ length: AT_ONCE }, packet);
    const sockets = Array.from({ length: 10 }, () => createSocket('udp4'));
    const flood = setInterval(() => {
      const socket = sockets[Math.floor(Math.random() * sockets.length)];
      for (const one of packets) socket?.send(one, port, '127.0.0.1');
    }, EVERY_MS);
    const end = performance.now() + FLOOD_MS;
    const sent = await talkUntil(() => performance.now() > end);
    clearInterval(flood);
    for (const socket of sockets) socket.close();
    await talkUntil(() => heard.has(said - 1));
    // The kernel's buffer may drop a packet under a flood; what comes through must be the call's.
    expect(heard.size).toBeGreaterThan(sent * 0.9);
    expect(await sfu.counts()).toEqual(before);
  });

  it('of sound that a member sends hundreds of times too fast harms no other call', async () => {
    const room = await sfu.openRoom();
    const [loud, other] = [await openRealLeg(await room.openLeg('c')), await openRealLeg(await room.openLeg('d'))];
    const before = await sfu.counts();
    let packets = 0;
    const flood = setInterval(() => {
      for (let one = 0; one < AT_ONCE; one += 1) loud.speak((packets += 1), Buffer.alloc(80));
    }, EVERY_MS);
    const end = performance.now() + FLOOD_MS;
    const sent = await talkUntil(() => performance.now() > end);
    clearInterval(flood);
    await talkUntil(() => heard.has(said - 1));
    expect(heard.size).toBeGreaterThan(sent * 0.9);
    expect(await sfu.counts()).toEqual(before);
    loud.close();
    other.close();
  });

  it('of TCP connections that say nothing or nonsense harms no call', async () => {
    const before = await sfu.counts();
    const sockets = Array.from({ length: 400 }, (_, index) => {
      const socket = connect(port, '127.0.0.1', () => {
        if (index % 2 === 0) socket.write(randomBytes(2000));
      });
      socket.on('error', () => undefined);
      return socket;
    });
    const end = performance.now() + FLOOD_MS;
    const sent = await talkUntil(() => performance.now() > end);
    for (const socket of sockets) socket.destroy();
    await talkUntil(() => heard.has(said - 1));
    expect(heard.size).toBeGreaterThan(sent * 0.9);
    expect(await sfu.counts()).toEqual(before);
  });
});
