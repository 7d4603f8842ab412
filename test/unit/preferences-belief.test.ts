import { describe, expect, it } from 'vitest';
import { type KeptPlace, keptPlaces } from '#protocol';
import { habitOf, type Outcome, priorOf, riskOf } from '../../server/assistant/preferences/rules.ts';
import { chance } from '../support/chance.ts';

const DAY_MS = 86_400_000;
const NOW = 1_800_000_000_000;
const RECIPIENTS = 4000;

/** How a town gets its parcels, and how often somebody is home. */
const town: Record<KeptPlace, number> = {
  hand: 0.45,
  door: 0.2,
  guard: 0.08,
  station: 0.1,
  locker: 0.07,
  neighbour: 0.02,
  reception: 0.05,
  mailbox: 0.02,
  other: 0.01,
};
const HOME = 0.88;

/** A town of people who differ, each a little otherwise on weekends. */
function drawn(seed: number) {
  const next = chance(seed);
  const one = (shares: readonly number[]): number => {
    let left = next() * shares.reduce((sum, share) => sum + share, 0);
    const at = shares.findIndex((share) => (left -= share) < 0);
    return at < 0 ? shares.length - 1 : at;
  };
  /** Marsaglia and Tsang, A simple method for generating gamma variables, 2000. */
  function gamma(shape: number): number {
    if (shape < 1) return gamma(shape + 1) * next() ** (1 / shape);
    const d = shape - 1 / 3;
    for (;;) {
      const x = Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
      const v = (1 + x / Math.sqrt(9 * d)) ** 3;
      if (v > 0 && Math.log(1 - next()) < x ** 2 / 2 + d - d * v + d * Math.log(v)) return d * v;
    }
  }
  /** Shares around others; the more weight, the nearer. */
  const around = (shares: readonly number[], weight: number): number[] => {
    const gammas = shares.map((share) => gamma(Math.max(weight * share, 1e-6)));
    const all = gammas.reduce((sum, each) => sum + each, 0);
    return gammas.map((each) => each / all);
  };

  return function recipient() {
    const places = around(Object.values(town), 2);
    const home = around([HOME, 1 - HOME], 3);
    const parts = [0, 1].map(() => ({ places: around(places, 6), home: around(home, 5) }));
    return (daysAgo: number): Outcome => {
      const weekday = 1 + Math.floor(next() * 7);
      const part = parts[weekday >= 6 ? 1 : 0];
      const place = keptPlaces[one(part?.places ?? [])] ?? 'other';
      const hour = 8 + Math.floor(next() * 13);
      const at = NOW - Math.floor(next() * daysAgo) * DAY_MS;
      return { at, weekday, hour, place, home: one(part?.home ?? []) === 0, channel: null };
    };
  };
}

const prior = priorOf({
  places: Object.fromEntries(keptPlaces.map((place) => [place, town[place] * 10_000])),
  presence: { home: HOME * 10_000, away: (1 - HOME) * 10_000 },
  channels: {},
});

describe('what is said of people whose true ways are known', () => {
  it.each([3, 6, 12, 30])('is as often so as is said, after %i deliveries', (deliveries) => {
    const recipient = drawn(deliveries);
    const habits = { said: 0, so: 0, strength: 0 };
    const risks = { said: 0, so: 0, risk: 0 };
    for (let at = 0; at < RECIPIENTS; at++) {
      const comes = recipient();
      const past = Array.from({ length: deliveries }, () => comes(deliveries * 9));
      const now = comes(0);
      const habit = habitOf(past, now, prior);
      if (habit?.by === 'deliveries') {
        habits.said += 1;
        habits.strength += habit.strength;
        if (habit.place === now.place) habits.so += 1;
      }
      const risk = riskOf(past, now, prior);
      if (risk) {
        risks.said += 1;
        risks.risk += risk.risk;
        if (now.home === false) risks.so += 1;
      }
    }
    // Without any of it the likeliest place is right in 45 of 100, and nobody is home in 12.
    expect(habits.said / RECIPIENTS).toBeGreaterThan(0.15);
    expect(habits.so / habits.said).toBeGreaterThan(0.75);
    expect(Math.abs(habits.so - habits.strength) / habits.said).toBeLessThan(0.08);
    expect(risks.said / RECIPIENTS).toBeGreaterThan(0.05);
    expect(risks.so / risks.said).toBeGreaterThan(0.4);
    expect(Math.abs(risks.so - risks.risk) / risks.said).toBeLessThan(0.12);
  });
});
