import type { Call } from '#protocol';
import type { CallState } from './call-state.ts';
import { toCallMembers } from './rules.ts';

/** The call as the line sees it. */
export function toCall(state: CallState): Call {
  const { id, lineId, startedBy, startedAt } = state;
  const fields = { id, lineId, startedBy, startedAt };
  switch (state.phase) {
    case 'ringing':
      return { ...fields, phase: 'ringing', members: toCallMembers(state), captions: false };
    case 'talking':
      return {
        ...fields,
        phase: 'talking',
        members: toCallMembers(state),
        captions: false,
        answeredAt: state.answeredAt,
      };
    case 'ended':
      return { ...fields, phase: 'ended', end: state.end, talkMs: state.talkMs };
  }
}
