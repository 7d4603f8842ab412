/** Minutes after midnight, as a clock writes them. */
export const clockTime = (minutes: number): string =>
  `${String(Math.floor(minutes / 60) % 24).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

/** Which half of the day words decide: the morning, about noon, or later. */
type Half = 'morning' | 'noon' | 'later';

/** A word for a part of the day, with the window it stands for; minutes after midnight. */
export interface PartOfDay {
  readonly at: number;
  readonly end: number;
  readonly half: Half;
  readonly from?: number;
  readonly to?: number;
}

const parts: readonly { words: RegExp; half: Half; from?: number; to?: number }[] = [
  {
    words:
      /下班|放工|收工|下咗班|after (?:my )?(?:work|shift|office)|afterwork|when i (?:finish|get off) work|knock off/g,
    half: 'later',
    from: 18,
    to: 21,
  },
  {
    words: /中午|晌午|正午|午休|晏昼|午饭|午间|\bnoonish|\blunch ?(?:time|break|hour)?\b|\bmid-?day\b|\bnoon\b/g,
    half: 'noon',
    from: 11,
    to: 13,
  },
  { words: /下午|下半[天晌]|后晌|下昼|午后|\bafternoons?\b|\barvo\b|\baft\b/g, half: 'later', from: 12, to: 18 },
  {
    words:
      /(?<!(?:送|来|到|得|更|太|再))晚(?=上|间|$|[^点些饭一会到了安])|[今明听后昨](?:[天日儿])?晚(?![点些])|傍晚|夜晚|夜里|今夜|晚黑|\bevenings?\b|\btonight\b|\btonite\b|\b2nite\b|\bnights?\b(?! shift)|\beve\b/g,
    half: 'later',
    from: 18,
    to: 22,
  },
  {
    words:
      /上午|早上|早晨|早朝|清早|清晨|一早|大早|朝早|头晌|上昼|晨|(?<=[明今听后天日儿7·1-6])早(?!些|点[^0-9]|就|已)|\bmornings?\b|\bmorn\b|\bmoring\b|\bfirst thing\b/g,
    half: 'morning',
    from: 8,
    to: 12,
  },
  { words: /凌晨|夜班下|值完夜班|下夜班|交完班/g, half: 'morning' },
  { words: /晚饭|晚餐|\bdinner\b|\bsupper\b/g, half: 'later' },
];

/** The words for parts of the day, in the order of the text; of two that overlap the one of the earlier rule. */
export function partsIn(text: string): PartOfDay[] {
  const found: PartOfDay[] = [];
  for (const { words, half, from, to } of parts) {
    for (const { index, 0: word } of text.matchAll(words)) {
      const end = index + word.length;
      if (found.some((other) => index < other.end && end > other.at)) continue;
      const window = from === undefined || to === undefined ? {} : { from: from * 60, to: to * 60 };
      found.push({ at: index, end, half, ...window });
    }
  }
  return found.sort((a, b) => a.at - b.at);
}

/** A time of the clock: its minutes as written, and the half of the day if the time itself says it. */
export interface ClockPoint {
  readonly at: number;
  readonly end: number;
  readonly minutes: number;
  readonly half: Half | undefined;
  readonly bound: 'from' | 'to';
  /** Set on the first point of a span: the point that ends it. */
  readonly until?: { readonly minutes: number; readonly half: Half | undefined };
}

const hour = '([01]?\\d|2[0-4])';
const chinese = `${hour}(?:点钟?|:|时(?!间))(半|[123]刻|[0-5]?\\d)?分?(?:整|钟|来钟)?`;
const wordBefore =
  '(?:at|like|say|btwn|n|after|from|past|since|around|about|before|by|until|till?|til|between|than|not|@|&|and|or|to|-)';
const spanOf = (one: string, other: string) =>
  new RegExp(`${one} ?(?:到|至|-|–|—|~|～|to|and|till|until|&|和|或) ?(?:[上下中]午|晚上?|早上)?${other}`, 'g');

interface Raw {
  readonly at: number;
  readonly end: number;
  readonly minutes: number;
  readonly half: Half | undefined;
  readonly until?: { readonly minutes: number; readonly half: Half | undefined };
}

function minutesOf(hours = '', rest = ''): number {
  const tail = rest === '半' ? 30 : rest.endsWith('刻') ? Number(rest[0]) * 15 : Number(rest || 0);
  return Number(hours) * 60 + tail;
}

const halfOf = (letter: string | undefined): Half | undefined =>
  letter === undefined ? undefined : letter === 'a' ? 'morning' : 'later';

function spans(text: string): Raw[] {
  const bare = `${hour}(?:[:.]([0-5]\\d))? ?(?:点|([ap])\\.?m\\b)?`;
  const patterns = [
    spanOf(chinese, chinese),
    spanOf(bare, chinese),
    new RegExp(
      `(?:between|from|btw|betwen|after|之间)? ?\\b${bare} ?(?:-|–|to|and|till|until|&) ?${bare}(?= ?(?:$|[,.!?;)]|o'?clock|pm|am|today|tom|on |this|in the|please|pls|ish|if |when |or |so |works|would|window|slot|free))`,
      'g',
    ),
    new RegExp(`(?:between|from|btwn?|betwen|betw) ${bare} ?(?:-|to|and|n|till|until|&) ?${bare}`, 'g'),
  ];
  return patterns.flatMap((pattern, which) =>
    [...text.matchAll(pattern)].flatMap((match): Raw[] => {
      const [whole, ...groups] = match;
      const at = match.index;
      const chineseFirst = which === 0;
      const [h1, m1, a1] = groups;
      const [h2, m2, a2] = groups.slice(chineseFirst ? 2 : 3);
      const first = minutesOf(h1, m1);
      const second = minutesOf(h2, m2);
      if (/^\s*(?:min|分|小时|hour|hr|天|号|月|days)/.test(text.slice(at + whole.length))) return [];
      const secondHalf = which >= 2 ? halfOf(a2) : undefined;
      const firstHalf = (chineseFirst ? undefined : halfOf(a1)) ?? (first < second ? secondHalf : undefined);
      return [
        { at, end: at + whole.length, minutes: first, half: firstHalf, until: { minutes: second, half: secondHalf } },
      ];
    }),
  );
}

