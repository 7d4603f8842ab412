import './call-panel.css';
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { useSignal } from '@preact/signals';
import type { LineSummary } from '#protocol';
import { initialOf } from '../people/names.ts';
import { announce } from '../ui/announce.ts';
import { activeCall } from './active-call.ts';
import { CallProblemBox } from './call-problem.tsx';
import type { CallModel } from './call-model.ts';
import type { CallOther, CallState } from './call-state.ts';
import { addIcon, captionsIcon, hangUpIcon, muteIcon, QualityBars } from './call-icons.tsx';
import { hueIn, isIn, nameIn, namesOf, roleIn, shownIn } from './call-people.ts';
import { callSheet } from './call-sheet.ts';
import { Captions } from './captions.tsx';
import { clockWords } from './clock-words.ts';
import { LiveLevel, Speaking } from './level-bars.tsx';
import { PeopleRows } from './people-rows.tsx';
import { callWords } from './strings.ts';
import { useMuteKey } from './mute-key.ts';

export type ActiveState = Exclude<CallState, { phase: 'idle' | 'incoming' | 'running' | 'ended' }>;

export interface CallPanelProps {
  readonly model: CallModel;
  readonly line: LineSummary;
  readonly state: ActiveState;
  /** Whom it says before the call has anybody. */
  readonly otherName: string;
}

/** A call going on, at the foot of the page; the map stays in sight above it. */
export function CallPanel({ model, line, state, otherName }: CallPanelProps): JSX.Element {
  const panel = useRef<HTMLElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    panel.current?.focus();
    return () => {
      const back = before?.isConnected && before !== document.body ? before : document.querySelector('.bar-call');
      if (back instanceof HTMLElement) back.focus();
    };
  }, []);
  useMuteKey(model);
  useEffect(() => {
    activeCall.value = model;
    return () => {
      if (activeCall.peek() === model) activeCall.value = null;
    };
  }, [model]);

  const t = callWords();
  const others = state.phase === 'starting' ? [] : shownIn(state.others);
  const names = namesOf(line, others) || otherName;
  const isGroup = others.length > 1;
  const isTalking = state.phase === 'talking' || state.phase === 'reconnecting';
  const captions = model.captions.value;
  return (
    <section ref={panel} class="callp" role="dialog" aria-label={t.inCallWith(names)} tabIndex={-1}>
      <header class="callp-head">
        {isGroup ? null : <Face model={model} line={line} other={others[0]} name={names} />}
        <div>
          <h2>
            <bdi>{names}</bdi>
          </h2>
          <p class="quality">
            {isHeard(state) && model.quality.value && <QualityBars quality={model.quality.value} />}
            <span>{stateWords(model, line, state, names)}</span>
          </p>
        </div>
        {isTalking ? <Clock model={model} /> : null}
      </header>
      {isGroup ? (
        <PeopleRows model={model} line={line} others={others} />
      ) : (
        <div class="levels" aria-hidden="true">
          <span class="level">
            <span>{names}</span>
            <LiveLevel model={model} of={others[0]?.memberId ?? line.me} side={hueOfOther(line, others[0])} />
          </span>
          <span class="level level-own">
            <span>{t.me}</span>
            <LiveLevel model={model} of={null} side="me" />
          </span>
        </div>
      )}
      {captions.on && <Captions lines={captions.lines} line={line} />}
      <CallProblemBox model={model} lineId={line.delivery.id} />
      {model.soundBlocked.value && state.phase !== 'calling' ? (
        <button type="button" class="btn btn-primary call-hear" onClick={() => void model.hear()}>
          {t.hear}
        </button>
      ) : null}
      <Outputs model={model} />
      <Controls model={model} line={line} state={state} />
    </section>
  );
}

/** Blue is me: at a desk the recipient is blue among others, and not alone beside me. */
const hueOfOther = (line: LineSummary, other: CallOther | undefined) => {
  const hue = other ? hueIn(line, other.memberId) : 'other';
  return hue === 'me' ? 'other' : hue;
};

