import type { JSX } from 'preact';
import type { CallModel } from './call-model.ts';
import type { CallState } from './call-state.ts';
import { clockWords } from './clock-words.ts';
import { callWords } from './strings.ts';

type Ended = Extract<CallState, { phase: 'ended' }>;

/** How the last call went, for a few seconds; longer where there is something to do about it. */
export function CallEnded({ model, state }: { model: CallModel; state: Ended }): JSX.Element {
  const t = callWords();
  const problem = model.problem.value;
  return (
    <section class="call-ended" aria-label={endedWords(state)}>
      <p>
        <strong>{endedWords(state)}</strong>
        {problem === null ? null : <span>{t.problems[problem]}</span>}
      </p>
      {state.reason === 'not_started' ? (
        <button type="button" class="btn btn-line" onClick={() => void model.call()}>
          {t.tryAgain}
        </button>
      ) : null}
      <button type="button" class="btn" onClick={() => model.dismiss()}>
        {t.close}
      </button>
    </section>
  );
}

/** The end in words, with the length where they talked. */
export function endedWords({ reason, talkMs }: Ended): string {
  const t = callWords();
  const how = t.ended[reason];
  return talkMs > 0 ? `${how} · ${t.talked(clockWords(Math.floor(talkMs / 1000)))}` : how;
}
