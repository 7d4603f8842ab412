import type { CallProblem, CallState } from './call-state.ts';

export type Ended = Extract<CallState, { phase: 'ended' }>;

export const isOfMicrophone = (problem: CallProblem): boolean => problem.startsWith('microphone_');

export interface Offers {
  /** To call once more. */
  readonly again: boolean;
  /** To leave a voice note in the call's place. */
  readonly note: boolean;
  /** To take the call, that goes on on another device of theirs, to this one. */
  readonly here: boolean;
  /** To test the microphone. */
  readonly test: boolean;
}

const unanswered = new Set<Ended['reason']>(['missed', 'no_answer', 'busy', 'declined']);

/** The call goes on on another device of the same member. */
export const isElsewhere = (reason: Ended['reason']): boolean => reason === 'answered_elsewhere' || reason === 'moved';

/** What can be done about the way a call went: nothing where people have talked and hung up. */
export function offersAfter({ reason }: Ended, problem: CallProblem | null): Offers {
  const test = problem !== null && isOfMicrophone(problem);
  if (reason === 'not_started') return { again: problem !== 'in_another_call', note: !test, here: false, test };
  const isUnanswered = unanswered.has(reason);
  return {
    again: (isUnanswered && reason !== 'declined') || reason === 'failed',
    note: isUnanswered,
    here: isElsewhere(reason),
    test,
  };
}
