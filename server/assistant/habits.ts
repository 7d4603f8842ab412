import type { LeavePlace, Preferences } from '#protocol';
import { partOf } from './preferences/rules.ts';
import { weekday } from './understanding/calendar.ts';

/** What a recipient usually does, in `times` of `of` deliveries; without them: as they have said themselves. */
export interface Habits {
  readonly home: { readonly times: number; readonly of: number } | null;
  readonly leaveAt: { readonly place: LeavePlace; readonly times?: number; readonly of?: number } | null;
}

export const noHabits: Habits = { home: null, leaveAt: null };

/**
 * What of somebody's preferences answers a courier who asks now.
 *
 * @param now local time at the door, as `localIso` has it
 */
export function habitsIn({ habit, home }: Preferences, now: string): Habits {
  const when = weekday(now.slice(0, 10)) >= 6 ? 'weekend' : 'weekday';
  const part = partOf({ hour: Number(now.slice(11, 13)) });
  const isIn = home.find((at) => (at.when === 'always' || at.when === when) && (at.part === null || at.part === part));
  const place = habit && habit.place !== 'hand' ? habit.place : null;
  const counted = habit?.by === 'deliveries' ? { times: habit.times, of: habit.of } : {};
  return {
    home: isIn ? { times: isIn.times, of: isIn.of } : null,
    leaveAt: place && { place, ...counted },
  };
}
