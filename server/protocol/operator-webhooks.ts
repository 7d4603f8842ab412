import * as v from 'valibot';
import { LineId } from './ids.ts';
import { Time } from './operator.ts';

const states = ['waiting', 'delivered', 'failed'] as const;

/** Query of `GET /webhooks`. */
export const WebhooksQuery = v.strictObject({
  state: v.optional(v.picklist(states)),
  after: v.optional(v.pipe(v.string(), v.regex(/^\d{1,15}$/, 'must be the next of another answer'))),
});

/** As in the header `webhook-id`. */
export const WebhookId = v.pipe(v.string(), v.regex(/^msg_[A-Za-z0-9_-]{8,40}$/));

/** Something that the operator's backend was or is to be told; the body itself only the backend gets. */
export const Webhook = v.object({
  id: WebhookId,
  event: v.string(),
  deliveryId: v.nullable(LineId),
  /** `failed`: given up after three days. */
  state: v.picklist(states),
  /** Epoch ms. */
  createdAt: v.number(),
  attempts: v.number(),
  nextAt: v.nullable(v.number()),
  deliveredAt: v.nullable(v.number()),
  /** `timed_out`, `unreachable` or `http_` and the status of the last answer; null after a success. */
  lastFailure: v.nullable(v.string()),
});
export type Webhook = v.InferOutput<typeof Webhook>;

export const WebhooksPage = v.object({ webhooks: v.array(Webhook), next: v.nullable(v.string()) });

export const ReplayOrder = v.strictObject({
  since: Time,
});
export const Replayed = v.object({ count: v.number() });
