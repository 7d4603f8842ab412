import type { LineId } from '#protocol';
import { RefusedError } from '../edge/refused-error.ts';
import type { Clock } from '../parts.ts';
import type { Webhook } from '../protocol/operator-webhooks.ts';
import type { Webhook as Row, WebhookState, WebhookStore } from './store.ts';

/** Webhooks in one answer. */
const LISTED_MAX = 100;

const toWebhook = (row: Row): Webhook => ({
  id: row.id,
  event: row.event,
  deliveryId: row.line_id as LineId | null,
  state: row.delivered_at !== null ? 'delivered' : row.next_at !== null ? 'waiting' : 'failed',
  createdAt: row.created_at,
  attempts: row.attempts,
  nextAt: row.next_at,
  deliveredAt: row.delivered_at,
  lastFailure: row.last_failure,
});

/** What the operator sees and does of its webhooks. */
export function webhooksOperator({ store, clock }: { store: WebhookStore; clock: Clock }) {
  return {
    /** Newest first; `next` asks on as `after`. */
    async list(state: WebhookState | null, after: string | null) {
      const rows = await store.list(state, after === null ? null : Number(after), LISTED_MAX + 1);
      const shown = rows.slice(0, LISTED_MAX);
      return {
        webhooks: shown.map(toWebhook),
        next: rows.length > LISTED_MAX ? String(shown.at(-1)?.position) : null,
      };
    },
    /** Sends one again, whatever became of it. */
    async replay(id: string): Promise<Webhook> {
      const row = await store.replay(id, clock.now());
      if (!row) throw new RefusedError('not_found', 'There is no such webhook');
      return toWebhook(row);
    },
    /** Sends again all that were made since, in their order per delivery. */
    replaySince: async (since: number) => ({ count: await store.replaySince(since, clock.now()) }),
  };
}
