import { batch, computed, signal, type ReadonlySignal } from '@preact/signals';
import { AskError, type Connection } from '../connection.ts';
import { oneAtATime } from '../one-at-a-time.ts';
import { lastWordsOf } from '../../server/protocol/last-words.ts';
import { withNames } from '../people/names.ts';
import { nextStep } from './progress.ts';
import { createUnread } from './unread.ts';
import type {
  Delivery,
  Entry,
  Found,
  Hello,
  Language,
  LineId,
  LineSummary,
  PayloadOf,
  QuickReply,
  Station,
  Status,
  WaitingLine,
} from '#protocol';
import type { Marks } from '../timeline/marks.ts';

/** Who is called to a line. */
export type Invitation = PayloadOf<'people.invite'>['invite'];

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
  /** Answers that need no typing, as the operator has set them for this role. */
  readonly quickReplies: ReadonlySignal<readonly QuickReply[]>;
  /** An agent's: the lines that wait for the desk, longest first. */
  readonly waiting: ReadonlySignal<readonly WaitingLine[]>;
  /** What others said on a line that this member has not had before them; no number where there is nothing. */
  readonly unread: ReadonlySignal<ReadonlyMap<LineId, number>>;
  /** The line whose step is being taken. */
  readonly moving: ReadonlySignal<LineId | null>;
  /** A step has just been taken, here or by what their positions say: another button stands under the thumb, and takes no tap yet. */
  readonly settling: ReadonlySignal<boolean>;
  readonly trouble: ReadonlySignal<StepTrouble | null>;
  /** Shows what the phone kept until the server answers; nothing where it has. */
  recall(hello: Hello): void;
  /** Tells which line is in front of the reader; what is said there counts as read. */
  look(lineId: LineId | null): void;
  setStatus(lineId: LineId, status: Status): Promise<void>;
  /** The stations that may be called to the line. Rejects with `AskError`. */
  stations(lineId: LineId): Promise<readonly Station[]>;
  /** Calls the desk or a station to the line. This and the next two: null where it is done, else why not. */
  invite(lineId: LineId, invite: Invitation): Promise<AskError['code'] | null>;
  /** An agent comes to a line, which is then among `lines`. */
  join(lineId: LineId): Promise<AskError['code'] | null>;
  leave(lineId: LineId): Promise<AskError['code'] | null>;
  /** The language of this person's voice notes; null: it is found by itself. Null where it is done, else why not. */
  speak(language: Language | null): Promise<AskError['code'] | null>;
  /** An agent's search over all lines, newest first; `next` goes into `after` for more. Rejects with `AskError`. */
  search(text: string, after: string | null): Promise<{ found: Found[]; next: string | null }>;
  close(): void;
}

export interface DeliveriesParts {
  readonly connection: Connection;
  readonly marks: Marks;
  /** What came with the page itself. */
  readonly hello?: Hello | null;
  /** Calls back once after `ms`. Default: the browser's timer. */
  readonly after?: (ms: number, run: () => void) => void;
}

/** Longer than between the two taps of a double tap (0.5 s at most), and the thumb has seen what changed under it. */
const SETTLE_MS = 1000;

/** The server had no time for the first question: ask again soon, nothing can be shown without it. */
const AGAIN_MS = 2000;

/** The line, with its reader's language as they have just chosen it. */
function spokenIn(line: LineSummary, language: Language | null): LineSummary {
  const members = line.members.map((member) => {
    if (member.id !== line.me) return member;
    const { speaks: _before, ...mine } = member;
    return language ? Object.assign(mine, { speaks: language }) : mine;
  });
  return { ...line, members };
}

