import type { JSX } from 'preact';
import type { LineId } from '#protocol';
import type { CallModel } from './call-model.ts';
import { isOfMicrophone } from './call-offers.ts';
import type { CallProblem } from './call-state.ts';
import { callSheet } from './call-sheet.ts';
import type { MicrophoneFailure } from '../microphone-error.ts';
import { sheetWords } from './sheet-strings.ts';
import { howToAllow } from './microphone-help.ts';
import { callWords } from './strings.ts';

/** What is wrong, and the step that helps. */
export const problemWords = (problem: CallProblem): string =>
  problem === 'microphone_denied'
    ? callWords().sentences(callWords().problems[problem], howToAllow())
    : callWords().problems[problem];

/** The trouble that its own steps help against; null where there are none. */
function failureOf(problem: CallProblem | null): MicrophoneFailure | null {
  if (problem === 'microphone_denied') return 'denied';
  if (problem === 'microphone_unsupported') return 'unsupported';
  return null;
}

/** Opens the steps where there are some, else the microphone's test. */
export function HelpButton({ problem, lineId }: { problem: CallProblem | null; lineId: LineId }): JSX.Element {
  const failure = failureOf(problem);
  return (
    <button
      type="button"
      class="btn"
      onClick={() => (callSheet.value = failure ? { lineId, kind: 'help', failure } : { lineId, kind: 'microphone' })}
    >
      {failure ? sheetWords().how : callWords().testMicrophone}
    </button>
  );
}

/** What is missing in a running call; nothing where all is well. */
export function CallProblemBox({ model, lineId }: { model: CallModel; lineId: LineId }): JSX.Element | null {
  const t = callWords();
  const problem = model.problem.value;
  if (problem === null) return null;
  return (
    <div class="call-problem" role="alert">
      <p>{problemWords(problem)}</p>
      {isOfMicrophone(problem) && problem !== 'microphone_lost' ? (
        <div class="call-does">
          <button type="button" class="btn btn-line" onClick={() => void model.retryMicrophone()}>
            {t.tryAgain}
          </button>
          <HelpButton problem={problem} lineId={lineId} />
        </div>
      ) : null}
    </div>
  );
}