function singles(text: string): Raw[] {
  const points: Raw[] = [];
  const take = (at: number, length: number, minutes: number, half?: Half) =>
    points.push({ at, end: at + length, minutes, half });
  for (const match of text.matchAll(
    /(?<![\d:])([01]?\d|2[0-4])点差(\d{1,2})分?|差(\d{1,2})分?(?:钟)?(?:到)?([01]?\d)点/g,
  )) {
    take(match.index, match[0].length, Number(match[1] ?? match[4]) * 60 - Number(match[2] ?? match[3]));
  }
  for (const match of text.matchAll(new RegExp(`(?<![\\d:.])${chinese}`, 'g')))
    take(match.index, match[0].length, minutesOf(match[1], match[2]));
  for (const match of text.matchAll(
    new RegExp(`(?<![\\d:.#])${hour}(?:[:.h]([0-5]\\d))? ?(?:([ap])\\.? ?m\\b\\.?|o'?clock)`, 'g'),
  ))
    take(match.index, match[0].length, minutesOf(match[1], match[2]), halfOf(match[3]));
  for (const match of text.matchAll(
    new RegExp(
      `(?<=${wordBefore} ?(?:about |around |like |say )?)(?<![\\d:.])${hour}(?:[:.]([0-5]\\d))?(?![\\d%]|(?:st|nd|rd|th)\\b| ?(?:min|hour|hr|sec|day|week|分|小时|号|楼|天|月|m\\b|km|floors?|people|of\\b|parcels|boxes|doors|flats|flr|streets?|block))`,
      'g',
    ),
  ))
    take(match.index, match[0].length, minutesOf(match[1], match[2]));
  for (const match of text.matchAll(
    /(?<=(?:before|by|until|till?|til|after|from|past|at) )(?:noon|midday)|正午12点|中午(?=前|之前|以前)|(?<=(?:between|from) )noon/g,
  ))
    take(match.index, match[0].length, 720, 'noon');
  for (const match of text.matchAll(/(?<![\d:.])([01]\d|2[0-3])([0-5]\d)(?=h\b| ?hrs)/g))
    take(match.index, match[0].length, minutesOf(match[1], match[2]));
  for (const match of text.matchAll(
    new RegExp(
      `(?<![\\d:.])${hour}(?:[:.]([0-5]\\d))?(?:ish\\b| (?=tomorrow|tmr|in the (?:morning|afternoon|evening)|this (?:morning|afternoon|evening)|tonight))`,
      'g',
    ),
  ))
    take(match.index, match[0].length, minutesOf(match[1], match[2]));
  for (const match of text.matchAll(/(?<![\d£$.])([01]?\d|2[0-3])\.([0-5]\d)(?![\d.]| ?(?:kg|k?m\b|元|块))/g))
    take(match.index, match[0].length, minutesOf(match[1], match[2]));
  return points;
}

