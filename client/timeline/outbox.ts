import { signal, type ReadonlySignal } from '@preact/signals';
import { AskError, isShutOut, type Connection } from '../connection.ts';
import { oneAtATime } from '../one-at-a-time.ts';
import { rememberedLong } from '../remembered.ts';
import { createSender } from './outbox-send.ts';
import { openOutboxStore } from './outbox-store.ts';
import type { ClientId, Entry, EntryId, ErrorCode, LineId, MemberId } from '#protocol';
import { unsentAfter, type Said, type Unsent } from './said.ts';

/** Where what was said waits on the phone. Each promise rejects where the phone cannot. */
export interface OutboxStore {
  /** Everything that waits, in the order it was said. */
  load(): Promise<readonly Unsent[]>;
  /** Adds it or writes it anew; on the phone's disk when it resolves. */
  put(unsent: Unsent): Promise<void>;
  delete(clientId: ClientId): Promise<void>;
}

/** What one member said on one line and the server has not acknowledged. */
export interface Outbox {
  /** In the order it was said. */
  readonly unsent: ReadonlySignal<readonly Unsent[]>;
  /** Something of it is in this page's memory alone, because the phone keeps nothing: it is lost with the page. */
  readonly unsafe: ReadonlySignal<boolean>;
  /** `clientId`: what it is known as already; what waits or was sent as that is not said again. */
  say(said: Said, replyTo: EntryId | null, clientId?: ClientId): void;
  /** Tries something refused again. */
  readonly retry: (clientId: ClientId) => void;
  /** Gives it up, on the other tabs of this link too. */
  readonly discard: (clientId: ClientId) => void;
  /** These, and everything up to `lastSeq`, need to be shown as waiting no more: the page shows them as entries. */
  shown(entries: readonly Entry[], lastSeq: number): void;
  close(): void;
}

export interface OutboxParts {
  readonly connection: Connection;
  readonly lineId: LineId;
  readonly me: MemberId;
  /** Told of each acknowledgement. What it says stays in `unsent` until it is `shown`, so that it never blinks. */
  readonly onSent: (entry: Entry) => void;
  /** Whether the page shows an entry of this member with that id. */
  readonly isShown: (clientId: ClientId) => boolean;
  /** Calls back once after `ms`. */
  readonly after: (ms: number, run: () => void) => void;
  /** Default: the phone's IndexedDB. */
  readonly openStore?: (lineId: LineId, me: MemberId) => OutboxStore | Promise<OutboxStore>;
  /** Default: the browser's. */
  readonly fetch?: typeof globalThis.fetch;
  /** Default: real chance. */
  readonly random?: () => number;
}

/** Waits after trouble that passes: half of it to all of it, doubled each time, so that a restart meets no stampede. */
const AGAIN_FIRST_MS = 1000;
const AGAIN_MOST_MS = 30_000;
/** So often the server failed on the same thing, over some minutes: the next one may do better. */
const FAILURES_MAX = 8;
/** Storage may never answer (in Safari 14 it did not, WebKit bug 226547): what is said must not wait for it. */
const STORE_MS = 10_000;
const STORE_TRIES = 3;
const STORE_AGAIN_MS = 3000;
/** Another tab is sending: a sleeping one may hold its turn for hours, and saying it twice is harmless. */
const TURN_MS = 15_000;

function within<T>(ms: number, promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const limit = setTimeout(() => reject(new Error(`No answer in ${ms} ms`)), ms);
    promise.then(resolve, reject).finally(() => clearTimeout(limit));
  });
}

/** Runs the job while no other tab runs one of that name, as far as the browser can tell. */
async function inTurn(name: string, job: () => Promise<void>): Promise<void> {
  const locks = globalThis.navigator?.locks;
  if (!locks) return job();
  const waiting = new AbortController();
  const limit = setTimeout(() => waiting.abort(), TURN_MS);
  let begun = false;
  const begin = () => {
    begun = true;
    clearTimeout(limit);
    return job();
  };
  try {
    await locks.request(name, { signal: waiting.signal }, begin);
  } catch (error) {
    if (begun) throw error;
    await begin();
  }
}

