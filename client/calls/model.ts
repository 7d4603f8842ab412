import { batch, computed, signal } from '@preact/signals';
import type { Call, CallId, CallQuality, Caption, LineId, MemberId } from '#protocol';
import type { Connection } from '../connection.ts';
import { openMicrophoneForCall } from '../microphone.ts';
import { whenIdle } from '../ui/when-idle.ts';
import type { CallMedia, CallMediaEvents } from './call-media.ts';
import type { CallModel } from './call-model.ts';
import type { CallPage } from './call-page.ts';
import { isElsewhere } from './call-offers.ts';
import type { CallProblem, CallState, EndReason } from './call-state.ts';
import { openBrowserPage } from './browser-page.ts';
import { CAPTION_LINES, withCaption } from './captions.ts';
import { loadCallMedia, prefetchCallMedia } from './load-call-media.ts';
import { createOutputs } from './outputs.ts';
import { problemOf } from './problems.ts';
import { hasTaken, isRung, memberIn, othersIn } from './own-part.ts';
import { openSession, type Session } from './session.ts';
import { SILENT, whileAnswered } from './while-answered.ts';

export type { CallModel } from './call-model.ts';

export interface CallModelParts {
  readonly connection: Connection;
  readonly lineId: LineId;
  /** The member that this page is on the line. */
  readonly me: MemberId;
  /** The sound of a call; a test gives its own. */
  readonly openMedia?: (events: CallMediaEvents) => Promise<CallMedia>;
  /** The microphone; rejects with `MicrophoneError`. */
  readonly openTrack?: () => Promise<MediaStreamTrack>;
  readonly page?: CallPage;
}

/** How long the words about an ended call stay, ms: time to read one line. */
const ENDED_SHOWN_MS = 6000;
/** Where it can be tried again, or a voice note left: time to choose, ms. */
const UNANSWERED_SHOWN_MS = 30_000;
const unanswered = new Set<EndReason>(['missed', 'no_answer', 'declined', 'busy', 'failed']);
const IDLE: CallState = { phase: 'idle' };

/** One for all lines of the page. */
let browserPage: CallPage | null = null;

function theBrowser(): CallPage {
  if (browserPage === null) whenIdle(prefetchCallMedia);
  browserPage ??= openBrowserPage();
  return browserPage;
}

