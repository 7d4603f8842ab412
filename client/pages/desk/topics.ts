import { signal } from '@preact/signals';
import { topicOf } from '../../../server/protocol/topic-of.ts';
import type { Connection } from '../../connection.ts';
import type { LineId, LineSummary, Topic } from '#protocol';

/** What each line is about, live. */
export interface Topics {
  /** Undefined where nothing is known of it. */
  of(line: LineSummary): Topic | undefined;
  close(): void;
}

/** What the server has told of each line goes on here, by what is understood since; what it tells anew counts. */
export function createTopics(
  connection: Pick<Connection, 'on'>,
  lineOf: (id: LineId) => LineSummary | undefined,
): Topics {
  const known = signal<ReadonlyMap<LineId, { told: Topic | undefined; topic: Topic | undefined; seq: number }>>(
    new Map(),
  );
  const off = connection.on('timeline.changed', ({ lineId, seq, body }) => {
    const line = lineOf(lineId);
    const isErased = body.kind === 'erased' && body.was === 'suggestion';
    const topic = body.kind === 'suggestion' ? topicOf(body) : isErased ? null : undefined;
    // What becomes of an earlier understanding says nothing of what was understood since.
    if (!line || topic === undefined || seq < (known.peek().get(lineId)?.seq ?? 0)) return;
    known.value = new Map(known.peek()).set(lineId, { told: line.topic, topic: topic ?? undefined, seq });
  });
  return {
    of({ delivery, topic }) {
      const one = known.value.get(delivery.id);
      return one && one.told === topic ? one.topic : topic;
    },
    close: off,
  };
}
