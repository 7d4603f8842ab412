import { signal, type ReadonlySignal } from '@preact/signals';
import { io } from 'socket.io-client';
import { errorCodes } from '../server/protocol/errors.ts';
import { PROTOCOL_VERSION } from '../server/protocol/version.ts';
import { newId } from './new-id.ts';
import { remembered } from './remembered.ts';
import type { Answer, DeviceId, ErrorCode, NoticeName, NoticeOf, PayloadOf, ReplyOf, RequestName } from '#protocol';

/** `refused`: the link is no longer good, or the page is too old; nothing will bring it back but the reason's way out. */
export type ConnectionState =
  | { phase: 'connecting' }
  | { phase: 'online' }
  | { phase: 'offline' }
  | { phase: 'refused'; code: ErrorCode };

/** The page's one way to the server. Models take it as a part, so that a test can stand in for it. */
export interface Connection {
  readonly state: ReadonlySignal<ConnectionState>;
  readonly deviceId: DeviceId;
  /** The link's token, for HTTP requests with `Authorization: Bearer`. */
  readonly token: string;
  /** Asks and waits; rejects with `AskError`. While offline it rejects at once with `offline`. */
  ask<N extends RequestName>(name: N, payload: PayloadOf<N>): Promise<ReplyOf<N>>;
  /** Says something without waiting for an answer, which costs a phone less; false while offline. It may be lost. */
  tell<N extends RequestName>(name: N, payload: PayloadOf<N>): boolean;
  /** Calls back on each notice until the returned function is called. */
  on<N extends NoticeName>(name: N, listen: (body: NoticeOf<N>) => void): () => void;
  /** Calls back after every (re)connection, once the page may ask again. */
  onOnline(listen: () => void): () => void;
  /** Server's clock, epoch ms, as far as it is known. */
  now(): number;
  /** People talk by way of this page: until the returned function is called, tries to come back follow each other closely. */
  hurry(): () => void;
  /** Something shows that the network was gone or is back: asks whether the connection lives, and makes it anew where not. */
  prove(): void;
  close(): void;
}

/** `offline`: no connection, `onOnline` says when to ask again; `timed_out`: no answer; the others are the server's refusals. */
export class AskError extends Error {
  override name = 'AskError';
  readonly code: ErrorCode | 'offline' | 'timed_out';

  /** Trouble that passes by itself: the same request may be sent again as it is, after a while. */
  get passes(): boolean {
    return ['timed_out', 'too_many', 'unavailable', 'internal'].includes(this.code);
  }

  constructor(code: ErrorCode | 'offline' | 'timed_out', message: string) {
    super(message);
    this.code = code;
  }
}

/** A phone that has not answered for so long has lost the packet or the network. */
const ANSWER_MS = 10_000;
/** After a sleep people wait for the page: shorter than that, but long enough for a slow network and a long round. */
const PROOF_MS = 6000;
/** Waits before a new try: anywhere between nothing and 0.5 s, 1 s, 2 s … 10 s, so that a restart meets no stampede. */
const RETRY_FIRST_MS = 500;
const RETRY_MOST_MS = 10_000;
/** In a call: a word that is missing for longer than this is asked for again. ms */
const RETRY_IN_CALL_MS = 1000;
/**
 * In a call: an answer or a connection that takes longer is given up for a fresh one. What was sent while the network was
 * cut is sent again by TCP after 1, 3, 7 s…: a fresh connection is sooner. ms
 */
const GIVE_UP_IN_CALL_MS = 2500;

/** No new try helps against these: the person must get another link or page. */
const finalCodes: ReadonlySet<string> = new Set<ErrorCode>([
  'unauthorized',
  'link_invalid',
  'link_expired',
  'link_revoked',
  'client_too_old',
]);

/** The page as a whole is refused, not what it asked for. */
export const isShutOut = (code: AskError['code']) => finalCodes.has(code);

export const isErrorCode = (code: unknown): code is ErrorCode => (errorCodes as readonly unknown[]).includes(code);

function refusalOf(error: Error): ErrorCode | null {
  const code = (error as { data?: { code?: unknown } | null }).data?.code;
  return isErrorCode(code) ? code : null;
}

/** The same over a reload. A duplicated tab copies what the first one remembers, so nothing is kept while the page is up. */
function keptDeviceId(): DeviceId {
  const id = (remembered.get('device') as DeviceId | null) ?? newId<DeviceId>();
  remembered.set('device', null);
  globalThis.addEventListener?.('pagehide', () => remembered.set('device', id));
  globalThis.addEventListener?.('pageshow', () => remembered.set('device', null));
  return id;
}

/** `url`, `random` and `deviceId` are for tests: a page takes its own origin, real chance and the tab's id. */
export interface ConnectionOptions {
  /** The server's clock as it came with the page, epoch ms: a phone's own may be wrong by years. */
  readonly now?: number | undefined;
  readonly url?: string;
  readonly random?: () => number;
  readonly deviceId?: DeviceId;
}

/**
 * Connects with the link's token and stays connected, until refused or closed. Requests are events with an
 * acknowledgement, notices are events; nothing is buffered while offline: models ask again on `onOnline`.
 */
