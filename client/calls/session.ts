import type { Signal } from '@preact/signals';
import type { Call, CallMember, LineId, MemberId } from '#protocol';
import { AskError, type Connection } from '../connection.ts';
import { MicrophoneError, type CallMedia, type CallMediaEvents, type CallWire } from './call-media.ts';
import type { CallProblem, CallState, EndReason } from './call-state.ts';
import { openJoiner, type JoinResult } from './joiner.ts';

/** No way for the sound after this: a firewall, and no patience will help. ms */
const NO_PATH_AFTER_MS = 15_000;

export interface SessionParts {
  readonly connection: Connection;
  readonly lineId: LineId;
  readonly me: MemberId;
  readonly openMedia: (events: CallMediaEvents) => Promise<CallMedia>;
  readonly state: Signal<CallState>;
  readonly problem: Signal<CallProblem | null>;
  readonly soundBlocked: Signal<boolean>;
  readonly muted: Signal<boolean>;
  /** This device is out of the call; close the session. */
  readonly onOver: (reason: EndReason, talkMs: number) => void;
}

/** One call on this device, from the first tap or ring to its end. Opened by the model, one at a time. */
export interface Session {
  readonly call: Call | null;
  /** Null until it is loaded. */
  readonly media: CallMedia | null;
  /** Made or taken here; else it only rings. */
  readonly answered: boolean;
  /** From a tap: asks for the microphone, then rings the others. */
  start(): Promise<void>;
  /** Gets everything ready while it rings, so that Answer only has to open the microphone. */
  ring(call: Call): Promise<void>;
  /** From a tap. */
  answer(): Promise<void>;
  /** The page was loaded anew in the middle of its call. */
  comeBack(call: Call): Promise<void>;
  /** What the server says of the call. */
  update(call: Call): void;
  /** The server can be asked again. */
  online(): void;
  takeMicrophone(): Promise<void>;
  tellMuted(): void;
  close(): void;
}

