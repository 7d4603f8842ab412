import type { Language, Point, Role } from '#protocol';
import { distanceM } from '../../server/protocol/distance.ts';
import { DETOUR, DOOR_M, PASSING_SPEED, RIDING, WALKING } from '../../server/protocol/travel.ts';
import { distanceInWords } from './distance-in-words.ts';
import { bearing } from './glide.ts';
import type { Sighting } from './model.ts';

/** Nearer than this, minutes mean nothing, m. */
const NEAR_M = 60;
/** A circle larger than this does not say that somebody is at the door, m. */
const SURE_M = 50;
/** A circle larger than this is said: a person would be looked for at the wrong door, m. */
const UNSURE_M = 100;

const SPEED = { riding: RIDING, walking: WALKING } as const;
export type Mode = keyof typeof SPEED;

export const modeOf = (role: Role): Mode => (role === 'courier' ? 'riding' : 'walking');

/**
 * Time to cover a straight-line distance, ms: distance × detour ÷ assumed speed. An estimate from distance alone: it knows
 * no traffic, no lights, no stops on the way.
 */
export const timeLeftMs = (m: number, mode: Mode): number => ((m * DETOUR) / SPEED[mode]) * 1000;

/** How far and how long, in one line: `1.2 km · about 4 min`. */
export const wayInWords = (distance: string, leftMs: number, language: Language): string =>
  `${distance} · ${low(timeInWords(leftMs, language))}`;

/** `About 4 min`, `约 4 分钟`; at least one minute, in hours from 90 minutes. */
export function timeInWords(ms: number, language: Language): string {
  const minutes = Math.max(1, Math.round(ms / 60_000));
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
  const ago = units[language];
  if (seconds < 3600) return ago.minutes(Math.floor(seconds / 60));
  return seconds < 172_800 ? ago.hours(Math.floor(seconds / 3600)) : ago.days(Math.floor(seconds / 86_400));
}

const units = {
  zh: {
    minutes: (count: number) => `${count} 分钟前`,
    hours: (count: number) => `${count} 小时前`,
    days: (count: number) => `${count} 天前`,
  },
  en: {
    minutes: (count: number) => (count === 1 ? '1 minute ago' : `${count} minutes ago`),
    hours: (count: number) => (count === 1 ? '1 hour ago' : `${count} hours ago`),
    days: (count: number) => `${count} days ago`,
  },
} as const;

/** How long a share goes on: `Until the delivery ends`, `24 min left`, `不到 1 分钟`. */
export function shareLeftInWords(endsInMs: number | null, language: Language): string {
  const zh = language === 'zh';
  if (endsInMs === null) return zh ? '到送达为止' : 'Until the delivery ends';
  const minutes = Math.ceil(endsInMs / 60_000);
  if (minutes > 90) return zh ? `还剩 ${Math.round(minutes / 60)} 小时` : `${Math.round(minutes / 60)} h left`;
  return zh ? `还剩 ${Math.max(1, minutes)} 分钟` : `${Math.max(1, minutes)} min left`;
}

/** `2 stops before yours`, `前面还有 2 站`; `Yours is next`, `下一站是你`. */
export function stopsInWords(stopsLeft: number, language: Language): string {
  if (stopsLeft === 0) return language === 'zh' ? '下一站是你' : 'Yours is next';
  return language === 'zh'
    ? `前面还有 ${stopsLeft} 站`
    : `${stopsLeft} ${stopsLeft === 1 ? 'stop' : 'stops'} before yours`;
}

const directions = {
  zh: ['正北', '东北', '正东', '东南', '正南', '西南', '正西', '西北'],
  en: ['north', 'north-east', 'east', 'south-east', 'south', 'south-west', 'west', 'north-west'],
} as const;

/** One of eight, for degrees clockwise from north. */
export const directionInWords = (degrees: number, language: Language): string =>
  directions[language][Math.round(degrees / 45) % 8] ?? '';

/** What of a sighting words are made of. */
export type Told = Pick<Sighting, 'sight' | 'fix' | 'away' | 'ageMs' | 'stale'>;

/** How far it is from the door, m, and how long it may take, ms; null where nothing tells. */
function wayOf({ sight, fix, away }: Told, door: Point, mode: Mode): { m: number | null; leftMs: number | null } {
  // A point is newer than what the server last had to say; the middle of an area is no point.
  const m = fix && (sight === 'exact' || !away) ? distanceM(fix.point, door) : (away?.distanceM ?? null);
  return { m, leftMs: away?.leftMs ?? (m === null ? null : timeLeftMs(m, mode)) };
}

/** At the door, and not only passing it. */
export const isAtDoor = ({ sight, fix }: Pick<Told, 'sight' | 'fix'>, m: number): boolean =>
  sight === 'exact' && fix !== null && m <= DOOR_M && fix.accuracy <= SURE_M && (fix.speed ?? 0) <= PASSING_SPEED;

