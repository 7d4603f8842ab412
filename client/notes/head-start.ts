import type { Connection } from '../connection.ts';
import { sentAhead } from '../timeline/sent-ahead.ts';
import type { ClientId, LineId } from '#protocol';

export interface HeadStartParts {
  readonly connection: Connection;
  readonly fetch: typeof globalThis.fetch;
  readonly lineId: LineId;
  readonly clientId: ClientId;
  /** Something said earlier still waits: it goes first, and has the network to itself. */
  readonly mustWait: () => boolean;
}

/**
 * Sends a note while it is spoken, so that only its end is left when the thumb goes up. It is a head start and no more: what
 * goes wrong ends it, and the outbox sends the whole note.
 */
export interface HeadStart {
  /** The next bytes of the recording. */
  add(bytes: Blob): void;
  /** The note is whole and on its way to the outbox, which sends the rest. */
  done(): void;
  /** The server forgets it. */
  forget(): void;
}

/** 2 kB of speech: often enough that little is left at the end, and no load for a network. */
const EVERY_MS = 500;

export function createHeadStart({ connection, fetch, lineId, clientId, mustWait }: HeadStartParts): HeadStart {
  const address = `/api/lines/${lineId}/notes/${clientId}/parts`;
  const headers = { Authorization: `Bearer ${connection.token}` };
  const over = new AbortController();
  let sound: Blob[] = [];
  let have = 0;
  let isSending = false;
  let timer: ReturnType<typeof setInterval> | undefined;

  async function send() {
    if (isSending || mustWait() || connection.state.peek().phase !== 'online') return;
    // Only an MP3 is the same file however it is cut.
    const all = new Blob(sound, { type: 'audio/mpeg' });
    if (all.size === have || sound.some(({ type }) => type !== all.type)) return;
    isSending = true;
    try {
      const request = { method: 'PUT', headers, body: all.slice(have), signal: over.signal };
      const answer = await fetch(`${address}?from=${have}`, request);
      if (!answer.ok) throw new Error(`A part was answered with ${answer.status}`);
      const told = (await answer.json()) as { have: number };
      have = told.have;
    } catch {
      clearInterval(timer);
    } finally {
      isSending = false;
    }
  }

  function end() {
    clearInterval(timer);
    sound = [];
    // The rest goes with the end of the note: two at once would only be slower.
    over.abort();
  }
  return {
    add(bytes) {
      if (over.signal.aborted) return;
      sound.push(bytes);
      timer ??= setInterval(() => void send(), EVERY_MS);
    },
    done() {
      if (have > 0) sentAhead.set(clientId, have);
      end();
    },
    forget() {
      const isAny = have > 0 || isSending;
      end();
      if (isAny) void fetch(address, { method: 'DELETE', headers }).catch(() => {});
    },
  };
}
