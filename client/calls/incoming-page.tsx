import './call-panel.css';
import './incoming.css';
import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { LineSummary } from '#protocol';
import { initialOf } from '../people/names.ts';
import { activeCall } from './active-call.ts';
import type { CallModel } from './call-model.ts';
import { CallIcon } from '../ui/icons.tsx';
import { HangUpIcon } from './call-icons.tsx';
import { nameIn, namesOf } from './call-people.ts';
import { problemWords } from './call-problem.tsx';
import type { CallState } from './call-state.ts';
import { drawAttention } from './ring-attention.ts';
import { startRinging } from './ring-tone.ts';
import { callWords } from './strings.ts';

export interface IncomingPageProps {
  readonly model: CallModel;
  readonly line: LineSummary;
  readonly state: Extract<CallState, { phase: 'incoming' }>;
  readonly about: string | undefined;
  readonly where: ComponentChildren;
  readonly instead: ComponentChildren;
}

/** Who calls, about which parcel, and the two answers; over everything else, and it rings. */
export function IncomingPage({ model, line, state, about, where, instead }: IncomingPageProps): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  const t = callWords();
  const callerName = nameIn(line, state.from) || line.delivery.courierName;
  const already = state.others.filter((other) => other.state === 'talking' && other.memberId !== state.from);

  useEffect(() => {
    const element = dialog.current;
    if (element === null) return;
    const before = document.activeElement;
    // Modal where the browser can: the page behind is out of reach, for keys and screen readers too.
    if (typeof element.showModal === 'function') element.showModal();
    else element.setAttribute('open', '');
    // On the page and not on Answer: a space that was meant for a text must not take the call.
    element.focus();
    // Whatever the browser had brought into sight for its first button: who calls comes first.
    element.scrollTop = 0;
    return () => {
      if (typeof element.close === 'function') element.close();
      // Whoever was writing goes on with it.
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  const isInAnother = activeCall.value !== null && activeCall.value !== model;
  // Whoever talks sees it and feels it: a tone would drown what is being said.
  useEffect(() => startRinging({ silent: isInAnother }), []);
  const answer = async () => {
    if (isInAnother) await activeCall.peek()?.hangUp();
    await model.answer();
  };
  useEffect(
    () =>
      drawAttention({
        title: t.incoming(callerName),
        body: about ?? '',
        lineId: line.delivery.id,
      }),
    [state.callId, callerName],
  );

  const problem = model.problem.value;
  return (
    <dialog
      ref={dialog}
      class="ring"
      role="alertdialog"
      aria-labelledby="ring-who"
      aria-describedby="ring-why"
      tabIndex={-1}
      // Escape would hide a call that goes on ringing.
      onCancel={(event) => event.preventDefault()}
    >
      <div class="ring-face" aria-hidden="true">
        <span class="face face-other">{initialOf(callerName)}</span>
      </div>
      <h1 id="ring-who">{t.incoming(callerName)}</h1>
      <p class="why" id="ring-why">
        {about}
        {isInAnother ? <span>{t.endsOther}</span> : null}
        {already.length > 0 ? <span>{t.alsoThere(namesOf(line, already))}</span> : null}
      </p>
      {where === undefined ? null : <div class="where">{where}</div>}
      {problem === null ? null : (
        <p class="call-problem" role="status">
          {problemWords(problem)}
        </p>
      )}
      {instead === undefined ? null : <div class="instead">{instead}</div>}
      <div class="two">
        <button type="button" class="ctrl ctrl-hang" onClick={() => void model.decline()}>
          <i>
            <HangUpIcon size="l" />
          </i>
          {t.decline}
        </button>
        <button type="button" class="ctrl ctrl-answer" onClick={() => void answer()}>
          <i>
            <CallIcon size="l" />
          </i>
          {t.answer}
        </button>
      </div>
    </dialog>
  );
}
