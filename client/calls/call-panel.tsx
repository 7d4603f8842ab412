import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { CallModel } from './call-model.ts';
import type { CallOther, CallState } from './call-state.ts';
import { hangUpIcon, muteIcon } from './call-icons.tsx';
import { clockWords } from './clock-words.ts';
import { initialOf } from '../people/names.ts';
import { LevelBars } from './level-bars.tsx';
import { callWords } from './strings.ts';

export type ActiveState = Exclude<CallState, { phase: 'idle' | 'incoming' | 'running' | 'ended' }>;

export interface CallPanelProps {
  readonly model: CallModel;
  readonly state: ActiveState;
  readonly otherName: string;
}

/** A call going on, at the foot of the page; the map stays in sight above it. */
export function CallPanel({ model, state, otherName }: CallPanelProps): JSX.Element {
  const panel = useRef<HTMLElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    panel.current?.focus();
    return () => {
      const back = before?.isConnected && before !== document.body ? before : document.querySelector('.bar-call');
      if (back instanceof HTMLElement) back.focus();
    };
  }, []);

  const t = callWords();
  const problem = model.problem.value;
  const counting = state.phase === 'talking' || state.phase === 'reconnecting';
  return (
    <section ref={panel} class="callp" role="dialog" aria-label={t.inCallWith(otherName)} tabIndex={-1}>
      <header class="trip">
        <span class="face face-other" aria-hidden="true">
          {initialOf(otherName)}
        </span>
        <div>
          <h2>{otherName}</h2>
          <p class="quality">{stateWords(state, model.muted.value, otherName)}</p>
        </div>
        {counting ? <Clock model={model} /> : null}
      </header>
      <Levels model={model} otherName={otherName} />
      {problem === null ? null : (
        <div class="call-problem" role="alert">
          <p>{t.problems[problem]}</p>
          {problem.startsWith('microphone_') && problem !== 'microphone_lost' ? (
            <button type="button" class="btn btn-line" onClick={() => void model.retryMicrophone()}>
              {t.tryAgain}
            </button>
          ) : null}
        </div>
      )}
      {model.soundBlocked.value && state.phase !== 'calling' ? (
        <button type="button" class="btn btn-primary call-hear" onClick={() => void model.hear()}>
          {t.hear}
        </button>
      ) : null}
      <div class="ctrls">
        <button
          type="button"
          class={model.muted.value ? 'ctrl is-on' : 'ctrl'}
          aria-pressed={model.muted.value}
          disabled={state.phase === 'starting'}
          onClick={() => model.toggleMuted()}
        >
          <i>{muteIcon}</i>
          {t.mute}
        </button>
        <button type="button" class="ctrl ctrl-hang" onClick={() => void model.hangUp()}>
          <i>{hangUpIcon}</i>
          {t.hangUp}
        </button>
      </div>
    </section>
  );
}

/** Apart from the panel, so that a tick draws only this. */
function Clock({ model }: { model: CallModel }): JSX.Element {
  return (
    <span class="clock" role="timer">
      {clockWords(model.seconds.value)}
    </span>
  );
}

function Levels({ model, otherName }: { model: CallModel; otherName: string }): JSX.Element {
  const { me, others } = model.levels.value;
  const other = Math.max(0, ...others.values());
  return (
    <div class="levels">
      <LevelBars side="other" name={otherName} level={other} />
      <LevelBars side="me" name={callWords().me} level={me} />
    </div>
  );
}

const isEverybodyAway = (others: readonly CallOther[]): boolean =>
  others.some((other) => other.state === 'reconnecting') && !others.some((other) => other.state === 'talking');

/** The state of a call in one sentence. */
export function stateWords(state: ActiveState, muted: boolean, otherName: string): string {
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
      if (isEverybodyAway(state.others)) return t.otherAway(otherName);
      return muted ? t.muted : t.talking;
  }
}
