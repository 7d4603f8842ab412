import { signal } from '@preact/signals';
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
const muted = signal<readonly MemberId[]>([]);
let stop = (): void => undefined;

beforeEach(() => {
  vi.useFakeTimers();
  sent = way(0);
  heard = new Map();
  told = [];
  bitrates = [];
  stop = watchReports({
    reports: () => Promise.resolve({ sent, heard }),
    muted,
    setBitrate: (bps) => Promise.resolve(void bitrates.push(bps)),
    onReport: (report) => told.push(report),
  });
});
afterEach(() => {
  stop();
  vi.useRealTimers();
});
const reading = () => vi.advanceTimersByTimeAsync(READ_MS);

/** The stream as it was when it was met; its first moments are not judged. */
async function met(): Promise<void> {
  heard = new Map([[recipient, voice(100, 20)]]);
  await reading();
  expect(told).toEqual([]);
}
const said = (index: number) => told[index]?.heard[0]?.lossPercent;

describe('reports of a call', () => {
  it('come soon, and then every few seconds', async () => {
    await met();
    heard = new Map([[recipient, voice(225, 20)]]);
    await reading();
    expect(told).toEqual([{ rttMs: 60, heard: [{ memberId: recipient, lossPercent: 0, jitterMs: 4, bufferMs: 50 }] }]);
    await vi.advanceTimersByTimeAsync(CALL_REPORT_MS * 3);
    expect(told).toHaveLength(4);
  });

  it('say what happened since the report before', async () => {
    await met();
    heard = new Map([[recipient, voice(225, 20)]]);
    await reading();
    heard = new Map([[recipient, voice(450, 45)]]);
    await vi.advanceTimersByTimeAsync(CALL_REPORT_MS);
    expect([said(0), said(1)]).toEqual([0, 10]);
  });

  it('judge a short word together with what follows it', async () => {
    await met();
    heard = new Map([[recipient, voice(125, 25)]]);
    await reading();
    expect(told[0]?.heard).toEqual([]);
    heard = new Map([[recipient, voice(190, 30)]]);
    await vi.advanceTimersByTimeAsync(CALL_REPORT_MS);
    expect(said(1)).toBe(10);
  });

  it('do not judge a voice that was muted meanwhile, however shortly', async () => {
    await met();
    muted.value = [recipient];
    muted.value = [];
    heard = new Map([[recipient, voice(225, 60)]]);
    await reading();
    expect(told[0]?.heard).toEqual([]);
    heard = new Map([[recipient, voice(475, 60)]]);
    await vi.advanceTimersByTimeAsync(CALL_REPORT_MS);
    expect(said(1)).toBe(0);
  });

  it('begin anew with each stream, as after a rejoin', async () => {
    await met();
    heard = new Map([[recipient, voice(200, 100, 8)]]);
    await reading();
    expect(told[0]?.heard).toEqual([]);
    heard = new Map([[recipient, voice(450, 100, 8)]]);
    await vi.advanceTimersByTimeAsync(CALL_REPORT_MS);
    expect(said(1)).toBe(0);
  });

  it('go on over statistics that cannot be read, and a bitrate that cannot be set', async () => {
    await met();
    stop();
    let broken = true;
    stop = watchReports({
      reports: () => (broken ? Promise.reject(new Error('closed')) : Promise.resolve({ sent: way(1, 0.5), heard })),
      muted,
      setBitrate: () => Promise.reject(new Error('not possible')),
      onReport: (report) => told.push(report),
    });
    await reading();
    broken = false;
    await reading();
    heard = new Map([[recipient, voice(300, 20)]]);
    await reading();
    expect(told).toMatchObject([{ rttMs: 60, heard: [{ lossPercent: 0 }] }]);
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