export function createDeliveriesModel({ connection, marks, ...parts }: DeliveriesParts): DeliveriesModel {
  const after = parts.after ?? ((ms: number, run: () => void) => void setTimeout(run, ms));
  const role = signal<Hello['role'] | null>(null);
  const lines = signal<readonly LineSummary[]>([]);
  const quickReplies = signal<readonly QuickReply[]>([]);
  const waiting = signal<readonly WaitingLine[]>([]);
  const unread = createUnread();
  const moving = signal<LineId | null>(null);
  const settling = signal(false);
  const trouble = signal<StepTrouble | null>(null);
  /** The newest entry of each line that `lastWords` knows of. */
  const newest = new Map<LineId, number>();

  function know(hello: Hello) {
    batch(() => {
      for (const line of hello.lines) unread.counted(line);
      lines.value = hello.lines;
      quickReplies.value = hello.quickReplies;
      role.value = hello.role;
    });
  }
  const greet = oneAtATime(async () => {
    try {
      const hello = await connection.ask('people.hello', {});
      know(hello);
      if (hello.role === 'agent') waiting.value = (await connection.ask('deliveries.waiting', {})).lines;
    } catch (error) {
      if (!(error instanceof AskError)) throw error;
      if (error.code !== 'offline') after(AGAIN_MS, greet);
    }
  });

  function change(lineId: LineId, next: (line: LineSummary) => LineSummary) {
    lines.value = lines.value.map((line) => (line.delivery.id === lineId ? next(line) : line));
  }
  /** Of several at once the last one counts. */
  let settles = 0;
  function settle() {
    const mine = ++settles;
    settling.value = true;
    after(SETTLE_MS, () => {
      if (mine === settles) settling.value = false;
    });
  }
  function learnDelivery(delivery: Delivery) {
    const before = lines.value.find((line) => line.delivery.id === delivery.id)?.delivery.status;
    if (before !== undefined && nextStep(before) !== nextStep(delivery.status)) settle();
    change(delivery.id, (line) => ({ ...line, delivery }));
  }
  function learnEntry(entry: Entry) {
    const { lineId, seq } = entry;
    const line = lines.value.find((line) => line.delivery.id === lineId);
    if (!line) return;
    if (entry.by !== line.me) marks.arrived(lineId, seq);
    batch(() => {
      unread.learn(entry, line.me);
      if (seq < (newest.get(lineId) ?? 0)) return;
      newest.set(lineId, seq);
      change(lineId, (line) => ({ ...line, lastWords: lastWordsOf(entry.body, entry.by, entry.at) }));
    });
  }
  function add(line: LineSummary) {
    unread.counted(line);
    lines.value = [...lines.value.filter((known) => known.delivery.id !== line.delivery.id), line];
  }
  function remove(lineId: LineId) {
    unread.forget(lineId);
    lines.value = lines.value.filter((line) => line.delivery.id !== lineId);
  }
  function learnWaiting(lineId: LineId, line: WaitingLine | null) {
    const others = waiting.value.filter((known) => known.lineId !== lineId);
    waiting.value = line ? [...others, line].sort((a, b) => a.askedAt - b.askedAt) : others;
  }
  /** Does it; answers why it could not be done. */
  async function attempt(work: () => Promise<void>): Promise<AskError['code'] | null> {
    try {
      await work();
      return null;
    } catch (error) {
      if (!(error instanceof AskError)) throw error;
      return error.code;
    }
  }

  const off = [
    connection.onOnline(() => {
      trouble.value = null;
      greet();
    }),
    connection.on('deliveries.changed', learnDelivery),
    connection.on('deliveries.added', add),
    connection.on('deliveries.removed', ({ lineId }) => remove(lineId)),
    connection.on('deliveries.waiting_changed', ({ lineId, waiting }) => learnWaiting(lineId, waiting)),
    connection.on('people.help_changed', ({ lineId, askedAt }) =>
      change(lineId, ({ helpAskedAt: _before, ...line }) =>
        askedAt === null ? line : { ...line, helpAskedAt: askedAt },
      ),
    ),
    connection.on('people.members_changed', ({ lineId, members }) => change(lineId, (line) => ({ ...line, members }))),
    connection.on('timeline.changed', learnEntry),
    connection.on('timeline.marked', ({ lineId, memberId, read }) => {
      if (lines.value.some((line) => line.delivery.id === lineId && line.me === memberId)) unread.marked(lineId, read);
    }),
  ];
  if (parts.hello) know(parts.hello);
  greet();

  return {
    role,
    lines: computed(() => lines.value.map(withNames)),
    quickReplies,
    waiting,
    unread: unread.counts,
    moving,
    settling,
    trouble,
    look: unread.look,
    recall(hello) {
      if (role.peek() === null) know(hello);
    },
    async setStatus(lineId, status) {
      if (moving.value !== null || settling.value) return;
      moving.value = lineId;
      trouble.value = null;
      try {
        const moved = await connection.ask('deliveries.set_status', { lineId, status });
        settle();
        learnDelivery(moved);
      } catch (error) {
        if (!(error instanceof AskError)) throw error;
        trouble.value = { lineId, code: error.code };
      } finally {
        moving.value = null;
      }
    },
    stations: async (lineId) => (await connection.ask('people.stations', { lineId })).stations,
    invite: (lineId, invite) => attempt(async () => void (await connection.ask('people.invite', { lineId, invite }))),
    join: (lineId) => attempt(async () => add(await connection.ask('people.join', { lineId }))),
    leave: (lineId) =>
      attempt(async () => {
        await connection.ask('people.leave', { lineId });
        remove(lineId);
      }),
    speak: (language) =>
      attempt(async () => {
        await connection.ask('people.speak', { language });
        lines.value = lines.value.map((line) => spokenIn(line, language));
      }),
    search: (text, after) => connection.ask('timeline.search', { lineId: null, text, after }),
    close() {
      for (const end of off.splice(0)) end();
    },
  };
}
