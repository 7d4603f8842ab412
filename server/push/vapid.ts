import { createECDH, createPrivateKey, sign } from 'node:crypto';
import type { Clock } from '../parts.ts';

/** Life of one signature, ms: at most a day by RFC 8292. */
const LIFE_MS = 12 * 3_600_000;
/** One is used again until so much of its life is left, ms. */
const RENEW_MS = 3_600_000;
/** Push services are few; more origins than this are not remembered. */
const ORIGINS_MAX = 50;

/** The server's name towards push services, by RFC 8292. */
export interface Vapid {
  /** What browsers subscribe with: uncompressed point of P-256, base64url. */
  readonly publicKey: string;
  /** Value of `Authorization` for a push service. */
  authorization(origin: string): string;
}

const encoded = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');

/** `privateKey`: of P-256, 32 bytes, base64url. `contact`: whom a push service may ask, `mailto:` or `https:`. Throws where the key is none. */
export function openVapid(parts: { clock: Clock; privateKey: string; contact: () => string }): Vapid {
  const { clock, privateKey, contact } = parts;
  const pair = createECDH('prime256v1');
  pair.setPrivateKey(Buffer.from(privateKey, 'base64url'));
  const point = pair.getPublicKey();
  const publicKey = point.toString('base64url');
  const key = createPrivateKey({
    format: 'jwk',
    key: {
      kty: 'EC',
      crv: 'P-256',
      d: pair.getPrivateKey().toString('base64url'),
      x: point.subarray(1, 33).toString('base64url'),
      y: point.subarray(33).toString('base64url'),
    },
  });
  const known = new Map<string, { readonly value: string; readonly until: number }>();

  return {
    publicKey,
    authorization(origin) {
      const now = clock.now();
      const before = known.get(origin);
      if (before && before.until > now) return before.value;
      const claims = { aud: origin, exp: Math.floor((now + LIFE_MS) / 1000), sub: contact() };
      const signed = `${encoded({ typ: 'JWT', alg: 'ES256' })}.${encoded(claims)}`;
      const signature = sign('sha256', Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' });
      const value = `vapid t=${signed}.${signature.toString('base64url')}, k=${publicKey}`;
      if (known.size >= ORIGINS_MAX) known.clear();
      known.set(origin, { value, until: now + LIFE_MS - RENEW_MS });
      return value;
    },
  };
}
