import { describe, expect, it } from 'vitest';
import { roles } from '#protocol';
import { type Action, actions, may, seesWholeHistory } from '../../server/people/rules.ts';

/** Every cell, in the order of `roles`: courier, recipient, station, agent. */
const cells: Record<Action, [boolean, boolean, boolean, boolean]> = {
  read: [true, true, true, true],
  write: [true, true, true, true],
  correct: [false, false, false, true],
  call: [true, true, true, true],
  listen: [false, false, false, true],
  share_position: [true, true, false, false],
  search: [true, true, true, true],
  invite_agent: [true, true, true, false],
  invite_station: [true, false, false, true],
  join: [false, false, false, true],
  leave: [false, false, true, true],
  resolve: [false, false, false, true],
  hand_over: [false, false, false, true],
  see_who_is_here: [false, false, false, true],
  see_summary: [false, false, false, true],
  export: [false, false, false, true],
  see_preferences: [true, false, false, true],
  own_preferences: [false, true, false, false],
};

const table = actions.flatMap((action) =>
  roles.map((role, column) => ({ action, role, right: cells[action][column] })),
);

describe('who may do what', () => {
  it.each(table)('a $role may $action: $right', ({ action, role, right }) => {
    expect(may(role, action)).toBe(right);
  });

  it('only a keeper sees no more than what came after them', () => {
    expect(roles.map(seesWholeHistory)).toEqual([true, true, false, true]);
  });
});