export const atDoorInWords = (language: Language): string => (language === 'zh' ? '到门口了' : 'At the door');

/** The head of a trip: the one number, and what stands beside it. */
export interface TripWords {
  /** Empty where nobody knows more than the delivery's status says. */
  readonly headline: string;
  /** Empty where the headline says it all. */
  readonly detail: string;
  /** What the position says beyond these; empty where that is nothing. */
  readonly sentence: string;
}

/**
 * How far a courier is from the door and how long they may need, or how many stops come before; with an old position only
 * what was true then. Null where nothing is known.
 */
export function tripInWords(told: Told, name: string, door: Point, language: Language): TripWords | null {
  const { sight, away, ageMs, stale } = told;
  const zh = language === 'zh';
  if (sight === 'later') {
    if (!away) return null;
    const sentence = zh ? `快到你家时，地图上会显示${name}` : `${name} shows on the map when yours is next`;
    return { headline: stopsInWords(away.stopsLeft, language), detail: '', sentence };
  }
  const { m, leftMs } = wayOf(told, door, 'riding');
  if (m === null || leftMs === null) {
    const sentence = zh ? `正在等${name}的第一个位置` : `Waiting for the first position of ${name}`;
    return { headline: '', detail: '', sentence };
  }
  const distance = distanceInWords(m, language);
  if (stale) {
    const age = ageInWords(ageMs, language);
    return {
      headline: zh ? `${age}在 ${distance}外` : `${startOf(age)}, ${distance} away`,
      detail: '',
      sentence: '',
    };
  }
  if (isAtDoor(told, m)) return { headline: atDoorInWords(language), detail: '', sentence: '' };
  const stops = away ? stopsInWords(away.stopsLeft, language) : '';
  const sentence = stops && (zh ? `${name}，${stops}` : `${name}, ${low(stops)}`);
  const near = sight === 'exact' && m < NEAR_M;
  const headline = near ? (zh ? '就在附近' : 'Very near') : timeInWords(leftMs, language);
  return { headline, detail: distance, sentence };
}

/** The map's text twin for one person, as a screen reader says it. */
export function sightingInWords(
  sighting: Told & Pick<Sighting, 'mine'>,
  name: string,
  door: Point,
  mode: Mode,
  language: Language,
): string {
  const zh = language === 'zh';
  const { sight, fix, away, mine, ageMs, stale } = sighting;
  const who = mine ? (zh ? '你' : 'You') : name;
  const stops = away && !mine ? stopsInWords(away.stopsLeft, language) : '';
  if (sight === 'later') return zh ? `${who}：${stops || '还看不到位置'}` : `${who}: ${low(stops || 'Not shown yet')}`;
  const { m, leftMs } = wayOf(sighting, door, mode);
  if (m === null || leftMs === null) return zh ? `${who}：还没有位置` : `${who}: no position yet`;
  const distance = distanceInWords(m, language);
  if (stale) {
    const age = ageInWords(ageMs, language);
    return zh ? `${who}${age}离门口 ${distance}` : `${who}: ${distance} from the door ${age}`;
  }
  if (isAtDoor(sighting, m)) return zh ? `${who}在门口` : `${who}: at the door`;
  const direction = fix && sight === 'exact' && m >= NEAR_M ? directionInWords(bearing(door, fix.point), language) : '';
  const unsure = fix && fix.accuracy > UNSURE_M ? distanceInWords(fix.accuracy, language) : '';
  return zh
    ? [
        `${who}离门口 ${distance}`,
        direction && `在${direction}方向`,
        unsure && `误差约 ${unsure}`,
        timeInWords(leftMs, language),
        stops,
      ]
        .filter(Boolean)
        .join('，')
    : [
        `${who}: ${distance} from the door`,
        direction && `to the ${direction}`,
        unsure && `within about ${unsure}`,
        low(timeInWords(leftMs, language)),
        low(stops),
      ]
        .filter(Boolean)
        .join(', ');
}

/** A time that is announced while it runs down, minutes: every one near the door, few far away. */
const ANNOUNCED_MIN = [1, 2, 3, 5, 10, 15, 20, 30, 45, 60, 90];

/**
 * Changes when a person who cannot see the map would want to be told: they share or no more, are seen, grow old, come by a
 * step nearer in time, have fewer stops before this one. Equal for everything else.
 */
export function whatMatters(told: Told, door: Point): string {
  const { sight, fix, away, stale } = told;
  const { m, leftMs } = wayOf(told, door, 'riding');
  const minutes = leftMs === null ? null : ANNOUNCED_MIN.findIndex((min) => leftMs <= min * 60_000);
  const near = fix !== null && sight === 'exact' && m !== null && m < NEAR_M;
  const there = near && isAtDoor(told, m);
  return JSON.stringify([sight, m === null, stale, stale || near ? [near, there] : minutes, away?.stopsLeft]);
}

const startOf = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
const low = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);
