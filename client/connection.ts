import type { ReadonlySignal } from '@preact/signals';
import type { DeviceId, ErrorCode, NoticeName, NoticeOf, PayloadOf, ReplyOf, RequestName } from '#protocol';

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
  /** Says without waiting for an answer, and drops it where the network is slow or gone. */
  tell<N extends RequestName>(name: N, payload: PayloadOf<N>): void;
  /** Calls back on each notice until the returned function is called. */
  on<N extends NoticeName>(name: N, listen: (body: NoticeOf<N>) => void): () => void;
  /** Calls back after every (re)connection, once the page may ask again. */
  onOnline(listen: () => void): () => void;
  /** Server's clock, epoch ms, as far as it is known. */
  now(): number;
  close(): void;
}

/** `offline` and `timed_out` may be tried again as they are; the others are the server's refusals. */
export class AskError extends Error {
  override name = 'AskError';
  readonly code: ErrorCode | 'offline' | 'timed_out';

  constructor(code: ErrorCode | 'offline' | 'timed_out', message: string) {
    super(message);
    this.code = code;
  }
}