/**
 * Keeps what is said on the phone until it is acknowledged, over reloads and crashes, and sends it strictly in order, one
 * thing at a time. What is refused steps aside with its reason. A repeated send is harmless: the client id stays. `said`
 * begins it: what the page has said already.
 */
export function createOutbox(parts: OutboxParts, said: readonly Unsent[]): Outbox {
  const { connection, lineId, me, onSent, isShown, after, openStore = openOutboxStore, random = Math.random } = parts;
  const name = `doorline-unsent:${lineId}:${me}`;
  const sender = createSender(parts);
  const unsent = signal(said);
  const unsafe = signal(false);
  /** `seq` of what is acknowledged and not shown yet. */
  const acknowledged = new Map<ClientId, number>();
  /** What the phone's store still has to learn; null: to forget. */
  const unwritten = new Map<ClientId, Unsent | null>(said.map((item) => [item.clientId, item]));
  /** What another tab may have taken from the phone's store meanwhile: it was there before this one, or it had to wait. */
  const shared = new Set(said.map(({ clientId }) => clientId));
  let store: OutboxStore | null = null;
  let storeTries = 0;
  let restoring: Promise<void> | null = null;
  let tries = 0;
  /** Counts the pauses after trouble; null: none is on. */
  let pause: number | null = null;
  let pauses = 0;
  let closed = false;

  /** Before anything is sent or written: what an earlier page left comes first. */
  async function restored() {
    if (store || storeTries >= STORE_TRIES) return;
    restoring ??= restore();
    await restoring;
    restoring = null;
  }
  async function restore() {
    storeTries += 1;
    try {
      const opened = await within(STORE_MS, Promise.resolve(openStore(lineId, me)));
      const kept = await within(STORE_MS, opened.load());
      store = opened;
      const here = new Set(unsent.value.map(({ clientId }) => clientId));
      const back = kept.filter(({ clientId }) => !here.has(clientId) && !unwritten.has(clientId));
      for (const { clientId } of back.filter(({ clientId }) => isShown(clientId))) unwritten.set(clientId, null);
      const waiting = back.filter(({ clientId }) => !unwritten.has(clientId));
      for (const { clientId } of waiting) shared.add(clientId);
      if (waiting.length > 0) unsent.value = [...waiting, ...unsent.value.map(laterThan(waiting))];
      flush();
    } catch {
      // No storage here, or none for now: told by `unsafe`.
      if (storeTries < STORE_TRIES) after(STORE_AGAIN_MS, write);
    }
  }

  /** What was said on this page was said after what is back, whatever the clock said: the order is kept by the time. */
  function laterThan(back: readonly Unsent[]) {
    let last = back[back.length - 1]?.at ?? 0;
    return (item: Unsent): Unsent => {
      last = Math.max(item.at, last + 1);
      if (item.at === last) return item;
      const later = { ...item, at: last };
      unwritten.set(item.clientId, later);
      return later;
    };
  }

  const write = oneAtATime(async () => {
    await restored();
    for (const [clientId, item] of unwritten) {
      try {
        if (!store) break;
        await within(STORE_MS, item ? store.put(item) : store.delete(clientId));
        if (unwritten.get(clientId) === item) unwritten.delete(clientId);
      } catch {
        // Full or taken away: it stays in memory, and smaller things may still fit.
      }
    }
    unsafe.value = [...unwritten.values()].some((item) => item !== null);
  });

  function keep(item: Unsent) {
    unwritten.set(item.clientId, item);
    write();
  }
  function forget(clientIds: ReadonlySet<ClientId>) {
    for (const clientId of clientIds) unwritten.set(clientId, null);
    unsent.value = unsent.value.filter(({ clientId }) => !clientIds.has(clientId));
    write();
  }
  function mark(clientId: ClientId, failed: ErrorCode | null) {
    unsent.value = unsent.value.map((item) => {
      if (item.clientId !== clientId) return item;
      const marked = { ...item, failed };
      keep(marked);
      return marked;
    });
  }
  const next = () =>
    closed || pause !== null
      ? undefined
      : unsent.value.find(({ clientId, failed }) => failed === null && !acknowledged.has(clientId));

  const flush = oneAtATime(async () => {
    await restored();
    if (!next() || connection.state.peek().phase !== 'online') return;
    // A turn costs a frame: a browser grants it after it has painted. What only this tab has needs none.
    if (unsent.value.some(({ clientId }) => shared.has(clientId))) await inTurn(name, sendAll);
    else await sendAll();
  });
  function rest() {
    const mine = ++pauses;
    pause = mine;
    after((0.5 + random() / 2) * Math.min(AGAIN_MOST_MS, AGAIN_FIRST_MS * 2 ** (tries - 1)), () => {
      if (pause === mine) goOn();
    });
  }
  function goOn() {
    pause = null;
    flush();
  }
  async function sendAll() {
    for (let item = next(); item; item = next()) {
      const { clientId } = item;
      try {
        const entry = await sender.send(item);
        tries = 0;
        acknowledged.set(clientId, entry.seq);
        unwritten.set(clientId, null);
        write();
        onSent(entry);
      } catch (error) {
        if (!(error instanceof AskError)) throw error;
        const { code } = error;
        shared.add(clientId);
        tries += 1;
        if (code === 'offline') return;
        // A dead link: it stays here, for a new link of the same person.
        if (isShutOut(code)) pause = ++pauses;
        else if (code === 'timed_out' || (error.passes && (code !== 'internal' || tries < FAILURES_MAX))) rest();
        else {
          tries = 0;
          mark(clientId, code);
        }
      }
    }
  }

  /** Another tab of this link has given something up. */
  function onStorage({ key, newValue }: StorageEvent) {
    if (key === name && newValue !== null) forget(new Set([newValue as ClientId]));
  }
  globalThis.addEventListener?.('storage', onStorage);
  const stopOnline = connection.onOnline(() => {
    tries = 0;
    storeTries = Math.min(storeTries, STORE_TRIES - 1);
    write();
    goOn();
  });
  write();
  flush();

  return {
    unsent,
    unsafe,
    say(said, replyTo, clientId) {
      if (clientId && (isShown(clientId) || unsent.value.some((item) => item.clientId === clientId))) return;
      const item = unsentAfter(unsent.value, said, replyTo, connection.now(), clientId);
      unsent.value = [...unsent.value, item];
      if (connection.state.peek().phase !== 'online' || pause !== null) shared.add(item.clientId);
      keep(item);
      flush();
    },
    retry(clientId) {
      mark(clientId, null);
      goOn();
    },
    discard(clientId) {
      forget(new Set([clientId]));
      // Only to be heard by the other tabs; there is nothing to keep.
      rememberedLong.set(name, clientId);
      rememberedLong.set(name, null);
    },
    shown(entries, lastSeq) {
      if (unsent.value.length === 0) return;
      const said = new Set(entries.filter(({ by, seq }) => by === me && seq <= lastSeq).map((entry) => entry.clientId));
      const gone = unsent.value
        .map(({ clientId }) => clientId)
        .filter((clientId) => said.has(clientId) || (acknowledged.get(clientId) ?? Infinity) <= lastSeq);
      for (const clientId of gone) acknowledged.delete(clientId);
      if (gone.length > 0) forget(new Set(gone));
    },
    close() {
      if (closed) return;
      closed = true;
      stopOnline();
      globalThis.removeEventListener?.('storage', onStorage);
      sender.close();
    },
  };
}