export function createConnection(token: string, options: ConnectionOptions = {}): Connection {
  const deviceId = options.deviceId ?? keptDeviceId();
  const random = options.random ?? Math.random;
  const state = signal<ConnectionState>({ phase: 'connecting' });
  const onlineListeners = new Set<() => void>();
  const noticeListeners = new Map<string, Set<(body: unknown) => void>>();
  let clockOffsetMs = options.now === undefined ? 0 : options.now - Date.now();
  let tries = 0;
  let calls = 0;
  let everOnline = false;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let closed = false;

  const socket = io(options.url ?? globalThis.location.origin, {
    auth: { token, deviceId, version: PROTOCOL_VERSION },
    transports: ['websocket'],
    // Our own schedule below: it also covers a server that refuses for the moment, which the library gives up on.
    reconnection: false,
    timeout: ANSWER_MS,
    forceNew: true,
    autoConnect: false,
  });

  function tryNow() {
    clearTimeout(retry);
    // Longer each fifth time: a network so slow needs it.
    const patience = calls > 0 ? GIVE_UP_IN_CALL_MS * (1 + Math.floor(tries / 5)) : ANSWER_MS;
    socket.io.timeout(Math.min(patience, ANSWER_MS));
    if (!closed && state.value.phase !== 'refused' && !socket.connected) socket.connect();
  }
  /**
   * A page that has never been online may be behind a proxy that lets no WebSocket through, or its server is away: the two
   * transports take turns until one works, which is kept.
   */
  async function otherTransport() {
    try {
      const { LongPolling } = await import('./long-polling.ts');
      const { opts } = socket.io;
      opts.transports = opts.transports?.[0] === LongPolling ? ['websocket'] : [LongPolling];
    } catch {
      // Offline, so that not even the code for it comes: the next try is like the last.
    }
  }
  async function tryAgain() {
    if (!everOnline) await otherTransport();
    tryNow();
  }
  function retryLater() {
    if (closed || state.value.phase === 'refused') return;
    state.value = { phase: 'offline' };
    clearTimeout(retry);
    const most = calls > 0 ? RETRY_IN_CALL_MS : RETRY_MOST_MS;
    retry = setTimeout(() => void tryAgain(), random() * Math.min(most, RETRY_FIRST_MS * 2 ** tries));
    tries += 1;
  }
  /** The network may have changed: what is open is proved, and what waits or hangs gives way to a fresh try. */
  function lookNow() {
    if (state.value.phase === 'online') void prove();
    if (state.value.phase !== 'offline') return;
    tries = 0;
    socket.disconnect();
    tryNow();
  }
  /** The network or the reader is back: wait no longer. */
  function nudge() {
    if (calls > 0 || globalThis.document?.visibilityState !== 'hidden') lookNow();
  }
  /** A phone that slept may hold a socket that looks open and is dead: no answer to a question ends it. */
  async function prove() {
    const { engine } = socket.io;
    try {
      await socket.timeout(calls > 0 ? GIVE_UP_IN_CALL_MS : PROOF_MS).emitWithAck('people.hello', {});
    } catch {
      if (socket.connected && socket.io.engine === engine) engine.close();
    }
  }
  function refuse(code: ErrorCode) {
    clearTimeout(retry);
    state.value = { phase: 'refused', code };
    socket.disconnect();
  }

  socket.on('connect', () => {
    tries = 0;
    everOnline = true;
    state.value = { phase: 'online' };
    for (const listen of onlineListeners) listen();
  });
  socket.on('connect_error', (error) => {
    const code = refusalOf(error);
    if (code !== null && finalCodes.has(code)) refuse(code);
    else retryLater();
  });
  socket.on('disconnect', retryLater);
  socket.on('people.shut_out', (body: NoticeOf<'people.shut_out'>) => refuse(body.code));
  socket.onAny((name: string, body: unknown) => {
    for (const listen of noticeListeners.get(name) ?? []) listen(body);
  });

  globalThis.addEventListener?.('online', nudge);
  globalThis.document?.addEventListener('visibilitychange', nudge);
  socket.connect();

  return {
    state,
    deviceId,
    token,
    tell(name, payload) {
      if (!socket.connected) return false;
      socket.emit(name, payload);
      return true;
    },

    async ask(name, payload) {
      if (!socket.connected) throw new AskError('offline', 'No connection');
      const askedAt = Date.now();
      let answer: Answer<ReplyOf<typeof name>>;
      try {
        answer = await socket.timeout(ANSWER_MS).emitWithAck(name, payload);
      } catch {
        throw socket.connected
          ? new AskError('timed_out', `No answer to ${name}`)
          : new AskError('offline', `The connection ended before the answer to ${name}`);
      }
      if (!answer.ok) throw new AskError(answer.error.code, answer.error.message);
      if (name === 'people.hello') {
        // The answer was on its way for about half of the time.
        const { now } = answer.value as ReplyOf<'people.hello'>;
        clockOffsetMs = now - (askedAt + Date.now()) / 2;
      }
      return answer.value;
    },
    on(name, listen) {
      const listeners = noticeListeners.get(name) ?? new Set();
      noticeListeners.set(name, listeners.add(listen as (body: unknown) => void));
      return () => listeners.delete(listen as (body: unknown) => void);
    },
    onOnline(listen) {
      onlineListeners.add(listen);
      return () => onlineListeners.delete(listen);
    },
    now: () => Date.now() + clockOffsetMs,
    hurry() {
      calls += 1;
      let over = false;
      return () => {
        if (!over) calls -= 1;
        over = true;
      };
    },
    prove: lookNow,
    close() {
      if (closed) return;
      closed = true;
      clearTimeout(retry);
      globalThis.removeEventListener?.('online', nudge);
      globalThis.document?.removeEventListener('visibilitychange', nudge);
      socket.disconnect();
      state.value = { phase: 'offline' };
    },
  };
}
