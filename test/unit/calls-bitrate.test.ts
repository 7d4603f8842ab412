import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Bitrate, followNetwork, startBitrate, type Uplink, uplinkOf } from '../../client/calls/bitrate.ts';

const well: Uplink = { lossPercent: 0, rttMs: 40, availableBps: 300_000 };
const times = (count: number, uplink: Partial<Uplink> = {}): Uplink[] =>
  Array.from({ length: count }, () => ({ ...well, ...uplink }));
const after = (...trace: readonly Uplink[]): Bitrate => trace.reduce(followNetwork, startBitrate);

describe('the bitrate', () => {
  it('begins at 32 kbit/s and climbs slowly to 40 where all is well', () => {
    expect(after(...times(2)).bps).toBe(32_000);
    expect(after(...times(3)).bps).toBe(36_000);
    expect(after(...times(6)).bps).toBe(40_000);
    expect(after(...times(60)).bps).toBe(40_000);
  });

  it('falls at once with much loss, and no further than repair data still fits beside the voice', () => {
    expect(after(...times(1, { lossPercent: 12 })).bps).toBe(24_000);
    expect(after(...times(20, { lossPercent: 30 })).bps).toBe(24_000);
  });

  it('falls to its floor where packets queue', () => {
    const queue = [60, 160, 300, 500, 700].flatMap((rttMs) => times(1, { rttMs }));
    expect(after(...times(3), ...queue.slice(0, 2)).bps).toBe(25_200);
    expect(after(...times(3), ...queue).bps).toBe(12_000);
  });

  it('falls to its floor where the browser knows that the way is narrow', () => {
    expect(after(...times(1, { availableBps: 20_000 })).bps).toBe(22_400);
    expect(after(...times(5, { availableBps: 11_000 })).bps).toBe(12_000);
  });

  it('stays where there is a little loss', () => {
    expect(after(...times(30, { lossPercent: 5 })).bps).toBe(32_000);
  });

  it('climbs again step by step, and begins to count anew with each trouble', () => {
    const down = times(5, { availableBps: 11_000 });
    expect(after(...down, ...times(3)).bps).toBe(16_000);
    expect(after(...down, ...times(2), ...times(1, { lossPercent: 3 }), ...times(2)).bps).toBe(12_000);
    expect(after(...down, ...times(21)).bps).toBe(40_000);
  });

  it('does not swing between two levels on a way that bears 28 kbit/s', () => {
    let bitrate = startBitrate;
    let changes = 0;
    for (let reading = 0; reading < 200; reading += 1) {
      const next = followNetwork(bitrate, { ...well, rttMs: bitrate.bps > 28_000 ? 400 : 40 });
      if (next.bps !== bitrate.bps) changes += 1;
      bitrate = next;
    }
    // A try upwards every few readings, each taken back: less than one change in two readings.
    expect(changes).toBeLessThan(100);
  });

  it('gets used to a longer way after a change of network', () => {
    expect(after(...times(5, { rttMs: 15 }), ...times(40, { rttMs: 180 })).bps).toBe(40_000);
  });

  it('does with what the browser says', () => {
    expect(after(...times(6, { rttMs: null, availableBps: null })).bps).toBe(40_000);
    expect(after(...times(1, { rttMs: null, availableBps: null, lossPercent: 15 })).bps).toBe(24_000);
  });

  it('stays between 12 and 40 kbit/s whatever the network does', () => {
    const uplink = fc.record<Uplink>({
      lossPercent: fc.double({ min: 0, max: 100, noNaN: true }),
      rttMs: fc.option(fc.double({ min: 0, max: 60_000, noNaN: true })),
      availableBps: fc.option(fc.nat(1_000_000)),
    });
    fc.assert(
      fc.property(fc.array(uplink), (trace) => {
        const { bps } = after(...trace);
        expect(bps).toBeGreaterThanOrEqual(12_000);
        expect(bps).toBeLessThanOrEqual(40_000);
      }),
    );
  });
});

describe('what a sender counts', () => {
  const report = {
    type: 'remote-inbound-rtp',
    kind: 'audio',
    timestamp: 17,
    fractionLost: 0.140625,
    roundTripTime: 0.051,
  };
  const pair = {
    type: 'candidate-pair',
    nominated: true,
    state: 'succeeded',
    availableOutgoingBitrate: 111_030,
    currentRoundTripTime: 0.04,
  };
  const statistics = (...all: object[]) => new Map(all.map((one, index) => [String(index), one]));

  it('is read as Chromium says it', () => {
    expect(uplinkOf(statistics(report, pair))).toEqual({
      at: 17,
      uplink: { lossPercent: 14.0625, rttMs: 51, availableBps: 111_030 },
    });
  });

  it('is read where Firefox knows of no available bitrate', () => {
    expect(uplinkOf(statistics(report))?.uplink).toEqual({ lossPercent: 14.0625, rttMs: 51, availableBps: null });
  });

  it('is nothing before the first report of the server', () => {
    expect(uplinkOf(statistics(pair))).toBeNull();
    expect(uplinkOf(statistics({ type: 'remote-inbound-rtp', kind: 'audio', timestamp: 17 }))).toBeNull();
  });
});
