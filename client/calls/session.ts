import type { Signal } from '@preact/signals';
import type { Call, CallMember, LineId, MemberId } from '#protocol';
import { AskError, type Connection } from '../connection.ts';
import type { CallMedia, CallMediaEvents } from './call-media.ts';
import type { CallPage } from './call-page.ts';
import type { CallProblem, CallState, EndReason } from './call-state.ts';
import { callWire } from './call-wire.ts';
import { keepMicrophone } from './own-microphone.ts';
import { hasTaken, isRung, memberIn, othersIn } from './own-part.ts';
import { problemOf } from './problems.ts';
import { openRecovery, type TryResult } from './recovery.ts';
import { openSoundWay } from './sound-way.ts';

export interface SessionParts {
  readonly connection: Connection;
  readonly lineId: LineId;
  readonly me: MemberId;
  readonly openMedia: (events: CallMediaEvents) => Promise<CallMedia>;
  readonly openTrack: () => Promise<MediaStreamTrack>;
  readonly page: CallPage;
  readonly state: Signal<CallState>;
  readonly problem: Signal<CallProblem | null>;
  readonly soundBlocked: Signal<boolean>;
  readonly muted: Signal<boolean>;
  readonly listening: Signal<boolean>;
  /** Made or taken on this device now, or back to only ringing where that was refused. */
  readonly onAnswered: (answered: boolean) => void;
  /** What the server says of the call, also as the answer to a request. */
  readonly onCall: (call: Call) => void;
  /** The sound is loaded. */
  readonly onMedia: (media: CallMedia) => void;
  /** This device is out of the call; close the session. */
  readonly onOver: (reason: EndReason, talkMs?: number) => void;
}

/** One call on this device, from the first tap or ring to its end. Opened by the model, one at a time. */
export interface Session {
  readonly call: Call | null;
  /** Null until it is loaded. */
  readonly media: CallMedia | null;
  /** Made or taken here; else it only rings. */
  readonly answered: boolean;
  /** From a tap: opens the microphone and rings the others. */
  start(members?: readonly MemberId[]): Promise<void>;
  /** Gets everything ready while it rings, so that Answer only has to open the microphone. */
  ring(call: Call): Promise<void>;
  /** From a tap: takes the call that rings, or the given one, that runs. */
  answer(options: { listening: boolean; running?: Call }): Promise<void>;
  /** The page was loaded anew in the middle of its call. */
  comeBack(call: Call): Promise<void>;
  /** What the server says of the call. */
  update(call: Call): void;
  /** The server can be asked again. */
  online(): void;
  retryMicrophone(): Promise<void>;
  setMuted(muted: boolean): void;
  close(): void;
}

