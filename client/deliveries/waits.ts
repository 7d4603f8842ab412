import { signal } from '@preact/signals';
import type { Connection } from '../connection.ts';
import type { Entry, LineId, LineSummary } from '#protocol';

/** Since when others wait for a word of this station or of the desk, live. */
export interface Waits {
  /** Epoch ms; null where nobody waits. */
  since(line: LineSummary): number | null;
  close(): void;
}

const spoken = new Set<string>(['text', 'photo', 'voice', 'place'] satisfies Entry['body']['kind'][]);

/** What the server has told of each line goes on here, entry by entry; what it tells anew counts. */
export function createWaits(
  connection: Pick<Connection, 'on'>,
  lineOf: (id: LineId) => LineSummary | undefined,
): Waits {
  const known = signal<ReadonlyMap<LineId, { told: number | null; since: number | null; seq: number }>>(new Map());
  const since = ({ delivery, waitsSince }: LineSummary) => {
    const one = known.value.get(delivery.id);
    return one && one.told === waitsSince ? one.since : waitsSince;
  };
  const off = connection.on('timeline.changed', (entry) => {
    const line = lineOf(entry.lineId);
    // A change of an earlier entry is no new word.
    if (!line || entry.seq <= (known.peek().get(entry.lineId)?.seq ?? 0)) return;
    const next = { told: line.waitsSince, since: waitsAfter(line, since(line), entry), seq: entry.seq };
    known.value = new Map(known.peek()).set(entry.lineId, next);
  });
  return { since, close: off };
}

/** Since when a guest's line waits once `entry` is the newest on it: as the server reckons it. */
function waitsAfter(
  { members, me }: Pick<LineSummary, 'members' | 'me'>,
  since: number | null,
  { by, at, body }: Pick<Entry, 'by' | 'at' | 'body'>,
): number | null {
  const roleOf = (id: Entry['by']) => members.find((member) => member.id === id)?.role;
  if (body.kind === 'call' && body.talkMs > 0) return null;
  if (by === null || !spoken.has(body.kind)) return since;
  return roleOf(by) === roleOf(me) ? null : (since ?? at);
}
