/** No schema in this file: pages import it as it is, so that both sides judge a call alike. */

/** What a person is told about the sound of a call. */
export const callQualities = ['good', 'fair', 'poor'] as const;
export type CallQuality = (typeof callQualities)[number];

/*
 * The E-model for voice beyond the telephone's band, ITU-T G.107.2 (2023), reduced to what a device can measure:
 * R = R0 − Id − Ie,eff. Everything else (echo, noise of the room, loudness) keeps the Recommendation's default.
 */

/** R of a call without any fault, G.107.2. */
const R_MOST = 148;
/** The largest R of the telephone's band, 100, on this scale, and the factor back to it: G.107.2. */
const TO_TELEPHONE_SCALE = 1.48;
/** What coding and loss can take at most, G.107.2. */
const LOSS_MOST = 132;
/**
 * Opus in super-wideband with a variable bitrate of 31 kbit/s, at single lost frames of 20 ms: impairment by the coding,
 * and how well it bears loss. Measured by Alahmadi, Počta and Melvin, "An Adaptive Bitrate Switching Algorithm for Speech
 * Applications in Context of WebRTC", ACM TOMM 17(4), 2021. Assumed for all calls: we start at 32 kbit/s.
 */
const OPUS_IMPAIRMENT = 16.83;
const OPUS_ROBUSTNESS = 10.44;

/** A frame is 20 ms, and Opus looks ahead 6.5 ms (RFC 6716 § 2), ms. What microphones and speakers add is not known. */
const CODING_MS = 26.5;

/** Taken for the other half of the way, ms: what only the far device could tell is not asked of it, so it cannot lie. */
const FAR_WAY_MS = 30;

/** From mouth to ear, ms: from the far device to the server, from there to here, the jitter buffer, and the coding. */
export const delayOf = ({ rttMs, bufferMs }: { rttMs: number; bufferMs: number }): number =>
  FAR_WAY_MS + rttMs / 2 + bufferMs + CODING_MS;

/**
 * Mean opinion score, 1 (bad) to 4.5, of speech that arrives `delayMs` after it was said with `lossPercent` of its frames
 * missing when they were to be played, after all repair. Never rises with either.
 */
export function mosOf({ lossPercent, delayMs }: { lossPercent: number; delayMs: number }): number {
  const loss = OPUS_IMPAIRMENT + (LOSS_MOST - OPUS_IMPAIRMENT) * (lossPercent / (lossPercent + OPUS_ROBUSTNESS));
  return mosOfRating((R_MOST - TO_TELEPHONE_SCALE * delayImpairment(delayMs) - loss) / TO_TELEPHONE_SCALE);
}

/** Idd of G.107 (2015) § 7.4, on the telephone's scale: nothing up to 100 ms. */
function delayImpairment(delayMs: number): number {
  if (delayMs <= 100) return 0;
  const x = Math.log2(delayMs / 100);
  return 25 * ((1 + x ** 6) ** (1 / 6) - 3 * (1 + (x / 3) ** 6) ** (1 / 6) + 2);
}

/** The score of a rating of 0 to 100, G.107 (2015) Annex B. Below 6.5 the curve would dip under 1. */
export function mosOfRating(r: number): number {
  if (r <= 0) return 1;
  if (r >= 100) return 4.5;
  return Math.max(1, 1 + 0.035 * r + 7e-6 * r * (r - 60) * (100 - r));
}

/** Where the words begin, G.107 Annex B: from R 80 on people are satisfied; below R 60 nearly all are not. */
const GOOD_FROM = mosOfRating(80);
const FAIR_FROM = mosOfRating(60);

export function qualityOf(mos: number): CallQuality {
  if (mos >= GOOD_FROM) return 'good';
  return mos >= FAIR_FROM ? 'fair' : 'poor';
}

/** How a call sounds by now: the latest scores, smoothed, and the word for it. */
export interface Judgement {
  readonly mos: number;
  readonly word: CallQuality;
}

/** People notice trouble at once and believe late that it is over. */
const WEIGHT_FALLING = 0.7;
const WEIGHT_RISING = 0.4;
/** The score has to leave a word's range by so much before the word changes, so that it does not flap. */
const MARGIN = 0.1;

/** Takes one more score into the judgement. */
export function judge(before: Judgement | null, score: number): Judgement {
  if (before === null) return { mos: score, word: qualityOf(score) };
  const weight = score < before.mos ? WEIGHT_FALLING : WEIGHT_RISING;
  const mos = before.mos + weight * (score - before.mos);
  const keeps = [mos - MARGIN, mos + MARGIN].some((near) => qualityOf(near) === before.word);
  return { mos, word: keeps ? before.word : qualityOf(mos) };
}
