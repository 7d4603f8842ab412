import type { Language, Role } from '#protocol';
import { distanceInWords } from './distance-in-words.ts';
import type { Sighting } from './model.ts';

/** Nearer than this, minutes mean nothing, m. */
const NEAR_M = 60;

/**
 * A way by streets is longer than the straight line: 1.34 times on average over short city trips (D. Giacomin,
 * D. Levinson, Road network circuity in metropolitan areas, 2015); 1.3 here, for couriers know the short cuts.
 */
const DETOUR = 1.3;
/**
 * Assumed speeds, m/s. Riding: 6 m/s (21.6 km/h), a little under the 25 km/h that GB 17761-2018 allows an e-bike.
 * Walking: 1.4 m/s, the comfortable pace of adults (R. W. Bohannon, Age and Ageing 26, 1997).
 */
const SPEED = { riding: 6, walking: 1.4 } as const;
export type Mode = keyof typeof SPEED;

export const modeOf = (role: Role): Mode => (role === 'courier' ? 'riding' : 'walking');

/**
 * Time to cover a straight-line distance, ms: distance × detour ÷ assumed speed. An estimate from distance alone: it knows
 * no traffic, no lights, no stops on the way.
 */
export const timeLeftMs = (m: number, mode: Mode): number => ((m * DETOUR) / SPEED[mode]) * 1000;

/** `About 4 min`, `约 4 分钟`; at least one minute, in hours from 90 minutes. */
export function timeLeftInWords(m: number, mode: Mode, language: Language): string {
  const minutes = Math.max(1, Math.round(timeLeftMs(m, mode) / 60_000));
  const zh = language === 'zh';
  if (minutes < 90) return zh ? `约 ${minutes} 分钟` : `About ${minutes} min`;
  const hours = Math.round(minutes / 60);
  return zh ? `约 ${hours} 小时` : `About ${hours} h`;
}

/** `just now`, `30 seconds ago`, `3 minutes ago`: rounded down, so that nothing looks older than it is. */
export function ageInWords(ms: number, language: Language): string {
  const zh = language === 'zh';
  const seconds = Math.floor(ms / 1000);
  if (seconds < 15) return zh ? '刚刚' : 'just now';
  if (seconds < 60) {
    const tens = Math.floor(seconds / 10) * 10;
    return zh ? `${tens} 秒前` : `${tens} seconds ago`;
  }
  const [count, one, many, chinese] =
    seconds < 3600
      ? [Math.floor(seconds / 60), 'minute', 'minutes', '分钟']
      : seconds < 172_800
        ? [Math.floor(seconds / 3600), 'hour', 'hours', '小时']
        : [Math.floor(seconds / 86_400), 'day', 'days', '天'];
  return zh ? `${count} ${chinese}前` : `${count} ${count === 1 ? one : many} ago`;
}

/** The head of a trip: the one number, and what stands beside it. */
export interface TripWords {
  readonly headline: string;
  /** Empty where the headline says it all. */
  readonly detail: string;
}

/**
 * How far somebody is from the door and how long they may need; with a stale position only what was true then. Null where
 * nothing is known.
 */
export function tripInWords(
  { fix, ageMs, stale }: Pick<Sighting, 'fix' | 'ageMs' | 'stale'>,
  doorM: number,
  mode: Mode,
  language: Language,
): TripWords | null {
  if (!fix) return null;
  const zh = language === 'zh';
  const distance = distanceInWords(doorM, language);
  if (stale) {
    const age = ageInWords(ageMs, language);
    return { headline: zh ? `${age}在 ${distance}外` : `${sentence(age)}, ${distance} away`, detail: '' };
  }
  if (doorM < NEAR_M) return { headline: zh ? '就在附近' : 'Very near', detail: distance };
  return { headline: timeLeftInWords(doorM, mode, language), detail: distance };
}

/** The map's text twin for one person, as a screen reader says it. */
export function sightingInWords(
  sighting: Pick<Sighting, 'fix' | 'ageMs' | 'stale' | 'mine'>,
  name: string,
  doorM: number,
  mode: Mode,
  language: Language,
): string {
  const zh = language === 'zh';
  const who = sighting.mine ? (zh ? '你' : 'You') : name;
  if (!sighting.fix) return zh ? `${who}：还没有位置` : `${who}: no position yet`;
  const distance = distanceInWords(doorM, language);
  if (sighting.stale) {
    const age = ageInWords(sighting.ageMs, language);
    return zh ? `${who}${age}离门口 ${distance}` : `${who}: ${distance} from the door ${age}`;
  }
  const left = timeLeftInWords(doorM, mode, language);
  return zh ? `${who}离门口 ${distance}，${left}` : `${who}: ${distance} from the door, ${left.toLowerCase()}`;
}

const sentence = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