const toBefore =
  /(?:\bbefore|\bby|no later than|latest|不晚于|最晚|最迟|赶在)\s*(?:about |around )?(?:[上下中]午|晚上?|早上)?$/;
const untilBefore = /(?:\buntil|\btill?|\btil)\s*(?:about |around )?$/;
const toBehind =
  /^ ?(?:之|以)?前|^(?:(?!nobody|no one|not|n't)[^.]){0,40}before (?:then|that)|^ ?(?:at the )?latest|^ ?or (?:earlier|before)/;
const absent =
  /not (?:before )?(?:until|till)|n't|\b(?:away|out|busy|asleep|at work|working|closed|shut|class|meeting|gone|sleep|wait|hold|stuck)\b/;

const present = /\b(?:home|in|here|there|open|around|free|available|anytime|any time|up)\b[^,.]*$/;

/** Which end of the window a point gives: until a time of absence it is the beginning, until a time of presence the end. */
function boundOf(text: string, at: number, end: number): 'from' | 'to' {
  const before = text.slice(Math.max(0, at - 24), at);
  if (/(?:home|back|reach|land)[^,.]{0,20}\bby (?:about |around )?$/.test(before)) return 'from';
  if (/(?:nobody|no one|not)[^,.]*before $/.test(before)) return 'from';
  if (toBehind.test(text.slice(end)) || (toBefore.test(before) && !/not before\s*$/.test(before))) return 'to';
  if (untilBefore.test(before)) return !present.test(before) || absent.test(text.slice(0, at)) ? 'from' : 'to';
  return 'from';
}

/** The times of the clock that a text names, in its order; of two that overlap the longer one. */
export function clockPointsIn(text: string): ClockPoint[] {
  const kept: Raw[] = [];
  const longest = [...spans(text), ...singles(text)].sort((a, b) => b.end - b.at - (a.end - a.at));
  for (const point of longest) {
    if (point.minutes > 1440 || (point.until?.minutes ?? 0) > 1440) continue;
    if (kept.every((other) => point.end <= other.at || point.at >= other.end)) kept.push(point);
  }
  return kept
    .sort((a, b) => a.at - b.at)
    .map((point) => Object.assign(point, { bound: boundOf(text, point.at, point.end) }));
}

/**
 * A time of the clock as minutes after midnight, where morning or evening may not have been said: words decide; else for
 * today the first reading that is still ahead between 8 and 22; else 1 to 7 is afternoon and 8 to 12 stands as written.
 */
export function settled(minutes: number, half: Half | undefined, nowMinutes: number | undefined): number {
  if (minutes > 12 * 60 + 59 || minutes < 60) return minutes;
  const early = minutes >= 720 ? minutes - 720 : minutes;
  const late = early + 720;
  if (half === 'morning') return minutes >= 720 ? minutes : early;
  if (half === 'noon') return early >= 600 ? early : late;
  if (half === 'later') return minutes >= 720 && half === 'later' && minutes < 780 ? minutes : late;
  const readings = [early, late].filter((time) => time >= 480 && time <= 1320);
  if (nowMinutes !== undefined) return readings.find((time) => time > nowMinutes) ?? readings[0] ?? late;
  return minutes < 480 || minutes >= 720 ? (minutes >= 720 ? minutes : late) : early;
}
