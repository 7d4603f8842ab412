import type { Heard, MemberId, PayloadOf } from '#protocol';
import { followNetwork, startBitrate, uplinkOf } from './bitrate.ts';
import { type Counts, countsOf, heardBetween, roundTripOf, type Statistics } from './stats.ts';

/** What is said of the last seconds in `calls.report`. */
export type CallReport = Pick<PayloadOf<'calls.report'>, 'rttMs' | 'heard'>;

export interface ReportsParts {
  /** What the engine counts of what this device sends, and of each other member as heard here. */
  readonly reports: () => Promise<{ sent: Statistics | null; heard: ReadonlyMap<MemberId, Statistics> }>;
  readonly setBitrate: (bps: number) => Promise<void>;
  readonly onReport: (report: CallReport) => void;
}

/** The engine is read so often: the bitrate has to fall fast. A report is sent with every second reading. ms */
export const READ_MS = 2500;
const READINGS_PER_REPORT = 2;

/**
 * Tells how the others are heard and lets the bitrate follow the network, until the returned function is called. The first
 * report comes with the first reading.
 */
export function watchReports({ reports, setBitrate, onReport }: ReportsParts): () => void {
  let before = new Map<MemberId, Counts>();
  let bitrate = startBitrate;
  let reportedAt = 0;
  let readings = 0;
  let rttMs = 0;
  let closed = false;

  async function read(): Promise<void> {
    const { sent, heard } = await reports();
    if (closed) return;
    rttMs = [sent, ...heard.values()].map((one) => one && roundTripOf(one)).find((one) => one !== null) ?? rttMs;
    if (readings % READINGS_PER_REPORT === 0) onReport({ rttMs, heard: listen(heard) });
    readings += 1;
    if (sent !== null) await follow(sent);
  }

  function listen(voices: ReadonlyMap<MemberId, Statistics>): Heard[] {
    const after = new Map<MemberId, Counts>();
    const heard: Heard[] = [];
    for (const [memberId, statistics] of voices) {
      const now = countsOf(statistics);
      if (now === null) continue;
      const then = before.get(memberId) ?? null;
      const how = heardBetween(then, now);
      if (how !== null) heard.push({ memberId, ...how });
      // What was too little to tell is judged together with what follows.
      const reference = how === null ? then : now;
      if (reference !== null) after.set(memberId, reference);
    }
    before = after;
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
  return () => {
    closed = true;
    clearInterval(timer);
  };
}
