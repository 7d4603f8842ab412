import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { roles, statuses, type Status } from '#protocol';
import { isFinal, mayBeSetBy, mayFollow } from '../../server/deliveries/rules.ts';

const plan: Status[] = ['created', 'assigned', 'out_for_delivery', 'nearby', 'arrived', 'delivered'];

describe('the steps of a delivery', () => {
  it('lead from each status of the plan to the next', () => {
    for (let i = 1; i < plan.length; i++) {
      expect(mayFollow(plan[i - 1] ?? 'created', plan[i] ?? 'created'), `${plan[i - 1]} → ${plan[i]}`).toBe(true);
    }
  });

  it('never lead back along the plan', () => {
    for (let from = 0; from < plan.length; from++) {
      for (let to = 0; to <= from; to++) {
        expect(mayFollow(plan[from] ?? 'created', plan[to] ?? 'created'), `${plan[from]} → ${plan[to]}`).toBe(false);
      }
    }
  });

  it('end where the table says so, and only there', () => {
    const deadEnds = statuses.filter((from) => statuses.every((to) => !mayFollow(from, to)));
    expect(deadEnds).toEqual(statuses.filter(isFinal));
  });

  it('reach an end from everywhere', () => {
    for (const start of statuses) {
      const seen = new Set<Status>([start]);
      for (const from of seen) for (const to of statuses) if (mayFollow(from, to)) seen.add(to);
      expect([...seen].some(isFinal), start).toBe(true);
    }
  });

  it('never make a delivery that ended live again, whoever asks', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...statuses), { maxLength: 30 }), (wishes) => {
        let status: Status = 'created';
        let ended = false;
        for (const wish of wishes) {
          if (mayFollow(status, wish)) status = wish;
          if (ended) expect(isFinal(status)).toBe(true);
          ended ||= isFinal(status);
        }
      }),
    );
  });

  it('may be set by the operator all, by a recipient none', () => {
    expect(statuses.every((to) => mayBeSetBy('operator', to))).toBe(true);
    expect(statuses.some((to) => mayBeSetBy('recipient', to))).toBe(false);
    expect(roles.filter((role) => mayBeSetBy(role, 'delivered'))).toEqual(['courier', 'station']);
  });
});
