import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { type Role, roles, statuses, type Status } from '#protocol';
import { isFinal, mayBeCorrected } from '../../server/deliveries/rules.ts';
import { mayBeSetBy, mayFollow, mayMakeStep } from '../../server/protocol/steps.ts';

const plan: Status[] = ['created', 'assigned', 'out_for_delivery', 'nearby', 'arrived', 'delivered'];

/** Every cell of from x to: a row per status, a letter per status it may become, in the order of `statuses`. */
const steps: Record<Status, string> = {
  //                c a o n A d r l s R t L f
  created: '. x x . . . . . . . . x x',
  assigned: '. . x x x . x x x x x x x',
  out_for_delivery: '. . . x x x x x x x x x x',
  nearby: '. . . . x x x x x x x x x',
  arrived: '. . . . . x x x x x x x x',
  delivered: '. . . . . . . . . . . . .',
  rescheduled: '. x x . . . . . x . x x x',
  left_at_place: '. . . . . x . . . . . x .',
  at_station: '. . x . . x . . . . x x .',
  refused: '. . . . . . . . . . x x .',
  returned: '. . . . . . . . . . . . .',
  lost: '. . . . . . . . . . . . .',
  failed: '. x x . . . x . x . x x .',
};

/** Every cell of role x status to be set. */
const setBy: Record<Role | 'operator', string> = {
  //         c a o n A d r l s R t L f
  courier: '. . x x x x . x x x . . x',
  recipient: '. . . . . . . . . . . . .',
  station: '. . . . . x . . x . . . .',
  agent: '. . . . . . x . . x x x x',
  operator: 'x x x x x x x x x x x x x',
};

const cell = (row: string, to: Status) => row.split(' ')[statuses.indexOf(to)] === 'x';
const askers = [...roles, 'operator'] as const;

describe('who may make which step', () => {
  it.each(statuses)('from %s: each status it may become, and no other', (from) => {
    for (const to of statuses) expect(mayFollow(from, to), `${from} → ${to}`).toBe(cell(steps[from], to));
  });

  it.each(askers)('by %s: each status they may set, and no other', (asker) => {
    for (const to of statuses) expect(mayBeSetBy(asker, to), `${asker} sets ${to}`).toBe(cell(setBy[asker], to));
  });

  it.each(askers)('by %s: only what both tables allow, and a courier takes back that they are there', (asker) => {
    for (const from of statuses) {
      for (const to of statuses) {
        const takesBack = asker === 'courier' && from === 'arrived' && to === 'out_for_delivery';
        const right = takesBack || (cell(steps[from], to) && cell(setBy[asker], to));
        expect(mayMakeStep(asker, from, to), `${asker}: ${from} → ${to}`).toBe(right);
      }
    }
  });

  it('lets a final status be taken back to where the parcel still is on its way, and nothing else', () => {
    for (const from of statuses) {
      for (const to of statuses) {
        const right = isFinal(from) && !isFinal(to) && to !== 'created';
        expect(mayBeCorrected(from, to), `${from} → ${to}`).toBe(right);
      }
    }
  });
});

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
