import { describe, expect, it } from 'vitest';
import { type Counts, countsOf, heardBetween, isOther, roundTripOf } from '../../client/calls/stats.ts';

const statistics = (...all: object[]) => new Map(all.map((one, index) => [String(index), one]));

/** As Chromium 15x says it of five seconds of speech without loss. */
const chromium = {
  id: 'IT01A3352448064',
  type: 'inbound-rtp',
  kind: 'audio',
  ssrc: 3_352_448_064,
  jitter: 0.003,
  packetsLost: 0,
  packetsReceived: 250,
  packetsDiscarded: 0,
  fecPacketsReceived: 0,
  fecPacketsDiscarded: 0,
  nackCount: 0,
  totalSamplesReceived: 240_000,
  concealedSamples: 0,
  silentConcealedSamples: 0,
  concealmentEvents: 0,
  jitterBufferDelay: 9144,
  jitterBufferEmittedCount: 240_000,
  bytesReceived: 20_037,
};
const counts = (more: Partial<typeof chromium> = {}): Counts => {
  const read = countsOf(statistics({ ...chromium, ...more }));
  if (read === null) throw new Error('These statistics say something');
  return read;
};
/** Of this stream before anything came. */
const before: Counts = { ...counts(), received: 0, played: 0, bufferedS: 0 };
const heard = (more: Partial<typeof chromium>) => heardBetween(before, counts(more));

describe('a voice', () => {
  it('that came whole is heard whole, with its jitter and its time in the buffer', () => {
    expect(heard({})).toEqual({ lossPercent: 0, jitterMs: 3, bufferMs: 38 });
  });

  it('is judged by what came since the reading before', () => {
    const before = counts({ concealedSamples: 24_000 });
    const after = counts({
      packetsReceived: 500,
      concealedSamples: 24_000 + 4_800,
      jitterBufferEmittedCount: 480_000 - 4_800,
      jitterBufferDelay: 9144 + 23_520,
    });
    expect(heardBetween(before, after)).toEqual({ lossPercent: 2, jitterMs: 3, bufferMs: 100 });
  });

  it('that the browser had to guess is lost', () => {
    expect(
      heard({ packetsLost: 25, packetsReceived: 225, concealedSamples: 24_000, jitterBufferEmittedCount: 216_000 })
        ?.lossPercent,
    ).toBe(10);
  });

  it('whose packets came too late is lost, though no packet is', () => {
    expect(
      heard({ packetsDiscarded: 13, concealedSamples: 12_000, jitterBufferEmittedCount: 228_000 })?.lossPercent,
    ).toBe(5);
  });

  it('is not lost where the next packet mended it, or the SFU brought it in time', () => {
    expect(
      heard({ packetsLost: 25, packetsReceived: 225, fecPacketsReceived: 120, fecPacketsDiscarded: 95 })?.lossPercent,
    ).toBe(0);
    // Measured: what the SFU fetched from the sender and passed on counts as lost, and was played all the same.
    expect(heard({ packetsLost: 30, packetsReceived: 248 })?.lossPercent).toBe(0);
  });

  it('is lost through a gap so long that the browser plays silence', () => {
    const cut = { packetsReceived: 100, packetsLost: 150, concealedSamples: 144_000, jitterBufferEmittedCount: 96_000 };
    expect(heard({ ...cut, silentConcealedSamples: 134_400 })?.lossPercent).toBe(60);
  });

  it('is not lost where they were muted in the middle of a word', () => {
    const muted = { packetsReceived: 100, concealedSamples: 144_000, jitterBufferEmittedCount: 96_000 };
    expect(heard({ ...muted, silentConcealedSamples: 141_600 })?.lossPercent).toBe(2.4);
  });

  it('that pauses is not lost: hardly any packets are sent in a silence', () => {
    const before = counts();
    const pause = counts({ packetsReceived: 262, jitterBufferEmittedCount: 251_520 });
    expect(heardBetween(before, pause)).toBeNull();
    const oneLost = counts({
      packetsReceived: 261,
      packetsLost: 1,
      concealedSamples: 960,
      jitterBufferEmittedCount: 250_560,
    });
    expect(heardBetween(before, oneLost)).toBeNull();
  });

  it('of two seconds within five is judged by those two', () => {
    const before = counts();
    const after = counts({
      packetsReceived: 340,
      packetsLost: 10,
      concealedSamples: 9600,
      jitterBufferEmittedCount: 326_400,
    });
    expect(heardBetween(before, after)?.lossPercent).toBe(10);
  });

  it('is another one after a rejoin, and counts anew', () => {
    expect(isOther(undefined, counts())).toBe(true);
    expect(isOther(counts(), counts({ packetsReceived: 900 }))).toBe(false);
    expect(isOther(counts(), counts({ ssrc: 17, packetsReceived: 900 }))).toBe(true);
    expect(isOther(counts({ packetsReceived: 9000 }), counts())).toBe(true);
  });

  it('of which a packet came twice is not less than nothing lost', () => {
    expect(heard({ packetsLost: -3 })?.lossPercent).toBe(0);
  });

  it('is judged by its packets where a browser does not count what it made up', () => {
    const bare = { type: 'inbound-rtp', kind: 'audio', ssrc: 5, packetsReceived: 180, packetsLost: 20, jitter: 0.02 };
    const begun = (now: Counts): Counts => ({ ...now, received: 0, lost: 0, late: 0 });
    const read = countsOf(statistics(bare));
    expect(read && heardBetween(begun(read), read)).toEqual({ lossPercent: 10, jitterMs: 20, bufferMs: 0 });
    const late = countsOf(statistics({ ...bare, packetsDiscarded: 10 }));
    expect(late && heardBetween(begun(late), late)?.lossPercent).toBe(15);
  });

  it('is within what a report may say, whatever a browser claims', () => {
    const odd = heard({ jitter: 1e9, jitterBufferDelay: 1e12, concealedSamples: 1e12, packetsLost: 1e9 });
    expect(odd).toEqual({ lossPercent: 100, jitterMs: 10_000, bufferMs: 10_000 });
    expect(heard({ jitter: Number.NaN, jitterBufferEmittedCount: 0 })).toMatchObject({ jitterMs: 0, bufferMs: 0 });
  });

  it('is not there before its first packet', () => {
    expect(countsOf(statistics())).toBeNull();
    expect(countsOf(statistics({ type: 'inbound-rtp', kind: 'audio', ssrc: 5 }))).toBeNull();
    expect(countsOf(statistics({ ...chromium, kind: 'video' }))).toBeNull();
  });
});

describe('the round trip', () => {
  const reported = { type: 'remote-inbound-rtp', kind: 'audio', roundTripTime: 0.0511 };
  const pairs = [
    { type: 'candidate-pair', nominated: false, state: 'waiting' },
    { type: 'candidate-pair', nominated: true, state: 'succeeded', currentRoundTripTime: 0.042 },
  ];

  it('is what the reports of the server say', () => {
    expect(roundTripOf(statistics(...pairs, reported))).toBe(51);
  });

  it('is that of the connection where nothing is sent', () => {
    expect(roundTripOf(statistics(...pairs))).toBe(42);
  });

  it('is not known where a browser says neither', () => {
    expect(roundTripOf(statistics({ type: 'candidate-pair', nominated: true, state: 'succeeded' }))).toBeNull();
  });
});
