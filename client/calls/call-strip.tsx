import './calls.css';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import type { LineSummary } from '#protocol';
import { announce } from '../ui/announce.ts';
import { CallIcon } from '../ui/icons.tsx';
import type { CallModel } from './call-model.ts';
import { isIn, namesOf } from './call-people.ts';
import type { CallOther } from './call-state.ts';
import { callWords } from './strings.ts';

/** Others talk on this line: who they are, and the way in. Agents may come only to hear, where the operator allows it. */
export function CallStrip({ model, line }: { model: CallModel; line: LineSummary }): JSX.Element | null {
  const state = model.state.value;
  return state.phase === 'running' ? (
    <Strip key={state.callId} model={model} line={line} others={state.others} />
  ) : null;
}

interface StripProps {
  readonly model: CallModel;
  readonly line: LineSummary;
  readonly others: readonly CallOther[];
}

function Strip({ model, line, others }: StripProps): JSX.Element {
  const t = callWords();
  const words = t.running(namesOf(line, others), others.filter(isIn).length);
  // Once: who comes and goes in a call of others is their own affair.
  useEffect(() => announce(words), []);
  const role = line.members.find(({ id }) => id === line.me)?.role;
  return (
    <section class="call-strip" aria-label={words}>
      <CallIcon size="s" />
      <p>{words}</p>
      <div class="call-does">
        {role === 'agent' ? (
          <button type="button" class="btn" onClick={() => void model.answer({ listening: true })}>
            {t.onlyListen}
          </button>
        ) : null}
        <button type="button" class="btn call-strip-join" onClick={() => void model.answer()}>
          {t.join}
        </button>
      </div>
    </section>
  );
}
