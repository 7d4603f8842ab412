import type { Heard, MemberId } from '#protocol';
import { type CallQuality, delayOf, judge, type Judgement, mosOf } from '../protocol/call-quality.ts';

/** What one device says of the last seconds. */
export interface QualityReport {
  readonly rttMs: number;
  readonly heard: readonly Heard[];
}

/** Sums, so that a call of a whole day takes no more room than one of a minute. */
export interface KeptScore {
  readonly sum: number;
  readonly count: number;
}

/** How the members of one call hear each other, as their devices say. */
export interface CallEars {
  /**
   * Takes a report of a member who is in the call. What it says of himself, or of anybody who is not among `talking`, is
   * passed over: a liar only spoils the figure about what he hears. Answers true where the word for it has changed.
   */
  report(from: MemberId, report: QualityReport, talking: ReadonlySet<MemberId>): boolean;
  /** How well the member hears the others now; null where it is not known. */
  wordOf(memberId: MemberId): CallQuality | null;
  /** Mean opinion score over the whole call, of what the member heard; null where their device said nothing of it. */
  mosOf(memberId: MemberId): number | null;
  /** What `openCallEars` needs to go on after the server has died. */
  kept(): Record<MemberId, KeptScore>;
}

/** One score of one voice, for the metrics. */
export interface Sample {
  readonly mos: number;
  readonly lossPercent: number;
  readonly rttMs: number;
}

export function openCallEars(
  observe: (sample: Sample) => void = () => undefined,
  kept: Readonly<Record<MemberId, KeptScore>> = {},
): CallEars {
  const scores = new Map<MemberId, KeptScore>();
  for (const [memberId, score] of Object.entries(kept)) scores.set(memberId as MemberId, score);
  const judgements = new Map<MemberId, Judgement>();

  return {
    report(from, { rttMs, heard }, talking) {
      const voices = new Map(heard.map((one) => [one.memberId, one]));
      voices.delete(from);
      const samples = [...voices.values()]
        .filter(({ memberId }) => talking.has(memberId))
        .map(({ lossPercent, bufferMs }) => ({
          mos: mosOf({ lossPercent, delayMs: delayOf({ rttMs, bufferMs }) }),
          lossPercent,
          rttMs,
        }));
      if (samples.length === 0) return false;
      for (const sample of samples) observe(sample);

      const score = samples.reduce((sum, { mos }) => sum + mos, 0) / samples.length;
      const { sum, count } = scores.get(from) ?? { sum: 0, count: 0 };
      scores.set(from, { sum: sum + score, count: count + 1 });
      const before = judgements.get(from) ?? null;
      const after = judge(before, score);
      judgements.set(from, after);
      return before?.word !== after.word;
    },
    wordOf: (memberId) => judgements.get(memberId)?.word ?? null,
    mosOf(memberId) {
      const score = scores.get(memberId);
      // Two decimals: more would only look exact.
      return score === undefined ? null : Math.round((100 * score.sum) / score.count) / 100;
    },
    kept: () => Object.fromEntries(scores),
  };
}
