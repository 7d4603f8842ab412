import { computed, signal } from '@preact/signals';
import { lateLoad } from '../late-load.ts';
import { unsentAfter, type Unsent } from './said.ts';
import type { Outbox, OutboxParts } from './outbox.ts';

/** The outbox, whose code comes right after the first paint. What is said before that is shown at once and handed over. */
export function createLateOutbox(parts: OutboxParts): Outbox {
  const outbox = signal<Outbox | null>(null);
  const early = signal<readonly Unsent[]>([]);
  let closed = false;
  const load = lateLoad(async () => {
    const { createOutbox } = await import('./outbox.ts');
    if (closed || outbox.peek()) return;
    outbox.value = createOutbox(parts, early.peek());
  });
  load.soon();

  return {
    unsent: computed(() => outbox.value?.unsent.value ?? early.value),
    unsafe: computed(() => outbox.value?.unsafe.value ?? early.value.length > 0),
    say(said, replyTo, clientId) {
      const opened = outbox.peek();
      if (opened) opened.say(said, replyTo, clientId);
      else early.value = [...early.peek(), unsentAfter(early.peek(), said, replyTo, parts.connection.now(), clientId)];
    },
    retry: (clientId) => outbox.peek()?.retry(clientId),
    discard: (clientId) => outbox.peek()?.discard(clientId),
    shown: (entries, lastSeq) => outbox.peek()?.shown(entries, lastSeq),
    close() {
      closed = true;
      load.stop();
      outbox.peek()?.close();
    },
  };
}
