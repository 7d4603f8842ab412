import type { OutboxStore } from '../../client/timeline/outbox.ts';
import type { Unsent } from '../../client/timeline/said.ts';
import type { ClientId } from '#protocol';

/** A phone's storage made by hand: it outlives the page that writes to it, and can be full. */
export class MemoryStore implements OutboxStore {
  readonly kept = new Map<ClientId, Unsent>();
  isFull = false;

  load(): Promise<readonly Unsent[]> {
    return Promise.resolve([...this.kept.values()].sort((a, b) => a.at - b.at));
  }
  put(unsent: Unsent): Promise<void> {
    if (this.isFull) return Promise.reject(new DOMException('No room', 'QuotaExceededError'));
    this.kept.set(unsent.clientId, unsent);
    return Promise.resolve();
  }
  delete(clientId: ClientId): Promise<void> {
    this.kept.delete(clientId);
    return Promise.resolve();
  }
}
