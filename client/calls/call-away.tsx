import './call-away.css';
import type { JSX } from 'preact';
import { CallIcon } from '../ui/icons.tsx';
import { namesOf } from './call-people.ts';
import { CallClock, type CallPanelProps } from './call-panel.tsx';
import { useMuteKey } from './mute-key.ts';
import { stateWords } from './state-words.ts';
import { callWords } from './strings.ts';
import { useActiveCall } from './use-active-call.ts';

/** A call that goes on while another line is in view: whose it is, the way back to it, and what cannot wait for that. */
export function CallAway({ model, line, state, otherName }: CallPanelProps): JSX.Element {
  useMuteKey(model);
  useActiveCall(model);
  const t = callWords();
  const names = (state.phase === 'starting' ? '' : namesOf(line, state.others)) || otherName;
  const isTalking = state.phase === 'talking' || state.phase === 'reconnecting';
  return (
    <section class="call-away" aria-label={t.inCallWith(names)}>
      <a class="call-away-back" href={`#${line.delivery.id}`}>
        <CallIcon size="s" />
        <span class="call-away-words">
          <b>
            <bdi>{names}</bdi>
          </b>
          <small>
            {isTalking && <CallClock model={model} />}
            {stateWords(model, line, state, names)}
          </small>
        </span>
        <span class="call-away-word">
          {t.backToCall.word}
          <span class="spoken">{t.backToCall.rest}</span>
        </span>
      </a>
      <button
        type="button"
        class={model.muted.value ? 'call-away-do is-on' : 'call-away-do'}
        aria-pressed={model.muted.value}
        aria-keyshortcuts="M"
        disabled={state.phase === 'starting'}
        onClick={() => model.toggleMuted()}
      >
        {t.mute}
      </button>
      <button type="button" class="call-away-do is-end" onClick={() => void model.hangUp()}>
        {t.hangUp}
      </button>
    </section>
  );
}
