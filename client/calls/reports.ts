import { effect, type ReadonlySignal } from '@preact/signals';
import type { Heard, MemberId, PayloadOf } from '#protocol';
import { followNetwork, startBitrate, uplinkOf } from './bitrate.ts';
import { type Counts, countsOf, heardBetween, isOther, roundTripOf, type Statistics } from './stats.ts';

/** What is said of the last seconds in `calls.report`. */
export type CallReport = Pick<PayloadOf<'calls.report'>, 'rttMs' | 'heard'>;

export interface ReportsParts {
  /** What the engine counts of what this device sends, and of each other member as heard here. */
  readonly reports: () => Promise<{ sent: Statistics | null; heard: ReadonlyMap<MemberId, Statistics> }>;
  /** The others who are muted now. */
  readonly muted: ReadonlySignal<readonly MemberId[]>;
  readonly setBitrate: (bps: number) => Promise<void>;
  readonly onReport: (report: CallReport) => void;
}

/** The engine is read so often: the bitrate has to fall fast. A report is sent with every second reading. ms */
export const READ_MS = 2500;
const READINGS_PER_REPORT = 2;

/**
 * Tells how the others are heard and lets the bitrate follow the network, until the returned function is called. The first
 * report comes with the second reading.
 */
export function watchReports({ reports, muted, setBitrate, onReport }: ReportsParts): () => void {
  const before = new Map<MemberId, Counts>();
  /** Whoever falls silent in the middle of a word is not lost: browsers go on guessing for a moment. */
  const wereMuted = new Set<MemberId>();
  let bitrate = startBitrate;
  let reportedAt = 0;
  let readings = 0;
  let rttMs = 0;
  let closed = false;

  async function read(): Promise<void> {
    const { sent, heard } = await reports();
    if (closed) return;
    rttMs = [sent, ...heard.values()].map((one) => one && roundTripOf(one)).find((one) => one !== null) ?? rttMs;
    readings += 1;
    if (readings % READINGS_PER_REPORT === 0) onReport({ rttMs, heard: listen(heard) });
    else meet(heard);
    if (sent !== null) await follow(sent);
  }

  /** The first moments of a stream are not judged: the jitter buffer finds its length then. */
  function meet(voices: ReadonlyMap<MemberId, Statistics>): void {
    for (const [memberId, statistics] of voices) {
      const now = countsOf(statistics);
      if (now !== null && isOther(before.get(memberId), now)) before.set(memberId, now);
    }
  }

  function listen(voices: ReadonlyMap<MemberId, Statistics>): Heard[] {
    meet(voices);
    const heard: Heard[] = [];
    for (const [memberId, statistics] of voices) {
      const [then, now] = [before.get(memberId), countsOf(statistics)];
      if (then === undefined || now === null) continue;
      const how = heardBetween(then, now);
      const wasMuted = wereMuted.has(memberId);
      if (how !== null && !wasMuted) heard.push({ memberId, ...how });
      // What was too little to tell is judged together with what follows.
      if (how !== null || wasMuted) before.set(memberId, now);
    }
    for (const memberId of wereMuted) if (!muted.peek().includes(memberId)) wereMuted.delete(memberId);
    return heard;
  }

  async function follow(sent: Statistics): Promise<void> {
    const now = uplinkOf(sent);
    // The same report of the server as last time is no news.
    if (now === null || now.at === reportedAt) return;
    reportedAt = now.at;
    const next = followNetwork(bitrate, now.uplink);
    const changes = next.bps !== bitrate.bps;
    bitrate = next;
    if (changes) await setBitrate(next.bps);
  }

  let reading = false;
  const timer = setInterval(() => {
    if (reading) return;
    reading = true;
    read()
      // Connections that close while they are read, and a browser that cannot change its bitrate: what is, stays.
      .catch(() => undefined)
      .finally(() => (reading = false));
  }, READ_MS);
  const stopMutes = effect(() => {
    for (const memberId of muted.value) wereMuted.add(memberId);
  });
  return () => {
    closed = true;
    clearInterval(timer);
    stopMutes();
  };
}
