import * as v from 'valibot';
import type { LineId } from './ids.ts';

const base64url = (length: number, what: string) =>
  v.pipe(v.string(), v.regex(new RegExp(`^[\\w-]{${length}}$`), `must be ${what} in base64url`));

/** What the phone calls the link that a subscription belongs to: it tells nobody else anything. */
const Handle = v.pipe(v.string(), v.regex(/^[\w-]{16,40}$/, 'must be 16 to 40 letters of base64url'));
const Endpoint = v.pipe(v.string(), v.maxLength(1000), v.url());

/** A browser that wants to hear of its lines while no page of them is open, as its Push API describes it. */
export const PushSubscribe = v.strictObject({
  endpoint: Endpoint,
  /** Public key of the browser, 65 bytes. */
  p256dh: base64url(87, '65 bytes'),
  /** Secret of the browser, 16 bytes. */
  auth: base64url(22, '16 bytes'),
  handle: Handle,
});
export type PushSubscribe = v.InferOutput<typeof PushSubscribe>;

export const PushUnsubscribe = v.strictObject({ endpoint: Endpoint });

/**
 * `missed`: a call that was not taken; `settled`: it was taken or declined on another device; `arrived`: the courier is at
 * the door.
 */
export type PushKind = 'call' | 'missed' | 'settled' | 'message' | 'arrived';

/** What a browser is told: never words, names or tokens. What it shows it knows itself. */
export interface PushMessage {
  readonly handle: string;
  readonly lineId: LineId;
  readonly what: PushKind;
}
