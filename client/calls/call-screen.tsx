import type { ComponentChildren, JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import type { MemberId } from '#protocol';
import { announce } from '../ui/announce.ts';
import { CallEnded, endedWords } from './call-ended.tsx';
import type { CallModel } from './call-model.ts';
import { CallPanel, stateWords } from './call-panel.tsx';
import { IncomingPage } from './incoming-page.tsx';
import { callWords } from './strings.ts';
import './calls.css';

export interface CallScreenProps {
  readonly model: CallModel;
  /** A member's name as this reader should see it. */
  readonly nameOf: (id: MemberId) => string;
  /** The other side of the line, where the call does not say it yet. */
  readonly otherName: string;
  /** On the incoming page, one line: which parcel it is about. */
  readonly about?: string;
  /** On the incoming page: where the caller is, in words or on a small map. */
  readonly where?: ComponentChildren;
  /** On the incoming page: what can be said without taking the call. */
  readonly instead?: ComponentChildren;
}

/** The incoming page while it rings, the panel in a call, a strip of words after it, nothing while idle. */
export function CallScreen({ model, nameOf, otherName, about, where, instead }: CallScreenProps): JSX.Element | null {
  const state = model.state.value;
  const others = state.phase === 'talking' || state.phase === 'calling' ? state.others : [];
  const names = others.map(({ memberId }) => nameOf(memberId)).join(callWords().and);
  const other = names === '' ? otherName : names;
  const spoken = spokenWords();
  useEffect(() => {
    if (spoken !== '') announce(spoken);
  }, [spoken]);

  // The incoming page speaks for itself: it takes the focus.
  function spokenWords(): string {
    if (state.phase === 'idle' || state.phase === 'incoming' || state.phase === 'running') return '';
    const problem = model.problem.value;
    if (state.phase === 'ended')
      return [endedWords(state), problem && callWords().problems[problem]].filter(Boolean).join(' · ');
    return stateWords(state, model.muted.value, other);
  }

  switch (state.phase) {
    case 'idle':
    case 'running':
      return null;
    case 'incoming':
      return (
        <IncomingPage model={model} callerName={nameOf(state.from)} about={about} where={where} instead={instead} />
      );
    case 'ended':
      return <CallEnded model={model} state={state} />;
    case 'starting':
    case 'calling':
    case 'connecting':
    case 'talking':
    case 'reconnecting':
      return <CallPanel model={model} state={state} otherName={other} />;
  }
}