export function openSession(parts: SessionParts): Session {
  const { connection, lineId, me, muted, problem, soundBlocked, state } = parts;
  let call: Call | null = null;
  let answered = false;
  let media: CallMedia | null = null;
  /** Sound can flow now; could once. */
  let path = false;
  let pathOnce = false;
  let pathTimer: ReturnType<typeof setTimeout> | null = null;
  let closed = false;
  const joiner = openJoiner(join);

  const ownMember = (of: Exclude<Call, { phase: 'ended' }>) =>
    of.members.find((member) => member.memberId === me && isIn(member.state));

  /** What this device shows. */
  function show(): void {
    if (closed || call === null || call.phase === 'ended') return;
    const callId = call.id;
    const others = call.members.filter((member) => member.memberId !== me);
    if (!answered) state.value = { phase: 'incoming', callId, from: call.startedBy, others };
    else if (call.phase === 'ringing' && call.startedBy === me) state.value = { phase: 'calling', callId, others };
    else if (!path || ownMember(call)?.state === 'reconnecting')
      state.value = { phase: pathOnce ? 'reconnecting' : 'connecting', callId, others };
    else {
      pathOnce = true;
      state.value = { phase: 'talking', callId, others };
    }
  }

  const events: CallMediaEvents = {
    onPath(connected) {
      if (closed) return;
      path = connected;
      if (connected) {
        joiner.well();
        if (problem.value === 'no_path' || problem.value === 'unavailable') problem.value = null;
      } else if (pathOnce) joiner.pathLost();
      show();
    },
    onSoundBlocked(blocked) {
      if (!closed) soundBlocked.value = blocked;
    },
    onMicrophoneLost() {
      if (closed) return;
      problem.value = 'microphone_lost';
      void takeMicrophone();
    },
  };

  /** Null where the session was closed meanwhile. */
  async function openMedia(): Promise<CallMedia | null> {
    const opened = await parts.openMedia(events);
    if (closed) {
      opened.close();
      return null;
    }
    opened.setMuted(muted.value);
    media = opened;
    return opened;
  }

  async function join(): Promise<JoinResult> {
    if (call === null || call.phase === 'ended') return 'stop';
    try {
      const opened = media ?? (await openMedia());
      await opened?.join(wireOf(connection, { lineId, callId: call.id }));
      return 'joined';
    } catch (error) {
      if (closed) return 'stop';
      const code = error instanceof AskError ? error.code : null;
      if (code === 'call_over' || code === 'conflict') {
        parts.onOver('over', 0);
        return 'stop';
      }
      if (answered && code === 'unavailable') problem.value = 'unavailable';
      return 'again';
    }
  }

  async function takeMicrophone(): Promise<void> {
    try {
      await media?.openMicrophone();
      if (!closed && problem.value?.startsWith('microphone_')) problem.value = null;
    } catch (error) {
      if (!closed) problem.value = problemOf(error);
    }
  }

  function watchForPath(): void {
    pathTimer ??= setTimeout(() => {
      if (!path && !pathOnce) problem.value = 'no_path';
    }, NO_PATH_AFTER_MS);
  }

  function update(next: Call): void {
    if (closed) return;
    call = next;
    if (next.phase === 'ended') {
      const unanswered = next.end === 'declined' ? 'over' : 'missed';
      return parts.onOver(answered ? next.end : unanswered, next.talkMs);
    }
    const own = ownMember(next);
    if (!answered && own !== undefined) return parts.onOver('answered_elsewhere', 0);
    if (answered && own?.state === 'reconnecting') joiner.serverMissesUs();
    else {
      joiner.serverHasUs();
      if (path) joiner.well();
    }
    if (answered && next.phase === 'talking') watchForPath();
    show();
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
    async start() {
      answered = true;
      if (connection.state.value.phase === 'offline') {
        problem.value = 'offline';
        return parts.onOver('not_started', 0);
      }
      state.value = { phase: 'starting' };
      try {
        const opened = await openMedia();
        // Nobody is rung before it is known that we can be heard.
        await opened?.openMicrophone();
        if (closed) return;
        const started = await connection.ask('calls.start', { lineId });
        if (closed) {
          await connection.ask('calls.hang_up', { lineId, callId: started.id }).catch(() => undefined);
          return;
        }
        void opened?.play();
        update(started);
        await joiner.now();
      } catch (error) {
        if (closed) return;
        problem.value = problemOf(error);
        parts.onOver('not_started', 0);
      }
    },
    async ring(incoming) {
      update(incoming);
      await joiner.now();
    },
    async answer() {
      if (call === null || answered) return;
      answered = true;
      show();
      watchForPath();
      // Both at once and from the tap itself: browsers insist.
      const ready = media;
      void ready?.play();
      const microphone = ready === null ? null : takeMicrophone();
      try {
        update(await connection.ask('calls.answer', { lineId, callId: call.id }));
      } catch (error) {
        if (closed) return;
        if (error instanceof AskError && error.code === 'call_over') return parts.onOver('over', 0);
        answered = false;
        problem.value = problemOf(error);
        return show();
      }
      if (microphone !== null) return microphone;
      // The tap came before the sound was loaded.
      if (media === null) await joiner.now();
      void media?.play();
      await takeMicrophone();
    },
    async comeBack(running) {
      answered = true;
      pathOnce = running.phase === 'talking';
      muted.value =
        running.phase !== 'ended' && running.members.some((member) => member.memberId === me && member.muted);
      update(running);
      await joiner.now();
      void media?.play();
      await takeMicrophone();
    },
    update,
    online() {
      if (!path) void joiner.now();
    },
    takeMicrophone,
    tellMuted() {
      if (call === null) return;
      const ask = connection.ask('calls.set_muted', { lineId, callId: call.id, muted: muted.value });
      // Our own microphone obeys at once; the others' view of it follows with the next change.
      ask.catch(() => undefined);
    },
    close() {
      if (closed) return;
      closed = true;
      if (pathTimer !== null) clearTimeout(pathTimer);
      joiner.close();
      media?.close();
    },
  };
}

const isIn = (state: CallMember['state']): boolean => state === 'talking' || state === 'reconnecting';

function wireOf(connection: Connection, on: { lineId: LineId; callId: Call['id'] }): CallWire {
  return {
    openMedia: () => connection.ask('calls.open_media', on),
    async connect(transportId, dtlsParameters) {
      await connection.ask('calls.connect_transport', { ...on, transportId, dtlsParameters });
    },
    produce: (rtpParameters) => connection.ask('calls.produce', { ...on, rtpParameters }),
    receive: (rtpCapabilities) => connection.ask('calls.receive', { ...on, rtpCapabilities }),
    async resume(consumerId) {
      await connection.ask('calls.resume', { ...on, consumerId });
    },
  };
}

function problemOf(error: unknown): CallProblem {
  if (error instanceof MicrophoneError) return `microphone_${error.reason}`;
  if (!(error instanceof AskError)) return 'failed';
  if (error.code === 'offline' || error.code === 'timed_out') return 'offline';
  if (error.code === 'unavailable' || error.code === 'full') return error.code;
  return error.code === 'conflict' ? 'in_another_call' : 'failed';
}
