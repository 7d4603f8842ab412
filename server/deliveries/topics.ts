import type { Kysely } from 'kysely';
import type { LineId, Suggestion, Topic } from '#protocol';
import { topicOf } from '../protocol/topic-of.ts';
import type { Tables } from '../storage/tables.ts';

/** What lines are about, by what was understood on them last; a line of which nothing was, or where it is settled, is left out. */
export async function topicsOf(db: Kysely<Tables>, lineIds: readonly LineId[]): Promise<Map<LineId, Topic>> {
  const topics = new Map<LineId, Topic>();
  if (lineIds.length === 0) return topics;
  const rows = await db
    .selectFrom('entries')
    .select(['line_id', 'body'])
    .where('line_id', 'in', lineIds)
    .where('kind', '=', 'suggestion')
    .orderBy('seq')
    .execute();
  for (const { line_id, body } of rows) {
    // Written from typed bodies.
    const topic = topicOf(JSON.parse(body) as Suggestion);
    if (topic === null) topics.delete(line_id as LineId);
    else if (topic !== undefined) topics.set(line_id as LineId, topic);
  }
  return topics;
}
