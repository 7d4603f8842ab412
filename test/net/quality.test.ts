import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { spokenFile } from '../support/spoken.ts';
import { callOn, openStreetCall, type StreetCall } from '../support/street-call.ts';

/** The bitrate climbs in small steps, and a packet is lost by chance. ms */
const WITHIN_MS = 90_000;
const within = { timeout: WITHIN_MS };

let folder: string;
let call: StreetCall;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'doorline-quality-'));
  const { file } = await spokenFile(folder, 'en');
  call = await openStreetCall({ speech: { courier: file, recipient: file }, script: keepPeers });
});
afterAll(async () => {
  await call?.[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

/** Runs in the page. */
function keepPeers(): void {
  const peers: RTCPeerConnection[] = [];
  const Original = globalThis.RTCPeerConnection;
  globalThis.RTCPeerConnection = class extends Original {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      peers.push(this);
    }
  };
  Object.assign(globalThis, { peers });
}

interface Counted {
  readonly askedAgain: number;
  readonly sentAgain: number;
  readonly received: number;
  readonly lost: number;
  readonly bitrate: number;
}

const count = (page: Page): Promise<Counted> =>
  page.evaluate(async () => {
    const { peers } = globalThis as unknown as { peers: RTCPeerConnection[] };
    const counted = { askedAgain: 0, sentAgain: 0, received: 0, lost: 0, bitrate: 0 };
    for (const peer of peers) {
      for (const stats of (await peer.getStats()).values()) {
        if (stats.type === 'inbound-rtp') {
          counted.askedAgain += stats.nackCount;
          counted.received += stats.packetsReceived;
          counted.lost += stats.packetsLost;
        } else if (stats.type === 'outbound-rtp') {
          counted.sentAgain += stats.retransmittedPacketsSent;
          counted.bitrate = stats.targetBitrate;
        }
      }
    }
    return counted;
  });

const lose = (share: number) => {
  for (const host of ['courier', 'recipient'] as const) call.street.lose(host, share);
};
const pages = () => [call.courier, call.recipient];
const bitrateOf = async (page: Page) => (await count(page)).bitrate;

describe('a call over a network that gets worse and better', () => {
  it('takes more data where there is room', async () => {
    for (const page of pages()) await expect.poll(() => bitrateOf(page), within).toBe(40_000);
  });

  it('has lost packets sent again, from phone to server and from server to phone', async () => {
    const before = await Promise.all(pages().map(count));
    lose(0.1);
    for (const [index, page] of pages().entries()) {
      const then = before[index];
      if (then === undefined) throw new Error('Both were counted');
      const since = async () => {
        const now = await count(page);
        return Math.min(now.askedAgain - then.askedAgain, now.sentAgain - then.sentAgain);
      };
      await expect.poll(since, within).toBeGreaterThan(50);
      const now = await count(page);
      const [lost, received] = [now.lost - then.lost, now.received - then.received];
      // One packet in five of all that were sent is lost on the two ways.
      expect(lost / (lost + received)).toBeLessThan(0.15);
    }
  });

  it('says that the network is weak, and saves no data on what repairs it', async () => {
    call.street.mend();
    lose(0.3);
    for (const page of pages())
      await callOn(page)
        .getByText(/a bit weak|words may be lost/)
        .waitFor(within);
    for (const page of pages()) {
      await expect.poll(() => bitrateOf(page), within).toBeLessThan(40_000);
      expect(await bitrateOf(page)).toBeGreaterThanOrEqual(24_000);
    }
  });

  it('takes more again where it has got better', async () => {
    call.street.mend();
    for (const page of pages()) await expect.poll(() => bitrateOf(page), within).toBe(40_000);
  });
});
