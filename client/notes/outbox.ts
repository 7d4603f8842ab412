import { signal, type ReadonlySignal } from '@preact/signals';
import type { Connection } from '../connection.ts';
import type { ClientId, Entry, ErrorCode, LineId, MemberId, Refusal } from '#protocol';

/** A recorded note that the server has not acknowledged yet. Its audio stays here until then. */
export interface PendingNote {
  readonly clientId: ClientId;
  readonly audio: Blob;
  readonly durationMs: number;
  /** Loudness of equal slices, 0-1. */
  readonly levels: readonly number[];
  /** Null while it is being sent or waits for the network; a refusal's code once a person must decide. */
  readonly failed: ErrorCode | null;
}

interface NoteOutbox {
  readonly pending: ReadonlySignal<readonly PendingNote[]>;
  add(note: Omit<PendingNote, 'failed'>): void;
  retry(clientId: ClientId): void;
  discard(clientId: ClientId): void;
  close(): void;
}

interface NoteOutboxParts {
  readonly connection: Connection;
  readonly lineId: LineId;
  readonly me: MemberId;
  readonly fetch: typeof globalThis.fetch;
  readonly onSent: (entry: Entry) => void;
}

/** A note is 240 kB at most: on a network too slow for that in this time, another try serves better. */
const UPLOAD_LIMIT_MS = 60_000;
/** The server was busy or away: long enough not to make it worse, short enough to be unnoticed. */
const AGAIN_MS = 3000;

type Outcome = { kind: 'sent'; entry: Entry } | { kind: 'later' } | { kind: 'refused'; code: ErrorCode };

/** Sends notes one after the other, each until it is acknowledged or refused; a repeated send is harmless. */
export function createNoteOutbox({ connection, lineId, me, fetch, onSent }: NoteOutboxParts): NoteOutbox {
  const pending = signal<readonly PendingNote[]>([]);
  const giveUp = new AbortController();
  let sending = false;

  async function upload(note: PendingNote): Promise<Outcome> {
    let answer: Response;
    try {
      answer = await fetch(`/api/lines/${lineId}/notes`, {
        method: 'POST',
        headers: {
          Authorization: `Bearer ${connection.token}`,
          'X-Client-Id': note.clientId,
          'Content-Type': note.audio.type || 'application/octet-stream',
        },
        body: note.audio,
        signal: AbortSignal.any([giveUp.signal, AbortSignal.timeout(UPLOAD_LIMIT_MS)]),
      });
      if (answer.ok) return { kind: 'sent', entry: (await answer.json()) as Entry };
    } catch {
      return { kind: 'later' };
    }
    if (answer.status === 429 || answer.status >= 500) return { kind: 'later' };
    const problem = (await answer.json().catch(() => null)) as Partial<Refusal> | null;
    return { kind: 'refused', code: problem?.code ?? 'bad_request' };
  }

  const forget = (clientId: ClientId) => {
    pending.value = pending.value.filter((note) => note.clientId !== clientId);
  };
  const mark = (clientId: ClientId, failed: ErrorCode | null) => {
    pending.value = pending.value.map((note) => (note.clientId === clientId ? { ...note, failed } : note));
  };

  async function flush() {
    if (sending) return;
    sending = true;
    try {
      for (let next = first(); next && !giveUp.signal.aborted; next = first()) {
        const outcome = await upload(next);
        if (outcome.kind === 'sent') {
          onSent(outcome.entry);
          forget(next.clientId);
        } else if (outcome.kind === 'refused') {
          mark(next.clientId, outcome.code);
        } else {
          // Coming back online sends at once; this is for a server that was only busy.
          setTimeout(() => void flush(), AGAIN_MS);
          return;
        }
      }
    } finally {
      sending = false;
    }
  }
  const first = () => pending.value.find((note) => note.failed === null);

  const stopNotices = connection.on('timeline.changed', (entry) => {
    if (entry.lineId === lineId && entry.by === me && entry.clientId !== null) forget(entry.clientId);
  });
  const stopOnline = connection.onOnline(() => void flush());

  return {
    pending,
    add(note) {
      pending.value = [...pending.value, { ...note, failed: null }];
      void flush();
    },
    retry(clientId) {
      mark(clientId, null);
      void flush();
    },
    discard: forget,
    close() {
      giveUp.abort();
      stopNotices();
      stopOnline();
    },
  };
}
