import { batch, computed, effect, signal } from '@preact/signals';
import type { Call, CallId, LineId, MemberId } from '#protocol';
import type { Connection } from '../connection.ts';
import type { CallMedia, CallMediaEvents, Levels } from './call-media.ts';
import type { CallModel } from './call-model.ts';
import type { CallProblem, CallState, EndReason } from './call-state.ts';
import { loadCallMedia } from './load-call-media.ts';
import { openSession, type Session } from './session.ts';

export type { CallModel } from './call-model.ts';

export interface CallModelParts {
  readonly connection: Connection;
  readonly lineId: LineId;
  /** The member that this page is on the line. */
  readonly me: MemberId;
  /** The sound of a call; a test gives its own. */
  readonly openMedia?: (events: CallMediaEvents) => Promise<CallMedia>;
}

/** How long the words about an ended call stay, ms: time to read one line. */
const ENDED_SHOWN_MS = 6000;
/** Ten a second: smooth enough for bars, and for a clock of seconds. */
const TICK_MS = 100;
const SILENT: Levels = { me: 0, others: new Map() };

/** The call of one line on this device. Rings by itself when another member calls, and comes back after a reload. */
export function createCallModel(parts: CallModelParts): CallModel {
  const { connection, lineId, me, openMedia = loadCallMedia } = parts;
  const state = signal<CallState>({ phase: 'idle' });
  const muted = signal(false);
  const seconds = signal(0);
  const levels = signal(SILENT);
  const problem = signal<CallProblem | null>(null);
  const soundBlocked = signal(false);
  const inCall = computed(() => state.value.phase === 'talking' || state.value.phase === 'reconnecting');
  let session: Session | null = null;
  let shownUntil: ReturnType<typeof setTimeout> | null = null;
  let closed = false;
  /** It goes on where others are rung too, and no longer concerns this device. */
  let declined: CallId | null = null;

  function open(): Session {
    dismiss();
    problem.value = null;
    const opened: Session = openSession({
      connection,
      lineId,
      me,
      openMedia,
      state,
      problem,
      soundBlocked,
      muted,
      onOver: (reason, talkMs) => {
        if (session === opened) finish(reason, false, talkMs);
      },
    });
    session = opened;
    return opened;
  }

  function finish(reason: EndReason, byMe: boolean, talkMs: number): void {
    session?.close();
    session = null;
    batch(() => {
      muted.value = false;
      seconds.value = 0;
      levels.value = SILENT;
      soundBlocked.value = false;
      if (reason !== 'not_started') problem.value = null;
      state.value = { phase: 'ended', reason, byMe, talkMs };
    });
    // A reason to do something stays until it is put away.
    if (reason !== 'not_started') shownUntil = setTimeout(dismiss, ENDED_SHOWN_MS);
  }

  function dismiss(): void {
    if (shownUntil !== null) clearTimeout(shownUntil);
    shownUntil = null;
    if (state.value.phase !== 'ended') return;
    state.value = { phase: 'idle' };
    problem.value = null;
  }

  const talkedMs = (call: Call | null | undefined): number =>
    call?.phase === 'talking' ? Math.max(0, connection.now() - call.answeredAt) : 0;

  function onChanged(call: Call): void {
    if (call.lineId !== lineId) return;
    if (session === null) {
      if (call.phase === 'ringing' && call.startedBy !== me && call.id !== declined) void open().ring(call);
    } else if (session.call?.id === call.id) session.update(call);
  }

  /** After an absence: is there a call, and are we still in it? */
  async function lookAgain(): Promise<void> {
    const before = session;
    const current = await connection.ask('calls.current', { lineId });
    // Whoever is starting a call learns from the answer to that.
    if (closed || session !== before || (session !== null && session.call === null)) return;
    const known = session?.call ?? null;
    if (known !== null && (known.id !== current?.call.id || (session?.answered === true && !current.here)))
      finish('over', false, 0);
    if (current === null) return;
    if (session === null && current.here) return open().comeBack(current.call);
    onChanged(current.call);
    session?.online();
  }
  const lookAgainQuietly = (): void => {
    // A failure means that the connection is gone again; the next one asks anew.
    lookAgain().catch(() => undefined);
  };

  const stops = [
    connection.on('calls.changed', onChanged),
    connection.on('calls.track_added', ({ callId, track }) => {
      if (session?.call?.id !== callId) return;
      // A track that cannot be taken belongs to media that are being replaced.
      session.media?.addTrack(track).catch(() => undefined);
    }),
    connection.on('calls.track_removed', ({ callId, consumerId }) => {
      if (session?.call?.id === callId) session.media?.removeTrack(consumerId);
    }),
    connection.onOnline(() => {
      if (problem.value === 'offline') dismiss();
      lookAgainQuietly();
    }),
    effect(() => {
      if (!inCall.value) return;
      const tick = setInterval(() => {
        seconds.value = Math.floor(talkedMs(session?.call) / 1000);
        levels.value = session?.media?.levels() ?? SILENT;
      }, TICK_MS);
      return () => clearInterval(tick);
    }),
  ];
  if (connection.state.value.phase === 'online') lookAgainQuietly();

  return {
    state,
    muted,
    seconds,
    levels,
    problem,
    soundBlocked,
    listening: signal(false),
    quality: signal(null),
    captions: signal({ on: false, lines: [] }),
    outputs: signal({ all: [], chosen: '' }),
    ring: () => Promise.resolve('failed'),
    setCaptions: () => Promise.resolve('failed'),
    chooseOutput: () => Promise.resolve(),
    async call() {
      if (session === null) await open().start();
    },
    async answer() {
      await session?.answer();
    },
    async decline() {
      const callId = session?.call?.id;
      if (callId === undefined || session?.answered === true) return;
      declined = callId;
      finish('declined', true, 0);
      dismiss();
      await connection.ask('calls.decline', { lineId, callId }).catch(() => undefined);
    },
    async hangUp() {
      const call = session?.call;
      if (session === null) return;
      // Told before the sound is closed: else the others would first hear of a lost connection.
      const told = call ? connection.ask('calls.hang_up', { lineId, callId: call.id }) : null;
      finish('hung_up', true, talkedMs(call));
      if (told === null) dismiss();
      await told?.catch(() => undefined);
    },
    toggleMuted() {
      if (session === null) return;
      muted.value = !muted.value;
      session.media?.setMuted(muted.value);
      session.tellMuted();
    },
    async hear() {
      await session?.media?.play();
    },
    async retryMicrophone() {
      await session?.takeMicrophone();
    },
    dismiss,
    close() {
      if (closed) return;
      closed = true;
      for (const stop of stops) stop();
      session?.close();
      session = null;
      dismiss();
    },
  };
}
