import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { CallModel } from './call-model.ts';
import { answerIcon, hangUpIcon } from './call-icons.tsx';
import { initialOf } from '../people/names.ts';
import { startRinging } from './ring-tone.ts';
import { callWords } from './strings.ts';

export interface IncomingPageProps {
  readonly model: CallModel;
  readonly callerName: string;
  readonly about: string | undefined;
  readonly where: ComponentChildren;
  readonly instead: ComponentChildren;
}

/** Who calls, about which parcel, and the two answers; over everything else, and it rings. */
export function IncomingPage({ model, callerName, about, where, instead }: IncomingPageProps): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  const t = callWords();

  useEffect(() => {
    const element = dialog.current;
    if (element === null) return;
    // Modal where the browser can: the page behind is out of reach, for keys and screen readers too.
    if (typeof element.showModal === 'function') element.showModal();
    else element.setAttribute('open', '');
    // On the page and not on Answer: a space that was meant for a text must not take the call.
    element.focus();
    return () => {
      if (typeof element.close === 'function') element.close();
    };
  }, []);
  useEffect(startRinging, []);

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
      </p>
      {where === undefined ? null : <div class="where">{where}</div>}
      {problem === null ? null : (
        <p class="call-problem" role="status">
          {t.problems[problem]}
        </p>
      )}
      {instead === undefined ? null : <div class="instead">{instead}</div>}
      <div class="two">
        <button type="button" class="ctrl ctrl-hang" onClick={() => void model.decline()}>
          <i>{hangUpIcon}</i>
          {t.decline}
        </button>
        <button type="button" class="ctrl ctrl-answer" onClick={() => void model.answer()}>
          <i>{answerIcon}</i>
          {t.answer}
        </button>
      </div>
    </dialog>
  );
}
