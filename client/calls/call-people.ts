import type { LineSummary, Member, MemberId } from '#protocol';
import { hueOf } from '../people/hue-of.ts';
import { roleWords } from '../timeline/entry-words.ts';
import type { CallOther } from './call-state.ts';
import { callWords } from './strings.ts';

/** Rung, talking, or away for a moment: not those who are out of the call. */
export const isIn = ({ state }: CallOther): boolean =>
  state === 'called' || state === 'ringing' || state === 'talking' || state === 'reconnecting';

/** Whom the panel shows: who is in the call, and who did not come, so that nobody waits for them. */
export const shownIn = (others: readonly CallOther[]): CallOther[] => others.filter(({ state }) => state !== 'left');

/** Everybody else who is on the line now, the other side of the delivery first, then the station, then the desk. */
export function presentOthers({ members, me }: LineSummary): Member[] {
  const order: readonly Member['role'][] = ['recipient', 'courier', 'station', 'agent'];
  return members
    .filter(({ id, left }) => id !== me && !left)
    .sort((a, b) => order.indexOf(a.role) - order.indexOf(b.role));
}

/** A member's name on this line; empty for a stranger. */
export const nameIn = (line: Pick<LineSummary, 'members'>, id: MemberId): string =>
  line.members.find((one) => one.id === id)?.name ?? '';

/** Names in one line: those who are in it, or all where nobody is. */
export function namesOf(line: LineSummary, others: readonly CallOther[]): string {
  const inIt = others.filter(isIn);
  return (inIt.length > 0 ? inIt : others)
    .map(({ memberId }) => nameIn(line, memberId))
    .filter(Boolean)
    .join(callWords().and);
}

/** The colour that stands for somebody on this line. */
export const hueIn = ({ members, me }: Pick<LineSummary, 'members' | 'me'>, id: MemberId): ReturnType<typeof hueOf> => {
  const roleOf = (of: MemberId) => members.find((member) => member.id === of)?.role;
  return hueOf(roleOf(id), roleOf(me));
};

/** What is to be known of somebody in a call, the most important only; empty where all is well. */
export function noteOf(other: CallOther, unheard: readonly MemberId[]): string {
  const { state, muted, listening, quality, memberId } = other;
  const t = callWords();
  if (state !== 'talking') return t.state[state];
  if (listening) return t.listening;
  if (muted) return t.mutedOther;
  if (unheard.includes(memberId)) return t.unheardOther;
  return quality === null || quality === 'good' ? '' : t.hearsUs[quality];
}

export const roleIn = (line: LineSummary, id: MemberId): string => {
  const role = line.members.find((one) => one.id === id)?.role;
  return role ? roleWords()[role] : '';
};
