import type { JSX } from 'preact';
import type { LineId } from '#protocol';
import { CloseIcon } from '../ui/icons.tsx';
import type { CallModel } from './call-model.ts';
import { offersAfter, type Ended } from './call-offers.ts';
import { HelpButton, problemWords } from './call-problem.tsx';
import { clockWords } from './clock-words.ts';
import { callWords } from './strings.ts';

export interface CallEndedProps {
  readonly model: CallModel;
  readonly lineId: LineId;
  /** Who called, of the several whose calls a courier may have missed. */
  readonly callerName: string;
  readonly state: Ended;
  /** Calls those that it was about. */
  readonly callAgain: () => void;
  /** Starts a voice note to the line; it goes on without a finger. */
  readonly leaveNote: () => void;
}

/** How the last call went, for a few seconds; longer where there is something to do about it. */
export function CallEnded({ model, lineId, callerName, state, callAgain, leaveNote }: CallEndedProps): JSX.Element {
  const t = callWords();
  const problem = model.problem.value;
  const { again, here, note, test } = offersAfter(state, problem);
  const isMissed = state.reason === 'missed';
  const words = isMissed ? `${endedWords(state)} · ${callerName}` : endedWords(state);
  return (
    <section class="call-ended" aria-label={words}>
      <p>
        <strong>{words}</strong>
        {problem === null ? null : <span>{problemWords(problem)}</span>}
      </p>
      <button type="button" class="call-close" aria-label={t.close} onClick={() => model.dismiss()}>
        <CloseIcon size="s" />
      </button>
      <div class="call-does">
        {note ? (
          <button
            type="button"
            class="btn btn-line"
            onClick={() => {
              model.dismiss();
              leaveNote();
            }}
          >
            {t.leaveNote}
          </button>
        ) : null}
        {again ? (
          <button type="button" class="btn btn-line" onClick={callAgain}>
            {state.reason === 'not_started' ? t.tryAgain : isMissed ? t.callBack : t.callAgain}
          </button>
        ) : null}
        {here ? (
          <button type="button" class="btn btn-line" onClick={() => void model.answer()}>
            {t.continueHere}
          </button>
        ) : null}
        {test ? <HelpButton problem={problem} lineId={lineId} /> : null}
      </div>
    </section>
  );
}

/** The end in words, with the length where they talked. */
export function endedWords({ reason, talkMs }: Ended): string {
  const t = callWords();
  const how = t.ended[reason];
  return talkMs > 0 ? `${how} · ${t.talked(clockWords(Math.floor(talkMs / 1000)))}` : how;
}
