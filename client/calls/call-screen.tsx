import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { useSignal } from '@preact/signals';
import type { LineSummary, MemberId } from '#protocol';
import { otherOf } from '../people/names.ts';
import { announce } from '../ui/announce.ts';
import { CallEnded, endedWords } from './call-ended.tsx';
import type { CallModel } from './call-model.ts';
import { CallAway } from './call-away.tsx';
import { CallPanel } from './call-panel.tsx';
import { isIn, nameIn, namesOf } from './call-people.ts';
import { problemWords } from './call-problem.tsx';
import { CallSheets, type Invite } from './call-sheets.tsx';
import type { CallOther, CallState } from './call-state.ts';
import { IncomingPage } from './incoming-page.tsx';
import { mayOfferNotifications, NotifyOffer } from './notify-offer.tsx';
import { stateWords, type ActiveState } from './state-words.ts';
import { callWords } from './strings.ts';
import './calls.css';

export { CallStrip } from './call-strip.tsx';

export interface CallScreenProps {
  readonly model: CallModel;
  readonly line: LineSummary;
  /** Calls customer service to the line. */
  readonly invite: Invite;
  /** Starts a voice note to this line that goes on without a finger. */
  readonly leaveNote: () => void;
  /** Another line is in view: a call that goes on is a strip over it, with the way back. */
  readonly isAway?: boolean;
  /** On the incoming page, one line: which parcel it is about. */
  readonly about?: string;
  /** On the incoming page: where the caller is, in words or on a small map. */
  readonly where?: ComponentChildren;
  /** On the incoming page: what can be said without taking the call. */
  readonly instead?: ComponentChildren;
}

/** The incoming page while it rings, the panel in a call, a strip of words after it, nothing while idle. */
export function CallScreen(props: CallScreenProps): JSX.Element {
  const { model, line, invite } = props;
  const { value: state } = model.state;
  useSpoken(props, state);
  useComings(line, state);
  useCaptionsTold(model, state);
  const mayOffer = useSignal(false);
  const hasTalked = state.phase === 'ended' && state.talkMs > 0;
  useEffect(() => {
    if (hasTalked && mayOfferNotifications()) mayOffer.value = true;
  }, [hasTalked]);
  const rung = useRung(state);
  return (
    <>
      <Phase {...props} state={state} callAgain={() => void model.call(rung.current)} />
      {mayOffer.value && state.phase === 'idle' ? <NotifyOffer onDone={() => (mayOffer.value = false)} /> : null}
      <CallSheets model={model} line={line} invite={invite} />
    </>
  );
}

function Phase(props: CallScreenProps & { state: CallState; callAgain: () => void }): JSX.Element | null {
  const { model, line, state, isAway, about, where, instead, callAgain, leaveNote } = props;
  switch (state.phase) {
    case 'idle':
    case 'running':
      return null;
    case 'incoming':
      return <IncomingPage model={model} line={line} state={state} about={about} where={where} instead={instead} />;
    case 'ended':
      return (
        <CallEnded
          model={model}
          lineId={line.delivery.id}
          callerName={otherName(line)}
          state={state}
          callAgain={callAgain}
          leaveNote={leaveNote}
        />
      );
    case 'starting':
    case 'calling':
    case 'connecting':
    case 'talking':
    case 'reconnecting': {
      const Panel = isAway ? CallAway : CallPanel;
      return <Panel model={model} line={line} state={state} otherName={otherName(line)} />;
    }
  }
}

const otherName = (line: LineSummary): string => otherOf(line)?.name ?? line.delivery.courierName;

/** Whom the last call was between, to call them again; nobody where it never rang. */
function useRung(state: CallState): { current: MemberId[] | undefined } {
  const rung = useRef<MemberId[] | undefined>(undefined);
  useEffect(() => {
    if (state.phase === 'incoming') rung.current = [state.from];
    else if (state.phase === 'calling') rung.current = state.others.map(({ memberId }) => memberId);
  }, [state]);
  return rung;
}

const isActive = (state: CallState): state is ActiveState =>
  state.phase !== 'idle' && state.phase !== 'incoming' && state.phase !== 'running' && state.phase !== 'ended';

/** A screen reader hears what the call is, when that changes. The incoming page speaks for itself: it takes the focus. */
function useSpoken({ model, line }: CallScreenProps, state: CallState): void {
  const spoken = spokenWords();
  useEffect(() => {
    if (spoken !== '') announce(spoken);
  }, [spoken]);

  function spokenWords(): string {
    const t = callWords();
    if (state.phase === 'ended') {
      const problem = model.problem.value;
      return [endedWords(state), problem && problemWords(problem)].filter(Boolean).join(' · ');
    }
    if (!isActive(state)) return '';
    const names = state.phase === 'starting' ? '' : namesOf(line, state.others);
    // The quality comes and goes: it is there to be read, not to be told each time.
    if (state.phase === 'talking' && model.muted.value) return t.muted;
    const words = stateWords(model, line, state, names || otherName(line));
    return state.phase === 'talking' && words.startsWith(t.talking) ? t.talking : words;
  }
}

/** Nobody's words are written down without their hearing of it. */
function useCaptionsTold(model: CallModel, state: CallState): void {
  const isOn = isActive(state) && model.captions.value.on;
  const wasOn = useRef(false);
  useEffect(() => {
    if (isOn !== wasOn.current && isActive(model.state.peek()))
      announce(isOn ? callWords().captionsOn : callWords().captionsOff);
    wasOn.current = isOn;
  }, [isOn]);
}

/** Tells who has joined the call, left it or come back. */
function useComings(line: LineSummary, state: CallState): void {
  const before = useRef<readonly CallOther[] | null>(null);
  const others = state.phase === 'talking' ? state.others : null;
  useEffect(() => {
    const { current } = before;
    before.current = others;
    if (current === null || others === null) return;
    const said = others.flatMap((other) => {
      const was = current.find(({ memberId }) => memberId === other.memberId);
      const words = comingWords(was, other, nameIn(line, other.memberId));
      return words === '' ? [] : [words];
    });
    if (said.length > 0) announce(said.join(' · '));
  }, [others]);
}

function comingWords(was: CallOther | undefined, is: CallOther, name: string): string {
  const t = callWords();
  if (is.state === 'talking' && was?.state === 'reconnecting') return t.isBack(name);
  if (is.state === 'talking' && was?.state !== 'talking') return t.joined(name);
  if (was !== undefined && isIn(was) && was.state !== 'called' && was.state !== 'ringing' && is.state === 'left')
    return t.left(name);
  return '';
}
