import { createHmac, timingSafeEqual } from 'node:crypto';
import { LinkId } from '#protocol';
import * as v from 'valibot';

/** 128 of the 256 bits of the HMAC: as hard to guess as the key, and the link still fits an SMS. */
const SIGNATURE_BYTES = 16;

const sign = (secret: string, linkId: string) =>
  createHmac('sha256', secret).update(`link.${linkId}`).digest().subarray(0, SIGNATURE_BYTES);

/** The text that makes its holder somebody: the link's id and its signature. It goes into a URL and nowhere else. */
export function linkToken(secret: string, linkId: LinkId): string {
  return `${linkId}.${sign(secret, linkId).toString('base64url')}`;
}

/** The link that the token names, or null where it was not made with this secret. Says nothing of expiry or revocation. */
export function readLinkToken(secret: string, token: string): LinkId | null {
  const [id, signature, ...rest] = token.split('.');
  const parsed = v.safeParse(LinkId, id);
  if (!parsed.success || !signature || rest.length > 0) return null;
  const given = Buffer.from(signature, 'base64url');
  const right = sign(secret, parsed.output);
  return given.length === right.length && timingSafeEqual(given, right) ? parsed.output : null;
}
