import { signal, type ReadonlySignal } from '@preact/signals';
import { AskError, type Connection } from '../connection.ts';
import { oneAtATime } from '../one-at-a-time.ts';
import { lastWordsOf } from '../../server/protocol/last-words.ts';
import type { Delivery, Entry, Hello, LineId, LineSummary, Status } from '#protocol';

/** Why a step did not happen. */
export interface StepTrouble {
  readonly lineId: LineId;
  readonly code: AskError['code'];
}

/** Who this page is, and the deliveries that are its own: a recipient's one, a courier's round. */
export interface DeliveriesModel {
  /** Null until the server has answered for the first time. */
  readonly role: ReadonlySignal<Hello['role'] | null>;
  readonly lines: ReadonlySignal<readonly LineSummary[]>;
  /** What others said on a line since this page last had it open; no number where there is nothing. */
  readonly unread: ReadonlySignal<ReadonlyMap<LineId, number>>;
  /** The line whose step is being taken. */
  readonly moving: ReadonlySignal<LineId | null>;
  /** A step has just been taken: the next one's button stands where the thumb still is, and takes no tap yet. */
  readonly settling: ReadonlySignal<boolean>;
  readonly trouble: ReadonlySignal<StepTrouble | null>;
  /** Tells which line is in front of the reader; what is said there counts as read. */
  look(lineId: LineId | null): void;
  setStatus(lineId: LineId, status: Status): Promise<void>;
  close(): void;
}

export interface DeliveriesParts {
  readonly connection: Connection;
  /** Calls back once after `ms`. Default: the browser's timer. */
  readonly after?: (ms: number, run: () => void) => void;
}

/** Longer than between the two taps of a double tap (0.5 s at most), and the thumb has seen what changed under it. */
const SETTLE_MS = 1000;

/** The server had no time for the first question: ask again soon, nothing can be shown without it. */
const AGAIN_MS = 2000;

export function createDeliveriesModel({ connection, ...parts }: DeliveriesParts): DeliveriesModel {
  const after = parts.after ?? ((ms: number, run: () => void) => void setTimeout(run, ms));
  const role = signal<Hello['role'] | null>(null);
  const lines = signal<readonly LineSummary[]>([]);
  const unread = signal<ReadonlyMap<LineId, number>>(new Map());
  const moving = signal<LineId | null>(null);
  const settling = signal(false);
  const trouble = signal<StepTrouble | null>(null);
  /** The newest entry of each line that is counted, so that a notice that comes twice counts once. */
  const counted = new Map<LineId, number>();
  let looking: LineId | null = null;

  const greet = oneAtATime(async () => {
    try {
      const hello = await connection.ask('people.hello', {});
      for (const line of hello.lines) noticeMissed(line);
      lines.value = hello.lines;
      role.value = hello.role;
    } catch (error) {
      if (!(error instanceof AskError)) throw error;
      if (error.code !== 'offline') after(AGAIN_MS, greet);
    }
  });

  function change(lineId: LineId, next: (line: LineSummary) => LineSummary) {
    lines.value = lines.value.map((line) => (line.delivery.id === lineId ? next(line) : line));
  }
  /** Something was said while this page was away: at least one is unread. */
  function noticeMissed({ delivery, me, lastWords }: LineSummary) {
    const known = lines.value.find((line) => line.delivery.id === delivery.id);
    if (
      known &&
      lastWords &&
      lastWords.at > (known.lastWords?.at ?? 0) &&
      lastWords.by !== me &&
      isSpoken(lastWords.kind)
    )
      countUnread(delivery.id);
  }
  function countUnread(lineId: LineId) {
    if (lineId !== looking) unread.value = new Map(unread.value).set(lineId, (unread.value.get(lineId) ?? 0) + 1);
  }
  function learnDelivery(delivery: Delivery) {
    change(delivery.id, (line) => ({ ...line, delivery }));
  }
  function learnEntry(entry: Entry) {
    const line = lines.value.find((line) => line.delivery.id === entry.lineId);
    if (!line || entry.seq < (counted.get(entry.lineId) ?? 0)) return;
    change(entry.lineId, (line) => ({ ...line, lastWords: lastWordsOf(entry.body, entry.by, entry.at) }));
    const isNew = entry.seq > (counted.get(entry.lineId) ?? 0);
    counted.set(entry.lineId, entry.seq);
    if (isNew && isSpoken(entry.body.kind) && entry.by !== line.me) countUnread(entry.lineId);
  }

  const off = [
    connection.onOnline(() => {
      trouble.value = null;
      greet();
    }),
    connection.on('deliveries.changed', learnDelivery),
    connection.on('deliveries.added', (line) => {
      lines.value = [...lines.value.filter((known) => known.delivery.id !== line.delivery.id), line];
    }),
    connection.on('timeline.changed', learnEntry),
  ];
  greet();

  return {
    role,
    lines,
    unread,
    moving,
    settling,
    trouble,
    look(lineId) {
      looking = lineId;
      if (lineId === null || !unread.value.has(lineId)) return;
      const rest = new Map(unread.value);
      rest.delete(lineId);
      unread.value = rest;
    },
    async setStatus(lineId, status) {
      if (moving.value !== null || settling.value) return;
      moving.value = lineId;
      trouble.value = null;
      try {
        const moved = await connection.ask('deliveries.set_status', { lineId, status });
        settling.value = true;
        after(SETTLE_MS, () => {
          settling.value = false;
        });
        learnDelivery(moved);
      } catch (error) {
        if (!(error instanceof AskError)) throw error;
        trouble.value = { lineId, code: error.code };
      } finally {
        moving.value = null;
      }
    },
    close() {
      for (const end of off.splice(0)) end();
    },
  };
}

const isSpoken = (kind: string) => kind === 'text' || kind === 'voice';
