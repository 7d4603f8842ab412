import { batch, signal, type ReadonlySignal } from '@preact/signals';
import { AskError, type Connection } from '../connection.ts';
import { oneAtATime } from '../one-at-a-time.ts';
import { createDraft, type Draft } from './draft.ts';
import { merged, preceded } from './entry-window.ts';
import { createLateOutbox } from './late-outbox.ts';
import { createTyping } from './typing.ts';
import type { ClientId, Entry, EntryId, Found, LineId, Mark, MemberId } from '#protocol';
import type { Marks } from './marks.ts';
import type { OutboxParts } from './outbox.ts';
import type { Said, Unsent } from './said.ts';

/** How far a member has come: the last `seq` that a phone of theirs has got, and the last that they had before them. */
export interface HowFar {
  readonly delivered: number;
  readonly read: number;
}

/** The newest entries of a line, and the last change that they have in them. */
export interface KnownLine {
  readonly rev: number;
  readonly older: boolean;
  readonly entries: readonly Entry[];
}

/** One line's timeline as this page knows it, and what is still to be said on it. */
export interface TimelineModel {
  /** The newest entries without gaps, by `seq`, each once; earlier ones come by `loadOlder`. */
  readonly entries: ReadonlySignal<readonly Entry[]>;
  /** True once the line has been read for the first time. */
  readonly loaded: ReadonlySignal<boolean>;
  /** Whether there are earlier entries than the first of `entries`. */
  readonly older: ReadonlySignal<'none' | 'there' | 'loading'>;
  /** Asks for a screen of them. Where that fails, `older` is `there` again. */
  loadOlder(): void;
  /** What is not acknowledged yet, in the order it was said. */
  readonly unsent: ReadonlySignal<readonly Unsent[]>;
  /** Something unsent is lost if the page is closed: this phone keeps nothing. */
  readonly unsafe: ReadonlySignal<boolean>;
  /** How far each member has come, the page's own too. */
  readonly marks: ReadonlySignal<ReadonlyMap<MemberId, HowFar>>;
  /** The others who are writing. Ends by itself. */
  readonly typing: ReadonlySignal<readonly MemberId[]>;
  /** What the person is about to say. */
  readonly draft: Draft;
  /** What is known of the line, for the phone to keep; null before it was read. */
  known(): KnownLine | null;
  /** Shows what the phone kept until the server answers; nothing where it has. What changed since is asked for then. */
  recall(line: KnownLine): void;
  /** Takes in an entry that came another way than by notice. */
  readonly learn: (entry: Entry) => void;
  /**
   * Says it: shown at once, kept on the phone, sent in order, once, however often the network breaks. Blank text says
   * nothing. It answers `replyTo`; where that is left out, what the draft answers to, which is then done with. `clientId`:
   * what it is known as already.
   */
  readonly say: (said: Said, replyTo?: EntryId | null, clientId?: ClientId) => void;
  /** Tries something refused again. */
  retry(clientId: ClientId): void;
  /** Gives up something refused. */
  discard(clientId: ClientId): void;
  /** Takes back one's own text or photo. Null where it is done, else why not. */
  takeBack(entryId: EntryId): Promise<AskError['code'] | null>;
  /** The person is writing: told to the others now and then. */
  isTyping(): void;
  /** Whether the reader sees the newest entries; while the page is in sight too, they count as read. */
  look(visible: boolean): void;
  /** Entries of the line with the text, newest first; `next` goes into `after` for more. Rejects with `AskError`. */
  search(text: string, after: string | null): Promise<{ found: Found[]; next: string | null }>;
  close(): void;
}

export interface TimelineParts extends Pick<OutboxParts, 'openStore' | 'fetch' | 'random'> {
  readonly connection: Connection;
  readonly lineId: LineId;
  readonly me: MemberId;
  readonly marks: Marks;
  /** Calls back once after `ms`. Default: the browser's timer. */
  readonly after?: (ms: number, run: () => void) => void;
}

/** The server answered late, not at all or "too many": long enough not to make it worse, short enough to be unnoticed. */
const AGAIN_MS = 2000;
/** After so many full pages of changes the newest screen is read anew: nobody scrolls through all that was missed. */
const MISSED_PAGES_MAX = 3;

const lastSeqOf = (entries: readonly Entry[]) => entries[entries.length - 1]?.seq ?? 0;