function Face({
  model,
  line,
  other,
  name,
}: {
  model: CallModel;
  line: LineSummary;
  other: CallOther | undefined;
  name: string;
}): JSX.Element {
  return (
    <span class={`face face-${hueOfOther(line, other)}`} aria-hidden="true">
      {initialOf(name)}
      {other ? <Speaking model={model} of={other.memberId} /> : null}
    </span>
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

/** Where the sound comes from, where there is a choice. */
function Outputs({ model }: { model: CallModel }): JSX.Element | null {
  const { all, chosen } = model.outputs.value;
  const t = callWords();
  if (all.length < 2) return null;
  // Nothing was chosen: the browser's first is the system's own.
  const current = all.some(({ id }) => id === chosen) ? chosen : all[0]?.id;
  return (
    <label class="call-output">
      <span>{t.output}</span>
      <select value={current} onChange={({ currentTarget }) => void model.chooseOutput(currentTarget.value)}>
        {all.map(({ id, label }, index) => (
          <option key={id} value={id}>
            {label || t.unnamedOutput(index + 1)}
          </option>
        ))}
      </select>
    </label>
  );
}

function Controls({ model, line, state }: { model: CallModel; line: LineSummary; state: ActiveState }): JSX.Element {
  const t = callWords();
  const refused = useSignal(false);
  const captionsOn = model.captions.value.on;
  const inCall = state.phase === 'talking' || state.phase === 'reconnecting' || state.phase === 'connecting';
  const toggleCaptions = async () => {
    refused.value = (await model.setCaptions(!captionsOn)) !== null;
    if (refused.value) announce(t.captionsFailed);
  };
  return (
    <>
      {refused.value && <p class="call-note">{t.captionsFailed}</p>}
      <div class="ctrls">
        <button
          type="button"
          class={model.muted.value ? 'ctrl is-on' : 'ctrl'}
          aria-pressed={model.muted.value}
          aria-keyshortcuts="M"
          disabled={state.phase === 'starting' || model.listening.value}
          onClick={() => model.toggleMuted()}
        >
          <i>{muteIcon}</i>
          <span>
            {t.mute}
            <kbd aria-hidden="true">M</kbd>
          </span>
        </button>
        <button
          type="button"
          class={captionsOn ? 'ctrl is-on' : 'ctrl'}
          aria-pressed={captionsOn}
          disabled={!inCall}
          onClick={() => void toggleCaptions()}
        >
          <i>{captionsIcon}</i>
          <span>{t.captions}</span>
        </button>
        <button
          type="button"
          class="ctrl"
          aria-haspopup="dialog"
          disabled={state.phase === 'starting'}
          onClick={() => (callSheet.value = { lineId: line.delivery.id, kind: 'add' })}
        >
          <i>{addIcon}</i>
          <span>{t.add}</span>
        </button>
        <button type="button" class="ctrl ctrl-hang" onClick={() => void model.hangUp()}>
          <i>{hangUpIcon}</i>
          <span>{t.hangUp}</span>
        </button>
      </div>
    </>
  );
}

const isAway = (others: readonly CallOther[]): boolean =>
  others.length > 0 && others.every((other) => other.state === 'reconnecting');

/** Somebody can be heard: to say how well would be untrue of the others' silence. */
const isHeard = (state: ActiveState): boolean => state.phase === 'talking' && !isAway(state.others.filter(isIn));

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
  if (model.listening.value) return t.iListen;
  if (model.muted.value) return t.muted;
  const [only] = others;
  if (only && others.length === 1) {
    if (only.listening) return `${t.talking} · ${roleIn(line, only.memberId)} ${t.listening}`;
    if (only.muted) return t.isMuted(nameIn(line, only.memberId));
  }
  const quality = model.quality.value;
  return quality ? `${t.talking} · ${t.quality[quality]}` : t.talking;
}
