import { signal, type ReadonlySignal } from '@preact/signals';
import { AskError, type Connection } from '../connection.ts';
import { newId } from '../new-id.ts';
import { oneAtATime } from '../one-at-a-time.ts';
import { sessionOutbox, type Outbox, type UnsentText } from './outbox.ts';
import type { ClientId, Entry, ErrorCode, LineId, MemberId } from '#protocol';

/** One line's timeline as this page knows it, and what is still to be said on it. */
export interface TimelineModel {
  /** Every entry known, by `seq`, each once. */
  readonly entries: ReadonlySignal<readonly Entry[]>;
  /** True once the whole line has been read for the first time. */
  readonly loaded: ReadonlySignal<boolean>;
  /** Texts not acknowledged yet, in the order they were said. */
  readonly unsent: ReadonlySignal<readonly UnsentText[]>;
  /** Takes in an entry that came another way: the answer to a note's upload. */
  readonly learn: (entry: Entry) => void;
  /** Says a text: shown at once, sent in order, once, however often the network breaks. Blank text says nothing. */
  readonly send: (text: string) => void;
  /** Tries a refused text again. */
  retry(clientId: ClientId): void;
  /** Gives up a refused text. */
  discard(clientId: ClientId): void;
  close(): void;
}

export interface TimelineParts {
  readonly connection: Connection;
  readonly lineId: LineId;
  readonly me: MemberId;
  /** Default: kept with the tab. */
  readonly outbox?: Outbox;
  /** Calls back once after `ms`. Default: the browser's timer. */
  readonly after?: (ms: number, run: () => void) => void;
}

/** The server answered late, not at all or "too many": long enough not to make it worse, short enough to be unnoticed. */
const AGAIN_MS = 2000;

/** Trouble that passes by itself: the same request may be sent again as it is. */
const passes = (error: unknown) =>
  error instanceof AskError && ['timed_out', 'too_many', 'unavailable', 'internal'].includes(error.code);
const isOffline = (error: unknown) => error instanceof AskError && error.code === 'offline';

export function createTimelineModel({ connection, lineId, me, ...parts }: TimelineParts): TimelineModel {
  const outbox = parts.outbox ?? sessionOutbox(lineId);
  const after = parts.after ?? ((ms: number, run: () => void) => void setTimeout(run, ms));
  const bySeq = new Map<number, Entry>();
  const entries = signal<readonly Entry[]>([]);
  const loaded = signal(false);
  const unsent = signal<readonly UnsentText[]>([]);
  /** Every change up to this one is known. */
  let rev = 0;
  let closed = false;

  /** A change told by the server: shown at once; where it is not the next one, what is between is asked for. */
  function learn(entry: Entry) {
    if (entry.rev <= rev) return;
    show([entry]);
    if (entry.rev === rev + 1) rev = entry.rev;
    else catchUp();
  }

  function show(changes: readonly Entry[]) {
    if (changes.length === 0) return;
    for (const entry of changes) {
      const known = bySeq.get(entry.seq);
      if (!known || known.rev < entry.rev) bySeq.set(entry.seq, entry);
    }
    const said = new Set(changes.filter((entry) => entry.by === me).map((entry) => entry.clientId));
    if (unsent.value.some((text) => said.has(text.clientId)))
      keep(unsent.value.filter((text) => !said.has(text.clientId)));
    entries.value = [...bySeq.values()].sort((a, b) => a.seq - b.seq);
  }

  const catchUp = oneAtATime(async () => {
    if (closed) return;
    try {
      for (let more = true; more;) {
        const page = await connection.ask('timeline.since', { lineId, rev });
        show(page.entries);
        rev = page.entries.reduce((most, entry) => Math.max(most, entry.rev), rev);
        more = page.more;
      }
      loaded.value = true;
    } catch (error) {
      if (passes(error)) after(AGAIN_MS, catchUp);
      else if (!isOffline(error)) throw error;
    }
  });

  function keep(texts: readonly UnsentText[]) {
    unsent.value = texts;
    void outbox.save(texts);
  }
  const firstWaiting = () => unsent.value.find((text) => text.failed === null);
  const forget = (clientId: ClientId) => keep(unsent.value.filter((text) => text.clientId !== clientId));
  const mark = (clientId: ClientId, failed: UnsentText['failed']) =>
    keep(unsent.value.map((text) => (text.clientId === clientId ? { ...text, failed } : text)));

  /** Sends what waits, one after the other: a later text never overtakes an earlier one. */
  const flush = oneAtATime(async () => {
    if (closed) return;
    for (let next = firstWaiting(); next; next = firstWaiting()) {
      try {
        learn(await connection.ask('timeline.send', { lineId, clientId: next.clientId, text: next.text }));
        forget(next.clientId);
      } catch (error) {
        if (isOffline(error)) return;
        if (passes(error)) {
          after(AGAIN_MS, flush);
          return;
        }
        if (!(error instanceof AskError)) throw error;
        mark(next.clientId, error.code as ErrorCode);
      }
    }
  });

  async function restore() {
    unsent.value = [...(await outbox.load()), ...unsent.value];
    flush();
  }

  const stopNotices = connection.on('timeline.changed', (entry) => {
    if (entry.lineId === lineId) learn(entry);
  });
  const stopOnline = connection.onOnline(() => {
    catchUp();
    flush();
  });
  void restore();
  catchUp();

  return {
    entries,
    loaded,
    unsent,
    learn,
    send(text) {
      const said = text.trim();
      if (said === '') return;
      keep([...unsent.value, { clientId: newId<ClientId>(), text: said, at: connection.now(), failed: null }]);
      flush();
    },
    retry(clientId) {
      mark(clientId, null);
      flush();
    },
    discard: forget,
    close() {
      if (closed) return;
      closed = true;
      stopNotices();
      stopOnline();
    },
  };
}