export function openSession(parts: SessionParts): Session {
  const { connection, lineId, listening, me, muted, page, problem, soundBlocked, state } = parts;
  let call: Call | null = null;
  let answered = false;
  /** The server knows that we have answered. */
  let taken = false;
  let media: CallMedia | null = null;
  let opening: Promise<CallMedia | null> | null = null;
  let track: MediaStreamTrack | null = null;
  let closed = false;

  const recovery = openRecovery({ join, restartIce });
  const way = openSoundWay({
    prove: () => connection.prove(),
    onNone: () => (problem.value = 'no_path'),
    onGone: () => parts.onOver('failed'),
  });
  const microphone = keepMicrophone({
    openTrack: parts.openTrack,
    page,
    use(next) {
      track = next;
      // A track that cannot be taken belongs to media that are being replaced, which take it then.
      media?.send(next).catch(() => undefined);
    },
    tell(trouble) {
      if (trouble !== null) problem.value = trouble;
      else if (problem.value?.startsWith('microphone_')) problem.value = null;
    },
  });

  const stopListening = page.onNetwork(() => recovery.networkChanged());

  /** What this device shows. */
  function show(): void {
    if (closed || call === null || call.phase === 'ended') return;
    const shown = { callId: call.id, others: othersIn(call, me) };
    if (!answered) state.value = { phase: 'incoming', from: call.startedBy, ...shown };
    else if (call.phase === 'ringing' && call.startedBy === me) state.value = { phase: 'calling', ...shown };
    else if (way.isUp && memberIn(call, me)?.state !== 'reconnecting') {
      way.used();
      state.value = { phase: 'talking', ...shown };
    } else state.value = { phase: way.wasUp ? 'reconnecting' : 'connecting', ...shown };
  }

  const events: CallMediaEvents = {
    onPath(next) {
      if (closed) return;
      way.change(next);
      recovery.path(next);
      if (way.isUp && (problem.value === 'no_path' || problem.value === 'unavailable')) problem.value = null;
      show();
    },
    onSoundBlocked(blocked) {
      if (!closed) soundBlocked.value = blocked;
    },
  };

  /** Null where the session was closed meanwhile. */
  async function openMedia(): Promise<CallMedia | null> {
    const opened = await parts.openMedia(events);
    if (closed) {
      opened.close();
      return null;
    }
    media = opened;
    if (track !== null) await opened.send(track);
    parts.onMedia(opened);
    return opened;
  }
  async function loaded(): Promise<CallMedia | null> {
    if (media !== null) return media;
    opening ??= openMedia().finally(() => (opening = null));
    return opening;
  }

  async function join(): Promise<TryResult> {
    const joining = call;
    if (joining === null || joining.phase === 'ended') return 'stop';
    try {
      const opened = await loaded();
      if (closed) return 'stop';
      await opened?.join(callWire(connection, { lineId, callId: joining.id }), { listening: listening.value });
      return 'done';
    } catch (error) {
      if (closed) return 'stop';
      const code = error instanceof AskError ? error.code : null;
      if (code === 'call_over') {
        parts.onOver('over', 0);
        return 'stop';
      }
      if (answered && (code === 'unavailable' || code === 'full')) problem.value = code;
      return 'again';
    }
  }

  async function restartIce(): Promise<TryResult> {
    if (media === null) return 'gone';
    try {
      await media.restartIce();
      return 'done';
    } catch (error) {
      if (closed) return 'stop';
      const passes = error instanceof AskError && (error.code === 'offline' || error.passes);
      return passes && error.code !== 'unavailable' ? 'again' : 'gone';
    }
  }

  function setAnswered(on: boolean): void {
    answered = on;
    parts.onAnswered(on);
  }

  function update(next: Call): void {
    if (closed) return;
    call = next;
    parts.onCall(next);
    if (next.phase === 'ended') {
      const unanswered = next.end === 'declined' ? 'over' : 'missed';
      return parts.onOver(answered ? next.end : unanswered, next.talkMs);
    }
    const own = memberIn(next, me);
    if (!answered) {
      if (!isRung(own)) return parts.onOver(whyQuiet(own), 0);
    } else if (taken) {
      if (!hasTaken(own)) return parts.onOver('failed');
      recovery.served(own?.state !== 'reconnecting');
    }
    show();
  }

  function play(): void {
    if (!closed) void media?.play();
  }
  function notStarted(): void {
    parts.onOver('not_started', 0);
  }
  function tellMuted(): void {
    if (call === null) return;
    connection.ask('calls.set_muted', { lineId, callId: call.id, muted: muted.peek() }).catch(() => undefined);
  }
  const hangUp = (of: Call): void =>
    void connection.ask('calls.hang_up', { lineId, callId: of.id }).catch(() => undefined);

  async function takeCall(running: Call): Promise<Call | null> {
    const rang = call !== null;
    try {
      const { value } = listening;
      const answer = await connection.ask('calls.answer', {
        lineId,
        callId: running.id,
        ...(value ? { listening: value } : {}),
      });
      return closed ? null : answer;
    } catch (error) {
      if (closed) return null;
      microphone.letGo();
      if (error instanceof AskError && error.code === 'call_over') parts.onOver('over', 0);
      else {
        problem.value = problemOf(error);
        if (rang) setAnswered(false);
        else notStarted();
        show();
      }
      return null;
    }
  }

  return {
    get call() {
      return call;
    },
    get media() {
      return media;
    },
    get answered() {
      return answered;
    },
    async start(members) {
      if (connection.state.value.phase === 'offline') {
        problem.value = 'offline';
        return notStarted();
      }
      setAnswered(true);
      state.value = { phase: 'starting' };
      const granted = page.microphoneGranted();
      const opened = microphone.open();
      loaded().catch(() => undefined);
      // Nobody is rung before it is likely that we can be heard.
      if (!granted && !(await opened)) return closed ? undefined : notStarted();
      if (closed) return;
      try {
        const started = await connection.ask('calls.start', { lineId, ...(members ? { members: [...members] } : {}) });
        if (closed) return hangUp(started);
        taken = true;
        play();
        update(started);
      } catch (error) {
        if (closed) return;
        problem.value = problemOf(error);
        return notStarted();
      }
      if (closed) return;
      void recovery.join().then(play);
      if ((await opened) || closed || call?.phase !== 'ringing') return;
      hangUp(call);
      notStarted();
    },
    async ring(incoming) {
      update(incoming);
      if (!closed) await recovery.join();
    },
    async answer(options) {
      const rings = options.running ?? call;
      if (rings === null || answered) return;
      listening.value = options.listening;
      setAnswered(true);
      if (call === null) state.value = { phase: 'starting' };
      show();
      way.due();
      // All at once and from the tap itself: browsers insist.
      play();
      const opened = options.listening ? null : microphone.open();
      const answer = await takeCall(rings);
      if (answer === null) return;
      taken = true;
      // Who was muted on another device comes here muted.
      if (memberIn(answer, me)?.muted === true) {
        muted.value = true;
        microphone.setMuted(true);
      }
      update(answer);
      // The tap came before the sound was loaded, or it never rang here.
      if (media === null && !closed) await recovery.join();
      play();
      await opened;
    },
    async comeBack(running) {
      const own = memberIn(running, me);
      muted.value = own?.muted === true;
      listening.value = own?.listening === true;
      microphone.setMuted(muted.value);
      taken = true;
      setAnswered(true);
      if (running.phase === 'talking') way.used();
      update(running);
      if (closed) return;
      const opened = listening.value ? null : microphone.open();
      await recovery.join();
      play();
      await opened;
    },
    update,
    online() {
      // A tap that the server could not hear of.
      const own = call === null ? undefined : memberIn(call, me);
      if (taken && own !== undefined && own.muted !== muted.value) tellMuted();
      recovery.online();
    },
    async retryMicrophone() {
      await microphone.open();
    },
    setMuted(on) {
      microphone.setMuted(on);
      // Our own microphone obeys at once; the others see it as soon as the server can be asked.
      tellMuted();
    },
    close() {
      if (closed) return;
      closed = true;
      stopListening();
      way.close();
      recovery.close();
      microphone.close();
      media?.close();
    },
  };
}

/** Why it rings here no longer, while the call goes on. */
function whyQuiet(own: CallMember | undefined): EndReason {
  if (hasTaken(own)) return 'answered_elsewhere';
  return own?.state === 'missed' ? 'missed' : 'over';
}
