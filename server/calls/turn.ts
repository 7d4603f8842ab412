import { createHmac, randomBytes } from 'node:crypto';
import type { IceServer } from '#protocol';

/**
 * How long TURN credentials are good, ms. coturn looks at their end when a relay is first asked for; one that runs goes on.
 * An ICE restart asks for a fresh relay with the same credentials, so they last longer than any call at a door; stolen
 * ones are of no use the same evening.
 */
const LIFE_MS = 2 * 3_600_000;

export interface TurnSettings {
  /** `turn:` and `turns:` addresses; null: there is no TURN server. */
  readonly urls: readonly string[] | null;
  readonly secret: string | null;
}

/**
 * What one device uses to reach the TURN servers, by the TURN REST scheme that coturn's `use-auth-secret` checks
 * (draft-uberti-behave-turn-rest-00 § 2.2): the name is the end in epoch seconds and a random word that says nothing of
 * whose device it is, the password is base64(HMAC-SHA1(secret, name)). Empty where no TURN server is set.
 *
 * @param now epoch ms
 */
export function turnServers({ urls, secret }: TurnSettings, now: number): IceServer[] {
  if (urls === null || secret === null) return [];
  const username = `${Math.floor((now + LIFE_MS) / 1000)}:${randomBytes(9).toString('base64url')}`;
  const credential = createHmac('sha1', secret).update(username).digest('base64');
  return [{ urls: [...urls], username, credential }];
}
