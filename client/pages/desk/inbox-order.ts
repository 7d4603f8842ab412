import type { LineId, LineSummary, Status, Topic, WaitingLine } from '#protocol';

/** `waiting`: somebody waits for a word of ours. */
export type DeskTab = 'waiting' | 'mine' | 'all';
export type DeskFilter = 'unread' | 'problem' | 'call' | 'station';

/** A line that this page is on. */
export interface OpenRow {
  readonly kind: 'open';
  readonly id: LineId;
  readonly line: LineSummary;
  /** Since when others wait for a word, epoch ms; null: they do not. */
  readonly since: number | null;
  readonly unread: number;
  /** People talk on it now, here or without this page. */
  readonly hasCall: boolean;
  readonly topic: Topic | undefined;
}

/** A line that asked for the desk and that nobody has come to. */
export interface AskedRow {
  readonly kind: 'asked';
  readonly id: LineId;
  readonly line: WaitingLine;
  readonly since: number;
}

export type InboxRow = OpenRow | AskedRow;

const problems: ReadonlySet<Status> = new Set(['refused', 'returned', 'lost', 'failed']);

const statusOf = (row: InboxRow): Status => (row.kind === 'open' ? row.line.delivery.status : row.line.status);

/** The parcel did not get to its people. */
export const isProblemStatus = (status: Status): boolean => problems.has(status);
export const isProblem = (row: InboxRow): boolean => isProblemStatus(statusOf(row));

const wishes: ReadonlySet<Topic> = new Set(['reschedule', 'leave_at', 'change_address']);
/** Something went wrong, or is not wanted at all: no mere wish. */
export const isTrouble = (topic: Topic): boolean => !wishes.has(topic);

function hasTrouble(row: InboxRow): boolean {
  const { topic } = row.kind === 'open' ? row : row.line;
  return topic !== undefined && isTrouble(topic);
}

function passes(row: InboxRow, filter: DeskFilter | null): boolean {
  switch (filter) {
    case null:
      return true;
    case 'unread':
      return row.kind === 'asked' || row.unread > 0;
    case 'problem':
      return isProblem(row) || hasTrouble(row);
    case 'call':
      return row.kind === 'open' && row.hasCall;
    case 'station':
      return (
        statusOf(row) === 'at_station' ||
        (row.kind === 'open' && row.line.members.some(({ role, left }) => role === 'station' && !left))
      );
  }
}

export function isIn(row: InboxRow, tab: DeskTab): boolean {
  if (tab === 'all') return true;
  return tab === 'mine' ? row.kind === 'open' : row.since !== null;
}

/** Rows of a tab that pass the filter, and the one in front of the reader: answered, it stays where it is looked for. */
export const chosenRows = (
  rows: readonly InboxRow[],
  { tab, filter, current }: { tab: DeskTab; filter: DeskFilter | null; current: LineId | null },
): InboxRow[] => rows.filter((row) => row.id === current || (isIn(row, tab) && passes(row, filter)));

/**
 * Who waits longest comes first: a new one goes to the end and moves nothing. Then what is unread, then the newest words.
 * `met` has the row in front of the reader, and the one before it, as they were when they came there: joined, read or answered
 * since, they keep their places, and the next one is still the next.
 */
export function longestWaitFirst(rows: readonly InboxRow[], met: readonly InboxRow[] = []): InboxRow[] {
  const unread = (row: InboxRow) => (row.kind === 'open' && row.unread > 0 ? 0 : 1);
  const lastAt = (row: InboxRow) => (row.kind === 'open' ? (row.line.lastWords?.at ?? row.line.delivery.statusAt) : 0);
  const byWait = (a: InboxRow, b: InboxRow) => {
    if (a.since !== null && b.since !== null) return a.since - b.since;
    if (a.since !== null || b.since !== null) return a.since === null ? 1 : -1;
    return unread(a) - unread(b) || lastAt(b) - lastAt(a);
  };
  const asItCame = (row: InboxRow) => met.find(({ id }) => id === row.id) ?? row;
  return [...rows].sort((a, b) => byWait(asItCame(a), asItCame(b)));
}

/** The rows under a hand: each in the place it had, one that has gone too, and new ones at the end. */
export function heldInPlace(rows: readonly InboxRow[], before: readonly InboxRow[]): InboxRow[] {
  const now = new Map(rows.map((row) => [row.id, row]));
  const had = new Set(before.map(({ id }) => id));
  return [...before.map((row) => now.get(row.id) ?? row), ...rows.filter(({ id }) => !had.has(id))];
}

/** The same objects as `before` where nothing in them has changed: what is drawn of them stays. */
export function unchangedKept(rows: readonly InboxRow[], before: ReadonlyMap<LineId, InboxRow>): InboxRow[] {
  return rows.map((row) => {
    const known = before.get(row.id);
    return known && isSame(row, known) ? known : row;
  });
}

function isSame(a: InboxRow, b: InboxRow): boolean {
  if (a.line !== b.line || a.since !== b.since) return false;
  return (
    a.kind === 'asked' || (b.kind === 'open' && a.unread === b.unread && a.hasCall === b.hasCall && a.topic === b.topic)
  );
}

const folded = (text: string) => text.toLowerCase().replace(/[\s·-]+/gu, '');

/** Number, recipient and address; written with or without spaces. */
export function isMeant(row: InboxRow, text: string): boolean {
  const words =
    row.kind === 'open'
      ? [
          row.line.delivery.reference,
          row.line.delivery.recipientName,
          row.line.delivery.address,
          row.line.delivery.addressDetail,
        ]
      : [row.line.reference, row.line.recipientName, row.line.address];
  const wanted = folded(text);
  return wanted !== '' && words.some((one) => folded(one).includes(wanted));
}
