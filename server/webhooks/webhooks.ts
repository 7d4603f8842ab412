import type { Parts } from '../parts.ts';
import { eventOf, pauseAfter } from './rules.ts';
import type { Post } from './send.ts';
import { signedHeaders } from './sign.ts';
import type { Webhook, WebhookStore } from './store.ts';

/** How often it is looked whether something is due, ms: what happens is told within that time. */
const LOOK_MS = 500;
/** A backend that has not answered by then has failed this time, ms. */
const TRY_MAX_MS = 10_000;
/** What a process that was killed had claimed is tried again after this, ms: longer than a try can last. */
const CLAIM_MS = 15_000;
/** Tries under way at once. */
const PARALLEL = 8;
const FORGET_EVERY_MS = 3_600_000;
/** What was delivered is kept for so long, to be replayed, ms. */
const KEEP_DELIVERED_MS = 30 * 86_400_000;

interface Needs extends Pick<Parts, 'clock' | 'newId' | 'report' | 'log'> {
  store: WebhookStore;
  /** Null: there is no backend to tell, and nothing is kept for one. */
  receiver: { readonly url: string; readonly secret: string } | null;
  post: Post;
  /** From 0 to 1. */
  chance: () => number;
  /** Counts tries by what came of them. */
  tried: (outcome: 'delivered' | 'failed' | 'given_up') => void;
}

export interface Webhooks {
  announce: Parts['announce'];
  /** Gives up what is under way; it is tried again after the next start. */
  close(): Promise<void>;
}

/**
 * Tells the operator's backend what happens: kept in the transaction that makes it happen, sent in order per line and over
 * several lines at once, again and again until it is answered with 2xx. At least once: after a crash something may come
 * twice, under the same id.
 */
export function openWebhooks({ store, receiver, post, chance, tried, clock, newId, report, log }: Needs): Webhooks {
  const closing = new AbortController();
  const sending = new Set<Promise<void>>();
  let looking: Promise<void> | null = null;
  /** Something became free while it was looked: it is looked once more. */
  let again = false;
  let forgetAt = clock.now();
  let trouble = false;
  let stopTimer: () => void = () => undefined;

  async function announce(...[trx, announced]: Parameters<Parts['announce']>): Promise<void> {
    const event = receiver && eventOf(announced);
    if (!event) return;
    const timestamp = new Date(announced.at).toISOString();
    await store.add(trx, {
      id: `msg_${newId()}`,
      line_id: announced.lineId,
      event: event.type,
      body: JSON.stringify({ type: event.type, timestamp, data: event.data }),
      created_at: clock.now(),
    });
  }

  /** Null: delivered; else why not. */
  async function tryOnce(webhook: Webhook, url: string, secret: string): Promise<string | null> {
    const slow = new AbortController();
    const enough = clock.after(TRY_MAX_MS, () => slow.abort());
    try {
      const headers = signedHeaders(secret, webhook.id, clock.now(), webhook.body);
      const signal = AbortSignal.any([slow.signal, closing.signal]);
      const status = await post(url, { headers, body: webhook.body, signal });
      return status >= 200 && status < 300 ? null : `http_${status}`;
    } catch {
      return slow.signal.aborted ? 'timed_out' : 'unreachable';
    } finally {
      enough();
    }
  }

  async function send(webhook: Webhook, url: string, secret: string): Promise<void> {
    const failure = await tryOnce(webhook, url, secret);
    if (closing.signal.aborted && failure !== null) return store.release(webhook);
    if (failure === null) {
      await store.delivered(webhook, clock.now());
      return tried('delivered');
    }
    const pause = pauseAfter(webhook.attempts + 1, chance());
    await store.failed(webhook, failure, pause === null ? null : clock.now() + pause);
    if (pause === null) log.warn({ webhookId: webhook.id, failure }, 'webhook given up');
    tried(pause === null ? 'given_up' : 'failed');
  }

  async function look(url: string, secret: string): Promise<void> {
    const now = clock.now();
    if (now >= forgetAt) {
      forgetAt = now + FORGET_EVERY_MS;
      await store.forgetDelivered(now - KEEP_DELIVERED_MS);
    }
    const free = PARALLEL - sending.size;
    if (free <= 0 || closing.signal.aborted) return;
    for (const webhook of await store.claim(now, now + CLAIM_MS, free)) {
      const sent = send(webhook, url, secret)
        .catch((error: unknown) => report('webhooks', error))
        .finally(() => {
          sending.delete(sent);
          // The line's next one, or another's: there is room again.
          lookNow(url, secret);
        });
      sending.add(sent);
    }
  }

  async function lookOnce(url: string, secret: string): Promise<void> {
    try {
      await look(url, secret);
      trouble = false;
    } catch (error) {
      // Told once, not every half second for as long as the database is away.
      if (!trouble) report('webhooks', error);
      trouble = true;
    }
  }

  function lookNow(url: string, secret: string): void {
    if (closing.signal.aborted) return;
    again = looking !== null;
    looking ??= lookOnce(url, secret).finally(() => {
      looking = null;
      if (again) lookNow(url, secret);
    });
  }

  if (receiver) {
    const tick = () => {
      lookNow(receiver.url, receiver.secret);
      stopTimer = clock.after(LOOK_MS, tick);
    };
    tick();
  }

  return {
    announce,
    async close() {
      closing.abort();
      stopTimer();
      await looking;
      await Promise.all(sending);
    },
  };
}
