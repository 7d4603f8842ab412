import {
  type ContactChannel,
  contactChannels,
  type DayPart,
  dayParts,
  type KeptPlace,
  keptPlaces,
  type Preferences,
} from '#protocol';

/** When something was or will be: epoch ms, and by the clocks at the door 1 for Monday to 7 for Sunday, and 0 to 23. */
export interface Moment {
  readonly at: number;
  readonly weekday: number;
  readonly hour: number;
}

/** What became of one visit at a recipient's door; null where it is not known. */
export interface Outcome extends Moment {
  readonly place: KeptPlace | null;
  readonly home: boolean | null;
  readonly channel: ContactChannel | null;
}

type Shares<K extends string> = Readonly<Record<K, number>>;
type Presence = 'home' | 'away';

/** What is likely of somebody of whom nothing is known: shares among all recipients of the operator, each summing to 1. */
export interface Prior {
  readonly places: Shares<KeptPlace>;
  readonly presence: Shares<Presence>;
  readonly channels: Shares<ContactChannel>;
}

const DAY_MS = 86_400_000;
/**
 * After so long an outcome counts for half, ms. A season: whoever changed their work, their hours or their flat is known anew
 * after three or four deliveries, and whoever gets one a month is still known by six.
 */
const HALF_LIFE_MS = 120 * DAY_MS;
/**
 * For how many deliveries the prior counts. Two: three in a row say something of a common place, five of a rare one; after
 * ten they hardly need it.
 */
const PRIOR_WEIGHT = 2;
/** Fresh deliveries, and how likely a thing is, before it is said. Two are chance; wrong four times in ten is no help. */
const EVIDENCE_MIN = 2.5;
const STRENGTH_MIN = 0.7;
/**
 * From here on it is said that nobody may be home. A message costs seconds and a visit for nothing minutes: it is worth
 * its while long before it is likelier than not, and after two visits in vain. One visit in ten finds nobody, so a third is
 * already out of the common.
 */
const RISK_MIN = 0.35;
const RISK_EVIDENCE_MIN = 1.5;
/** A courier reads "9 of 10" in passing; older ones than these count, and are not told. */
const TOLD_MAX = 10;

const presences: readonly Presence[] = ['home', 'away'];

type When = 'weekday' | 'weekend';
interface Slice {
  readonly when: When | 'always';
  readonly part: DayPart | null;
}

const whenOf = ({ weekday }: Moment): When => (weekday >= 6 ? 'weekend' : 'weekday');
/** Noon belongs to the afternoon: who is home at one is home at three rather than at nine. */
export const partOf = ({ hour }: Pick<Moment, 'hour'>): DayPart => {
  if (hour < 12) return 'morning';
  return hour < 18 ? 'afternoon' : 'evening';
};
const isIn = (slice: Slice, moment: Moment): boolean =>
  (slice.when === 'always' || slice.when === whenOf(moment)) && (slice.part === null || slice.part === partOf(moment));

/** The slices that a moment is in, the widest first. */
const slicesOf = (moment: Moment): Slice[] => [
  { when: 'always', part: null },
  { when: whenOf(moment), part: null },
  { when: whenOf(moment), part: partOf(moment) },
];

/** One thing that was seen at a time. */
interface Seen<K extends string> extends Moment {
  readonly value: K;
}

/** What is likely in a slice, by what was seen in it and what is likely in the rest of the next wider one. */
interface Level<K extends string> extends Slice {
  readonly shares: Shares<K>;
  /** How many fresh deliveries what was seen is worth. */
  readonly weight: number;
  readonly told: readonly Seen<K>[];
}

const weightAt = (now: number, at: number): number => 2 ** (-Math.max(0, now - at) / HALF_LIFE_MS);

/** Mean of the Dirichlet posterior: (seen + prior weight x prior share) / (all seen + prior weight). */
function posterior<K extends string>(seen: readonly Seen<K>[], prior: Shares<K>, options: readonly K[], now: number) {
  const sums = new Map<K, number>();
  for (const { at, value } of seen) sums.set(value, (sums.get(value) ?? 0) + weightAt(now, at));
  const weight = sums.values().reduce((sum, one) => sum + one, 0);
  const share = (value: K) => ((sums.get(value) ?? 0) + PRIOR_WEIGHT * prior[value]) / (weight + PRIOR_WEIGHT);
  return { weight, shares: byOption(options, share) };
}

const byOption = <K extends string>(options: readonly K[], of: (option: K) => number): Shares<K> =>
  Object.fromEntries(options.map((option) => [option, of(option)])) as Record<K, number>;

/**
 * The levels of the slices, which go from wide to narrow. The prior of each is what is likely in the rest of the one before:
 * nothing is counted twice.
 */
function levelsOf<K extends string>(
  outcomes: readonly Outcome[],
  valueOf: (outcome: Outcome) => K | null,
  slices: readonly Slice[],
  given: { prior: Shares<K>; options: readonly K[]; now: number },
): Level<K>[] {
  let { prior } = given;
  let around = outcomes
    .flatMap((outcome): Seen<K>[] => {
      const value = valueOf(outcome);
      const { at, weekday, hour } = outcome;
      return value === null ? [] : [{ at, weekday, hour, value }];
    })
    .toSorted((one, other) => other.at - one.at);
  const levels: Level<K>[] = [];
  for (const slice of slices) {
    const rest = around.filter((one) => !isIn(slice, one));
    around = around.filter((one) => isIn(slice, one));
    prior = posterior(rest, prior, given.options, given.now).shares;
    const { weight, shares } = posterior(around, prior, given.options, given.now);
    levels.push({ ...slice, weight, shares, told: around.slice(0, TOLD_MAX) });
  }
  return levels;
}

