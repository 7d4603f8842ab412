import type { Heard } from '#protocol';

/** The browser's statistics of one connection or a part of it. Fields that a browser does not know are missing. */
export type Statistics = ReadonlyMap<string, unknown>;
type Fields = Readonly<Record<string, unknown>>;

/** What has arrived of one voice since its stream began. */
export interface Counts {
  /** Which stream it is: after a rejoin another one, that counts from zero. */
  readonly stream: number;
  readonly received: number;
  readonly lost: number;
  /** Came, but too late to be played. */
  readonly late: number;
  /** Lost, but mended from the next packet (in-band FEC). */
  readonly mended: number;
  /** Samples that were played as they came, null where unknown. */
  readonly played: number | null;
  /** Samples that were made up: as a guess of the voice, and, after a long gap, as mere silence. Null where unknown. */
  readonly guessed: number | null;
  readonly silenced: number;
  /** Time that all played samples spent in the jitter buffer, s. */
  readonly bufferedS: number | null;
  /** Now, s. */
  readonly jitterS: number;
}

/** A second of sound, in packets of 20 ms. With less than that, one lost packet would look like a bad network. */
const PACKETS_LEAST = 50;

/**
 * Reads the one voice of a receiver (W3C WebRTC statistics, `inbound-rtp`); null before its first packet. Chromium 94,
 * Firefox 104 and Safari 15.4 say all that is needed (MDN's browser-compat-data); what mends is not counted everywhere.
 */
export function countsOf(statistics: Statistics): Counts | null {
  const inbound = oneOf(statistics, 'inbound-rtp');
  const received = inbound && numberIn(inbound, 'packetsReceived');
  if (inbound === null || received === null) return null;
  const concealed = numberIn(inbound, 'concealedSamples');
  const silenced = numberIn(inbound, 'silentConcealedSamples') ?? 0;
  return {
    stream: numberIn(inbound, 'ssrc') ?? 0,
    received,
    // Below zero where a packet came twice.
    lost: numberIn(inbound, 'packetsLost') ?? 0,
    late: numberIn(inbound, 'packetsDiscarded') ?? 0,
    mended: (numberIn(inbound, 'fecPacketsReceived') ?? 0) - (numberIn(inbound, 'fecPacketsDiscarded') ?? 0),
    played: numberIn(inbound, 'jitterBufferEmittedCount'),
    guessed: concealed === null ? null : concealed - silenced,
    silenced,
    bufferedS: numberIn(inbound, 'jitterBufferDelay'),
    jitterS: numberIn(inbound, 'jitter') ?? 0,
  };
}

/** The stream is not the one of the earlier reading, and counts anew. */
export const isOther = (before: Counts | undefined, now: Counts): boolean =>
  before === undefined || before.stream !== now.stream || now.received < before.received;

/**
 * How a voice was heard between two readings of one stream; null where there was too little of it to tell, as in a silence, of which
 * hardly any packets are sent (DTX), or while they are muted.
 */
export function heardBetween(since: Counts, now: Counts): Omit<Heard, 'memberId'> | null {
  if (now.received - since.received + now.lost - since.lost < PACKETS_LEAST) return null;
  const played = difference(now.played, since.played);
  const buffered = difference(now.bufferedS, since.bufferedS);
  return {
    lossPercent: Math.min(100, Math.round(lossBetween(since, now) * 1000) / 10),
    jitterMs: milliseconds(now.jitterS),
    bufferMs: played === null || buffered === null || played === 0 ? 0 : milliseconds(buffered / played),
  };
}

/**
 * The share of the sound that was not there when it was to be played. Packets alone do not tell: the SFU asks the sender
 * for what was lost and passes it on later, and browsers count such a packet as lost even where it came in time. So what
 * the browser made up is counted. A silence that it made up is a gap in the voice as far as packets are missing, and else
 * the end of the voice.
 */
function lossBetween(since: Counts, now: Counts): number {
  const received = now.received - since.received;
  const lost = Math.max(0, now.lost - since.lost);
  const missing = Math.max(0, lost - Math.max(0, now.mended - since.mended));
  const played = difference(now.played, since.played);
  const guessed = difference(now.guessed, since.guessed);
  if (played === null || guessed === null || played + guessed === 0)
    return (missing + Math.max(0, now.late - since.late)) / (received + lost);
  const gap = received === 0 ? 0 : Math.min(now.silenced - since.silenced, missing * (played / received));
  return (guessed + gap) / (guessed + gap + played);
}

/** Round trip to the server, ms, as the sender's reports or else the connection's own checks measure it. */
export function roundTripOf(statistics: Statistics): number | null {
  const reported = oneOf(statistics, 'remote-inbound-rtp');
  const byReports = reported && numberIn(reported, 'roundTripTime');
  if (byReports !== null) return milliseconds(byReports);
  const pair = usedPair(statistics);
  const byChecks = pair && numberIn(pair, 'currentRoundTripTime');
  return byChecks === null ? null : milliseconds(byChecks);
}

const all = (statistics: Statistics): Fields[] => [...statistics.values()].filter(isObject);
const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

/** The pair of addresses in use; all browsers mark it so. */
export const usedPair = (statistics: Statistics): Fields | null =>
  all(statistics).find((one) => one['type'] === 'candidate-pair' && one['nominated'] === true) ?? null;

/** The statistics of this type, of sound; null where the browser has none (yet). */
export const oneOf = (statistics: Statistics, type: string): Fields | null =>
  all(statistics).find((one) => one['type'] === type && (one['kind'] ?? 'audio') === 'audio') ?? null;

export function numberIn(stats: Fields, field: string): number | null {
  const value = stats[field];
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

const difference = (now: number | null, before: number | null): number | null =>
  now === null || before === null ? null : Math.max(0, now - before);
/** Within what a report may say. */
const milliseconds = (seconds: number): number => Math.min(10_000, Math.max(0, Math.round(seconds * 1000)));