export function createTimelineModel({ connection, lineId, me, ...parts }: TimelineParts): TimelineModel {
  const after = parts.after ?? ((ms: number, run: () => void) => void setTimeout(run, ms));
  const entries = signal<readonly Entry[]>([]);
  const loaded = signal(false);
  const older = signal<'none' | 'there' | 'loading'>('none');
  const marks = signal<ReadonlyMap<MemberId, HowFar>>(new Map());
  const draft = createDraft(lineId, me);
  const typing = createTyping({ connection, lineId, me, after });
  const outbox = createLateOutbox({
    ...parts,
    connection,
    lineId,
    me,
    after,
    onSent: learn,
    isShown: (clientId) => entries.value.some((entry) => entry.by === me && entry.clientId === clientId),
  });
  /** Every change up to this one is known. */
  let rev = 0;
  /** The last change that the server spoke of. */
  let heard = 0;
  /** Changes of entries that are just being asked for: the answer may be older than they are. */
  let ahead: Entry[] = [];
  let closed = false;

  /** The server has told of a change. Where it is not the next one, what is between is asked for. */
  function hear(told: number) {
    heard = Math.max(heard, told);
    if (told === rev + 1) rev = told;
    else if (told > rev) catchUp();
  }
  function learn(entry: Entry) {
    if (loaded.value) hear(entry.rev);
    else heard = Math.max(heard, entry.rev);
    // Behind a gap an empty list has no place for it yet.
    if (loaded.value && (entries.value.length > 0 || entry.rev <= rev)) show([entry]);
  }

  function show(changes: readonly Entry[]) {
    const next = merged(entries.value, changes);
    if (older.value === 'loading') ahead.push(...changes.filter((entry) => entry.seq < (next[0]?.seq ?? 0)));
    settle(next, changes);
  }
  /** Everything that changes the entries ends here. */
  function settle(next: readonly Entry[], changes: readonly Entry[]) {
    const before = entries.value;
    const known = lastSeqOf(before);
    batch(() => {
      entries.value = next;
      outbox.shown(changes, lastSeqOf(next));
      for (const { by, seq } of changes) if (by && seq > known) typing.stop(by);
    });
    if (next === before) return;
    // One's own words need no mark: nobody waits to hear that they arrived here.
    let last = next.length - 1;
    while (last >= 0 && next[last]?.by === me) last -= 1;
    parts.marks.shown(lineId, next[last]?.seq ?? 0);
  }
  function learnMarks(told: readonly Mark[]) {
    const next = new Map(marks.value);
    let isNew = false;
    for (const { memberId, delivered, read } of told) {
      const known = next.get(memberId) ?? { delivered: 0, read: 0 };
      if (memberId === me) parts.marks.known(lineId, { delivered, read });
      if (delivered <= known.delivered && read <= known.read) continue;
      next.set(memberId, { delivered: Math.max(known.delivered, delivered), read: Math.max(known.read, read) });
      isNew = true;
    }
    if (isNew) marks.value = next;
  }

  async function open() {
    const page = await connection.ask('timeline.open', { lineId });
    batch(() => {
      learnMarks(page.marks);
      begin(page);
    });
  }
  function begin(page: KnownLine) {
    batch(() => {
      rev = page.rev;
      older.value = page.older ? 'there' : 'none';
      settle(page.entries, page.entries);
      loaded.value = true;
    });
  }
  /** All changes since, taken in together: on the way some lack those before them. False where there are too many. */
  async function missed(): Promise<boolean> {
    const changes: Entry[] = [];
    let known = rev;
    for (let pages = 0; pages < MISSED_PAGES_MAX; pages++) {
      const page = await connection.ask('timeline.since', { lineId, rev: known });
      changes.push(...page.entries);
      known = page.rev;
      if (page.more) continue;
      batch(() => {
        rev = Math.max(rev, known);
        learnMarks(page.marks);
        show(changes);
      });
      return true;
    }
    return false;
  }
  const catchUp = oneAtATime(async () => {
    if (closed) return;
    try {
      if (!loaded.value || !(await missed())) await open();
      if (heard > rev) await missed();
    } catch (error) {
      if (!(error instanceof AskError)) throw error;
      if (error.code === 'bad_request' && loaded.value) {
        // The server knows of no such change: it was set back to an earlier day, and what it has now is what there is.
        loaded.value = false;
        heard = 0;
        catchUp();
      } else if (error.passes) after(AGAIN_MS, catchUp);
    }
  });

  async function loadOlder() {
    const [first] = entries.value;
    if (older.value !== 'there' || !first) return;
    older.value = 'loading';
    ahead = [];
    try {
      const page = await connection.ask('timeline.before', { lineId, seq: first.seq });
      const next = preceded(entries.value, page.entries);
      const isWhole = next !== entries.value || page.entries.length === 0;
      batch(() => {
        older.value = isWhole && !page.older ? 'none' : 'there';
        settle(merged(next, ahead), []);
      });
    } catch (error) {
      older.value = 'there';
      if (!(error instanceof AskError)) throw error;
    }
  }

  const off = [
    connection.on('timeline.changed', (entry) => {
      if (entry.lineId === lineId) learn(entry);
    }),
    connection.on('timeline.passed', (passed) => {
      if (passed.lineId !== lineId || passed.rev <= rev) return;
      // It may be of an entry that is shown here: only the server knows which members may see it.
      heard = Math.max(heard, passed.rev);
      if (loaded.value) catchUp();
    }),
    connection.on('timeline.marked', ({ lineId: on, ...mark }) => {
      if (on === lineId) learnMarks([mark]);
    }),
    connection.onOnline(catchUp),
  ];
  catchUp();

  return {
    entries,
    loaded,
    older,
    loadOlder: () => void loadOlder(),
    unsent: outbox.unsent,
    unsafe: outbox.unsafe,
    marks,
    typing: typing.members,
    draft,
    known: () => (loaded.peek() ? { rev, older: older.peek() !== 'none', entries: entries.peek() } : null),
    recall(line) {
      if (!loaded.peek()) begin(line);
    },
    learn,
    say(said, replyTo, clientId) {
      const spoken = said.kind === 'text' ? { ...said, text: said.text.trim() } : said;
      if (spoken.kind === 'text' && spoken.text === '') return;
      outbox.say(spoken, replyTo === undefined ? draft.replyTo.peek() : replyTo, clientId);
      if (replyTo === undefined) draft.answer(null);
      typing.stop(me);
    },
    retry: outbox.retry,
    discard: outbox.discard,
    async takeBack(entryId) {
      try {
        learn(await connection.ask('timeline.take_back', { lineId, entryId }));
        return null;
      } catch (error) {
        if (!(error instanceof AskError)) throw error;
        return error.code;
      }
    },
    isTyping: typing.tell,
    look: (visible) => parts.marks.look(lineId, visible),
    search: (text, after) => connection.ask('timeline.search', { lineId, text, after }),
    close() {
      if (closed) return;
      closed = true;
      for (const end of off) end();
      parts.marks.look(lineId, false);
      typing.close();
      outbox.close();
    },
  };
}