const timesOf = <K extends string>({ told }: Level<K>, value: K): number =>
  told.filter((one) => one.value === value).length;

const rounded = (share: number): number => Math.round(share * 100) / 100;

/**
 * What is so as good as always: likeliest in the narrowest slice, and told of the narrowest in which it is sure enough. What
 * is told must bear it out by itself. Null where nothing is.
 */
function alwaysSo<K extends string>(levels: readonly Level<K>[], options: readonly K[]) {
  const narrowest = levels.at(-1);
  const [value] = options.toSorted((one, other) => (narrowest?.shares[other] ?? 0) - (narrowest?.shares[one] ?? 0));
  if (value === undefined) return null;
  const level = levels.findLast((one) => {
    const isTold = timesOf(one, value) >= STRENGTH_MIN * one.told.length;
    return one.weight >= EVIDENCE_MIN && one.shares[value] >= STRENGTH_MIN && isTold;
  });
  if (level === undefined) return null;
  const { when, part, told } = level;
  return { value, times: timesOf(level, value), of: told.length, when, part, strength: rounded(level.shares[value]) };
}

/** Where the parcel goes at that moment, if it goes there as good as always; null where that is not sure enough. */
export function habitOf(outcomes: readonly Outcome[], moment: Moment, prior: Prior): Preferences['habit'] {
  const given = { prior: prior.places, options: keptPlaces, now: moment.at };
  const levels = levelsOf(outcomes, ({ place }) => place, slicesOf(moment), given);
  const found = alwaysSo(levels, keptPlaces);
  if (found === null) return null;
  const { value: place, ...rest } = found;
  return { by: 'deliveries', place, ...rest };
}

const presenceOf = ({ home }: Outcome): Presence | null => {
  if (home === null) return null;
  return home ? 'home' : 'away';
};

/** How likely nobody is home at that moment, by the narrowest slice of which enough is known; null where that is not much. */
export function riskOf(outcomes: readonly Outcome[], moment: Moment, prior: Prior): Preferences['risk'] {
  const given = { prior: prior.presence, options: presences, now: moment.at };
  const levels = levelsOf(outcomes, presenceOf, slicesOf(moment), given);
  const level = levels.findLast(({ weight }) => weight >= RISK_EVIDENCE_MIN);
  // What is told of the last ten says so too, or the number would have no reason.
  if (level === undefined || level.shares.away < RISK_MIN) return null;
  const times = timesOf(level, 'away');
  if (times < RISK_MIN * level.told.length) return null;
  const { when, part, told } = level;
  return { risk: rounded(level.shares.away), times, of: told.length, when, part };
}

/** The parts of weekdays and weekends when somebody is home as good as always. */
export function homeHoursOf(outcomes: readonly Outcome[], now: number, prior: Prior): Preferences['home'] {
  const given = { prior: prior.presence, options: presences, now };
  return eachPart().flatMap(({ when, part }) => {
    const slices: Slice[] = [
      { when: 'always', part: null },
      { when, part: null },
      { when, part },
    ];
    const level = levelsOf(outcomes, presenceOf, slices, given).at(-1);
    const found = level && alwaysSo([level], presences);
    return found?.value === 'home' ? [{ when, part, times: found.times, of: found.of }] : [];
  });
}

/** How they are reached as good as always. */
export function channelOf(outcomes: readonly Outcome[], now: number, prior: Prior): Preferences['channel'] {
  const given = { prior: prior.channels, options: contactChannels, now };
  const levels = levelsOf(outcomes, ({ channel }) => channel, [{ when: 'always', part: null }], given);
  const found = alwaysSo(levels, contactChannels);
  return found && { by: 'deliveries', channel: found.value, times: found.times, of: found.of };
}

/** How many outcomes of all recipients had what. */
export interface Counts {
  readonly places: Partial<Shares<KeptPlace>>;
  readonly presence: Partial<Shares<Presence>>;
  readonly channels: Partial<Shares<ContactChannel>>;
}

/** The shares of what was counted; one of each is added, so that nothing is impossible and an operator can begin with none. */
export function priorOf({ places, presence, channels }: Counts): Prior {
  const shares = <K extends string>(options: readonly K[], counts: Partial<Shares<K>>): Shares<K> => {
    const all = options.reduce((sum, option) => sum + (counts[option] ?? 0) + 1, 0);
    return byOption(options, (option) => ((counts[option] ?? 0) + 1) / all);
  };
  return {
    places: shares(keptPlaces, places),
    presence: shares(presences, presence),
    channels: shares(contactChannels, channels),
  };
}

const eachPart = () => (['weekday', 'weekend'] as const).flatMap((when) => dayParts.map((part) => ({ when, part })));

/** The plain counts behind all that, for the recipient. */
export function countsOf(outcomes: readonly Outcome[]) {
  const count = (fits: (outcome: Outcome) => boolean) => outcomes.filter(fits).length;
  const byTimes = (one: { times: number }, other: { times: number }) => other.times - one.times;
  return {
    deliveries: outcomes.length,
    since: outcomes.length === 0 ? null : Math.min(...outcomes.map(({ at }) => at)),
    places: keptPlaces
      .map((place) => ({ place, times: count((outcome) => outcome.place === place) }))
      .filter(({ times }) => times > 0)
      .toSorted(byTimes),
    hours: eachPart()
      .map(({ when, part }) => {
        const here = (isHome: boolean) => count((one) => one.home === isHome && isIn({ when, part }, one));
        return { when, part, home: here(true), away: here(false) };
      })
      .filter(({ home, away }) => home + away > 0),
    channels: contactChannels
      .map((channel) => ({ channel, times: count((outcome) => outcome.channel === channel) }))
      .filter(({ times }) => times > 0)
      .toSorted(byTimes),
  };
}
