import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Calls in the server's SQLite file that are not over, or are not on the record exactly once; each in words. */
export function callsWithoutOneEntry(dataFolder: string): string[] {
  const db = new DatabaseSync(join(dataFolder, 'doorline.sqlite'), { readOnly: true });
  const calls = db.prepare('select id, ended_at from calls').all();
  const entries = db.prepare("select body from entries where kind = 'call'").all();
  db.close();
  const written = entries.map(({ body }) => (JSON.parse(String(body)) as { callId: string }).callId);
  return calls.flatMap(({ id, ended_at: endedAt }) => {
    const count = written.filter((callId) => callId === id).length;
    return endedAt !== null && count === 1 ? [] : [`Call ${String(id)}: ended ${String(endedAt)}, ${count} entries`];
  });
}
