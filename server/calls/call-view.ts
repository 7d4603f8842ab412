import type { Call, CallQuality, MemberId } from '#protocol';
import { toCallMembers } from './call-members.ts';
import type { CallState } from './call-state.ts';

/** What is known of a call beside its state. */
export interface Beside {
  readonly captions: boolean;
  readonly qualityOf: (memberId: MemberId) => CallQuality | null;
}

/** The call as the line sees it. */
export function toCall(state: CallState, { captions, qualityOf }: Beside): Call {
  const { id, lineId, startedBy, startedAt } = state;
  const fields = { id, lineId, startedBy, startedAt };
  if (state.phase === 'ended') return { ...fields, phase: 'ended', end: state.end, talkMs: state.talkMs };
  const members = toCallMembers(state, qualityOf);
  return state.phase === 'ringing'
    ? { ...fields, phase: 'ringing', members, captions }
    : { ...fields, phase: 'talking', members, captions, answeredAt: state.answeredAt };
}
