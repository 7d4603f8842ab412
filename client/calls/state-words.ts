import type { LineSummary, MemberId } from '#protocol';
import type { CallModel } from './call-model.ts';
import { isIn, nameIn, roleIn } from './call-people.ts';
import type { CallOther, CallState } from './call-state.ts';
import { callWords } from './strings.ts';

export type ActiveState = Exclude<CallState, { phase: 'idle' | 'incoming' | 'running' | 'ended' }>;

const isAway = (others: readonly CallOther[]): boolean =>
  others.length > 0 && others.every((other) => other.state === 'reconnecting');

/** Somebody can be heard: to say how well would be untrue of the others' silence. */
export function isHeard(state: ActiveState, unheard: readonly MemberId[]): boolean {
  if (state.phase !== 'talking') return false;
  const heard = state.others.filter((other) => isIn(other) && !unheard.includes(other.memberId));
  return heard.length > 0 && !isAway(heard);
}

/** The state of a call in one sentence. */
export function stateWords(model: CallModel, line: LineSummary, state: ActiveState, names: string): string {
  const t = callWords();
  switch (state.phase) {
    case 'starting':
      return t.starting;
    case 'calling':
      return state.others.some((other) => other.state === 'ringing') ? t.ringing : t.calling;
    case 'connecting':
      return t.connecting;
    case 'reconnecting':
      return t.reconnecting;
    case 'talking':
      return talkingWords(model, line, state.others.filter(isIn), names);
  }
}

function talkingWords(model: CallModel, line: LineSummary, others: readonly CallOther[], names: string): string {
  const t = callWords();
  if (isAway(others)) return t.otherAway(names);
  const [only] = others;
  const { value: unheard } = model.unheard;
  if (only && others.every(({ memberId }) => unheard.includes(memberId))) return t.unheard(names);
  if (model.listening.value) return t.iListen;
  if (model.muted.value) return t.muted;
  if (only && others.length === 1) {
    if (only.listening) return `${t.talking} · ${roleIn(line, only.memberId)} ${t.listening}`;
    if (only.muted) return t.isMuted(nameIn(line, only.memberId));
  }
  const quality = model.quality.value;
  return quality ? `${t.talking} · ${t.quality[quality]}` : t.talking;
}