/** The call of one line on this device. Rings by itself when another member calls, and comes back after a reload. */
export function createCallModel(parts: CallModelParts): CallModel {
  const { connection, lineId, me, openMedia = loadCallMedia, openTrack = openMicrophoneForCall } = parts;
  const page = parts.page ?? theBrowser();
  const state = signal(IDLE);
  const muted = signal(false);
  const listening = signal(false);
  const seconds = signal(0);
  const levels = signal(SILENT);
  const unheard = signal<readonly MemberId[]>([]);
  const problem = signal<CallProblem | null>(null);
  const soundBlocked = signal(false);
  /** The call of the line, whether this device is in it or not. */
  const known = signal<Call | null>(null);
  const captionLines = signal<readonly Caption[]>([]);
  const answered = signal(false);
  const outputs = createOutputs(page);
  const inCall = computed(() => state.value.phase === 'talking' || state.value.phase === 'reconnecting');
  let session: Session | null = null;
  let shownUntil: ReturnType<typeof setTimeout> | null = null;
  let closed = false;
  /** Declined, or hung up, here: where the server has not heard of it, it is told again, and nothing rings or opens by itself. */
  let declined: CallId | null = null;
  let hungUp: CallId | null = null;

  function open(): Session {
    hungUp = null;
    dismiss();
    problem.value = null;
    const opened: Session = openSession({
      connection,
      lineId,
      me,
      openMedia,
      openTrack,
      page,
      state,
      problem,
      soundBlocked,
      muted,
      listening,
      onCall: know,
      onAnswered: (on) => (answered.value = on),
      onMedia: (media) => outputs.apply(media),
      onOver: (reason, talkMs) => {
        if (session === opened) finish(reason, false, talkMs ?? talkedMs(opened.call));
      },
    });
    session = opened;
    return opened;
  }

  function finish(reason: EndReason, byMe: boolean, talkMs: number): void {
    session?.close();
    session = null;
    batch(() => {
      answered.value = false;
      muted.value = false;
      listening.value = false;
      seconds.value = 0;
      levels.value = SILENT;
      soundBlocked.value = false;
      if (reason !== 'not_started') problem.value = null;
      state.value = { phase: 'ended', reason, byMe, talkMs };
    });
    // A reason to do something stays until it is put away.
    if (reason !== 'not_started')
      shownUntil = setTimeout(dismiss, unanswered.has(reason) ? UNANSWERED_SHOWN_MS : ENDED_SHOWN_MS);
  }

  function dismiss(): void {
    if (shownUntil !== null) clearTimeout(shownUntil);
    shownUntil = null;
    if (state.value.phase !== 'ended') return;
    problem.value = null;
    rest();
  }

  /** Nothing of this device's own: others may be talking all the same. */
  function rest(): void {
    const call = known.value;
    state.value = call?.phase === 'talking' ? { phase: 'running', callId: call.id, others: othersIn(call, me) } : IDLE;
  }

  const talkedMs = (call: Call | null | undefined): number =>
    call?.phase === 'talking' ? Math.max(0, connection.now() - call.answeredAt) : 0;

  function know(call: Call): void {
    if (call.id !== known.value?.id) captionLines.value = [];
    known.value = call.phase === 'ended' ? null : call;
  }

  function onChanged(call: Call): void {
    if (call.lineId !== lineId) return;
    know(call);
    if (session !== null) {
      if (session.call?.id === call.id) session.update(call);
      return;
    }
    const rung = isRung(memberIn(call, me));
    if (!rung && call.id === declined) declined = null;
    if (rung && call.id !== declined) void open().ring(call);
    else if (state.value.phase !== 'ended') rest();
    // What is offered about it is over with it.
    else if (call.phase === 'ended' && isElsewhere(state.value.reason)) dismiss();
  }
  /** After an absence: is there a call, and are we still in it? */
  async function lookAgain(): Promise<void> {
    const before = session;
    const current = await connection.ask('calls.current', { lineId });
    // Whoever is starting a call learns from the answer to that.
    if (closed || session !== before || (session !== null && session.call === null)) return;
    const was = session?.call ?? null;
    const same = was !== null && was.id === current?.call.id;
    if (was !== null && (!same || (session?.answered === true && !current.here)))
      finish(same && hasTaken(memberIn(current.call, me)) ? 'moved' : 'over', false, 0);
    if (current === null) {
      known.value = null;
      if (session === null && state.value.phase !== 'ended') rest();
      return;
    }
    know(current.call);
    captionLines.value = current.captions.slice(-CAPTION_LINES);
    const { call } = current;
    if (session === null && current.here) {
      if (call.id !== hungUp) return open().comeBack(call);
      await connection.ask('calls.hang_up', { lineId, callId: hungUp });
      return;
    }
    if (call.id === declined && isRung(memberIn(call, me)))
      await connection.ask('calls.decline', { lineId, callId: declined });
    onChanged(call);
    session?.online();
  }
  const lookAgainQuietly = (): void => {
    // A failure means that the connection is gone again; the next one asks anew.
    lookAgain().catch(() => undefined);
  };

  async function askOnCall(
    ask: (on: { lineId: LineId; callId: CallId }) => Promise<unknown>,
  ): Promise<CallProblem | null> {
    const callId = session?.call?.id;
    if (callId === undefined) return 'failed';
    try {
      await ask({ lineId, callId });
      return null;
    } catch (error) {
      return problemOf(error);
    }
  }

  async function hangUp(): Promise<void> {
    const call = session?.call;
    if (session === null) return;
    // Told before the sound is closed: else the others would first hear of a lost connection.
    if (call) hungUp = call.id;
    const told = call ? connection.ask('calls.hang_up', { lineId, callId: call.id }) : null;
    finish('hung_up', true, talkedMs(call));
    if (told === null) dismiss();
    await told?.catch(() => undefined);
  }

  function toggleMuted(): void {
    if (session === null || listening.value) return;
    muted.value = !muted.value;
    session.setMuted(muted.value);
  }

  const stops = [
    connection.on('calls.changed', onChanged),
    connection.on('calls.moved', ({ callId }) => {
      if (session?.call?.id === callId && session.answered) finish('moved', false, 0);
    }),
    connection.on('calls.caption', ({ callId, caption }) => {
      if (callId === known.value?.id) captionLines.value = withCaption(captionLines.value, caption);
    }),
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
    ...whileAnswered({
      connection,
      page,
      answered,
      inCall,
      muted,
      state,
      soundBlocked,
      unheard,
      seconds,
      levels,
      controls: { hangUp: () => void hangUp(), toggleMuted },
      watchOutputs: () => outputs.watch(),
      media: () => session?.media ?? null,
      talkedMs: () => talkedMs(session?.call),
      onReport(report) {
        // Nobody misses one report.
        void askOnCall((on) => connection.ask('calls.report', { ...on, ...report }));
      },
    }),
  ];
  if (connection.state.value.phase === 'online') lookAgainQuietly();

  return {
    state,
    muted,
    listening,
    seconds,
    levels,
    unheard,
    problem,
    soundBlocked,
    quality: computed((): CallQuality | null => {
      const call = known.value;
      return inCall.value && call !== null ? (memberIn(call, me)?.quality ?? null) : null;
    }),
    captions: computed(() => {
      const call = known.value;
      return { on: call !== null && call.phase !== 'ended' && call.captions, lines: captionLines.value };
    }),
    outputs: outputs.signal,
    ring: (memberId) => askOnCall((on) => connection.ask('calls.ring', { ...on, memberId })),
    setCaptions: (on) => askOnCall((call) => connection.ask('calls.set_captions', { ...call, on })),
    async chooseOutput(id) {
      await outputs.choose(id, session?.media ?? null);
    },
    async call(members) {
      if (session === null) await open().start(members);
    },
    async answer({ listening: only = false } = {}) {
      const running = known.value;
      if (session !== null) await session.answer({ listening: only });
      else if (running?.phase === 'talking') await open().answer({ listening: only, running });
    },
    async decline() {
      const callId = session?.call?.id;
      if (callId === undefined || session?.answered === true) return;
      declined = callId;
      finish('declined', true, 0);
      dismiss();
      await connection.ask('calls.decline', { lineId, callId }).catch(() => undefined);
    },
    hangUp,
    toggleMuted,
    async hear() {
      await session?.media?.play();
    },
    async retryMicrophone() {
      await session?.retryMicrophone();
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
