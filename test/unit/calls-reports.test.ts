import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { MemberId } from '#protocol';
import { type CallReport, READ_MS, watchReports } from '../../client/calls/reports.ts';
import { CALL_REPORT_MS } from '../../server/protocol/limits.ts';

const recipient = 'recipient' as MemberId;
const statistics = (...all: object[]) => new Map(all.map((one, index) => [String(index), one]));

/** A voice of so many packets, each lost one guessed. */
const voice = (received: number, lost = 0, ssrc = 7) =>
  statistics({
    type: 'inbound-rtp',
    kind: 'audio',
    ssrc,
    jitter: 0.004,
    packetsReceived: received,
    packetsLost: lost,
    concealedSamples: lost * 960,
    silentConcealedSamples: 0,
    jitterBufferDelay: received * 48,
    jitterBufferEmittedCount: received * 960,
  });
const way = (at: number, fractionLost = 0) =>
  statistics({ type: 'remote-inbound-rtp', kind: 'audio', timestamp: at, fractionLost, roundTripTime: 0.06 });

let sent = way(0);
let heard = new Map([[recipient, voice(0)]]);
let told: CallReport[] = [];
let bitrates: number[] = [];
let stop = (): void => undefined;

beforeEach(() => {
  vi.useFakeTimers();
  sent = way(0);
  heard = new Map();
  told = [];
  bitrates = [];
  stop = watchReports({
    reports: () => Promise.resolve({ sent, heard }),
    setBitrate: (bps) => Promise.resolve(void bitrates.push(bps)),
    onReport: (report) => told.push(report),
  });
});
afterEach(() => {
  stop();
  vi.useRealTimers();
});
const reading = () => vi.advanceTimersByTimeAsync(READ_MS);

describe('reports of a call', () => {
  it('come soon, and then every few seconds', async () => {
    heard = new Map([[recipient, voice(125)]]);
    await reading();
    expect(told).toEqual([{ rttMs: 60, heard: [{ memberId: recipient, lossPercent: 0, jitterMs: 4, bufferMs: 50 }] }]);
    await vi.advanceTimersByTimeAsync(CALL_REPORT_MS * 3);
    expect(told).toHaveLength(4);
  });

  it('say what happened since the report before', async () => {
    heard = new Map([[recipient, voice(125)]]);
    await reading();
    heard = new Map([[recipient, voice(350, 25)]]);
    await vi.advanceTimersByTimeAsync(CALL_REPORT_MS);
    expect(told[1]?.heard[0]?.lossPercent).toBe(10);
  });

  it('judge a short word together with what follows it', async () => {
    heard = new Map([[recipient, voice(125)]]);
    await reading();
    heard = new Map([[recipient, voice(150, 5)]]);
    await vi.advanceTimersByTimeAsync(CALL_REPORT_MS);
    expect(told[1]?.heard).toEqual([]);
    heard = new Map([[recipient, voice(215, 10)]]);
    await vi.advanceTimersByTimeAsync(CALL_REPORT_MS);
    expect(told[2]?.heard[0]?.lossPercent).toBe(10);
  });

  it('go on over a rejoin, and over statistics that cannot be read', async () => {
    heard = new Map([[recipient, voice(125, 60)]]);
    await reading();
    stop();
    let broken = true;
    stop = watchReports({
      reports: () => (broken ? Promise.reject(new Error('closed')) : Promise.resolve({ sent: null, heard })),
      setBitrate: () => Promise.reject(new Error('not possible')),
      onReport: (report) => told.push(report),
    });
    await reading();
    expect(told).toHaveLength(1);
    broken = false;
    heard = new Map([[recipient, voice(200, 0, 8)]]);
    await reading();
    expect(told[1]).toMatchObject({ rttMs: 0, heard: [{ lossPercent: 0 }] });
  });

  it('end when they are told to', async () => {
    stop();
    await vi.advanceTimersByTimeAsync(CALL_REPORT_MS * 3);
    expect([told, bitrates]).toEqual([[], []]);
  });
});

describe('the bitrate of a call', () => {
  it('follows what the server says of the way to it, each word once', async () => {
    sent = way(1, 0.3);
    await reading();
    await reading();
    await reading();
    expect(bitrates).toEqual([24_000]);
    for (let at = 2; at < 5; at += 1) {
      sent = way(at);
      await reading();
    }
    expect(bitrates).toEqual([24_000, 28_000]);
  });
});
