import { numberIn, oneOf, roundTripOf, type Statistics, usedPair } from './stats.ts';

/** What the network did with what this device sent. */
export interface Uplink {
  /** Of the packets between the last two receiver reports. */
  readonly lossPercent: number;
  readonly rttMs: number | null;
  /** What the browser thinks the way bears, bit/s; null where it does not say. */
  readonly availableBps: number | null;
}

export interface Bitrate {
  readonly bps: number;
  /** Round trip without a queue on the way, as far as it is known. */
  readonly bestRttMs: number | null;
  /** Readings without trouble, one after the other. */
  readonly calm: number;
}

/** Speech in full bandwidth, RFC 7587 § 3.1.1; browsers begin with it too. */
const START_BPS = 32_000;
const MOST_BPS = 40_000;
/** Speech in narrow bandwidth, RFC 7587 § 3.1.1. */
const LEAST_BPS = 12_000;
/**
 * Less than this helps nobody on a way that is lossy but not full: from 5 % of loss on, Opus still sends super-wideband
 * speech together with its own repair data at 24 kbit/s, and below falls back to a telephone's band to fit it in (the table
 * of thresholds for LBRR in libopus, src/opus_encoder.c, times 1.25 less the loss).
 */
const REPAIRING_LEAST_BPS = 24_000;

const LOSS_MUCH_PERCENT = 10;
const LOSS_LITTLE_PERCENT = 2;
/** A round trip longer than the best one by so much means that packets queue, ms. */
const QUEUE_MS = 100;
/** The best round trip is forgotten slowly: after a change from Wi-Fi to mobile it will not come back. */
const FORGET = 1.2;
const DOWN = 0.7;
const UP_BPS = 4000;
/** Down at once, up only after so many calm readings. */
const CALM_READINGS = 3;

/** What a sender begins with. */
export const startBitrate: Bitrate = { bps: START_BPS, bestRttMs: null, calm: 0 };

/** The bitrate after one more reading. */
export function followNetwork(before: Bitrate, { lossPercent, rttMs, availableBps }: Uplink): Bitrate {
  const bestRttMs = rttMs === null ? before.bestRttMs : Math.min(rttMs, (before.bestRttMs ?? rttMs) * FORGET + 1);
  const queues = rttMs !== null && bestRttMs !== null && rttMs - bestRttMs > QUEUE_MS;
  const isFull = queues || (availableBps !== null && availableBps < before.bps);
  if (isFull || lossPercent > LOSS_MUCH_PERCENT) {
    const least = Math.min(before.bps, isFull ? LEAST_BPS : REPAIRING_LEAST_BPS);
    return { bps: Math.max(least, Math.round(before.bps * DOWN)), bestRttMs, calm: 0 };
  }
  const calm = lossPercent > LOSS_LITTLE_PERCENT ? 0 : before.calm + 1;
  if (calm < CALM_READINGS) return { bps: before.bps, bestRttMs, calm };
  return { bps: Math.min(MOST_BPS, before.bps + UP_BPS), bestRttMs, calm: 0 };
}

/** What a sender's statistics say of its way, and when the server's report behind it came; null before the first one. */
export function uplinkOf(statistics: Statistics): { uplink: Uplink; at: number } | null {
  const report = oneOf(statistics, 'remote-inbound-rtp');
  const lost = report && numberIn(report, 'fractionLost');
  const at = report && numberIn(report, 'timestamp');
  if (lost === null || at === null) return null;
  const pair = usedPair(statistics);
  const uplink: Uplink = {
    lossPercent: lost * 100,
    rttMs: roundTripOf(statistics),
    availableBps: pair && numberIn(pair, 'availableOutgoingBitrate'),
  };
  return { uplink, at };
}
