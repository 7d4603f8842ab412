import { createHmac } from 'node:crypto';

/**
 * Headers of one try by the Standard Webhooks specification 1.0.0 (standardwebhooks.com): the receiver computes the same
 * signature over `id.timestamp.body` with the shared secret, `whsec_` and the key in base64. `at` is the time of this try,
 * epoch ms; the id stays the same over all tries, so that a repeated one is known.
 */
export function signedHeaders(secret: string, id: string, at: number, body: string): Record<string, string> {
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
  const timestamp = String(Math.floor(at / 1000));
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return {
    'content-type': 'application/json',
    'user-agent': 'Doorline',
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': `v1,${signature}`,
  };
}
