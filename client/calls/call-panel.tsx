import './call-panel.css';
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { useSignal } from '@preact/signals';
import type { LineSummary } from '#protocol';
import { initialOf } from '../people/names.ts';
import { announce } from '../ui/announce.ts';
import { MicrophoneIcon } from '../ui/icons.tsx';
import { SoundIcon } from '../ui/late-icons.tsx';
import { CallProblemBox } from './call-problem.tsx';
import type { CallModel } from './call-model.ts';
import type { CallOther } from './call-state.ts';
import { AddIcon, CaptionsIcon, HangUpIcon, MuteIcon, QualityBars } from './call-icons.tsx';
import { hueIn, namesOf, shownIn } from './call-people.ts';
import { callSheet } from './call-sheet.ts';
import { Captions } from './captions.tsx';
import { clockWords } from './clock-words.ts';
import { LiveLevel, Speaking } from './level-bars.tsx';
import { PeopleRows } from './people-rows.tsx';
import { isHeard, stateWords, type ActiveState } from './state-words.ts';
import { callWords } from './strings.ts';
import { useMuteKey } from './mute-key.ts';
import { useActiveCall } from './use-active-call.ts';

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
  useActiveCall(model);

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
          <p class="quality facts">
            {isHeard(state, model.unheard.value) && model.quality.value && (
              <QualityBars quality={model.quality.value} />
            )}
            <span>{stateWords(model, line, state, names)}</span>
          </p>
        </div>
        {isTalking ? <CallClock model={model} /> : null}
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
export function CallClock({ model }: { model: CallModel }): JSX.Element {
  return (
    <span class="clock" role="timer">
      {clockWords(model.seconds.value)}
    </span>
  );
}

/** Where the sound comes from, where there is a choice: a control that opens the system's own list. */
function Outputs({ model }: { model: CallModel }): JSX.Element | null {
  const { all, chosen } = model.outputs.value;
  const t = callWords();
  if (all.length < 2) return null;
  // Nothing was chosen: the browser's first is the system's own.
  const current = all.some(({ id }) => id === chosen) ? chosen : all[0]?.id;
  return (
    <label class="ctrl ctrl-output">
      <i>
        <SoundIcon size="l" />
      </i>
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

function Mute({ model, off }: { model: CallModel; off: boolean }): JSX.Element {
  return (
    <button
      type="button"
      class={model.muted.value ? 'ctrl is-on' : 'ctrl'}
      aria-pressed={model.muted.value}
      aria-keyshortcuts="M"
      disabled={off}
      onClick={() => model.toggleMuted()}
    >
      <i>
        <MuteIcon size="l" />
      </i>
      <span>
        {callWords().mute}
        <kbd aria-hidden="true">M</kbd>
      </span>
    </button>
  );
}

/** From listening to talking: out of the call and in again, as everybody else comes. */
function TalkToo({ model }: { model: CallModel }): JSX.Element {
  const talk = async () => {
    await model.hangUp();
    await model.answer();
  };
  return (
    <button type="button" class="ctrl" onClick={() => void talk()}>
      <i>
        <MicrophoneIcon size="l" />
      </i>
      <span>{callWords().talk}</span>
    </button>
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
        {model.listening.value ? <TalkToo model={model} /> : <Mute model={model} off={state.phase === 'starting'} />}
        <button
          type="button"
          class={captionsOn ? 'ctrl is-on' : 'ctrl'}
          aria-pressed={captionsOn}
          disabled={!inCall}
          onClick={() => void toggleCaptions()}
        >
          <i>
            <CaptionsIcon size="l" />
          </i>
          <span>{t.captions}</span>
        </button>
        <button
          type="button"
          class="ctrl"
          aria-haspopup="dialog"
          disabled={state.phase === 'starting'}
          onClick={() => (callSheet.value = { lineId: line.delivery.id, kind: 'add' })}
        >
          <i>
            <AddIcon size="l" />
          </i>
          <span>{t.add}</span>
        </button>
        <Outputs model={model} />
        <button type="button" class="ctrl ctrl-hang" onClick={() => void model.hangUp()}>
          <i>
            <HangUpIcon size="l" />
          </i>
          <span>{t.hangUp}</span>
        </button>
      </div>
    </>
  );
}
