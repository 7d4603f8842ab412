import type { Member, PushKind } from '#protocol';

/** How a push service is to carry a message. */
export interface Carriage {
  /** How long it is kept for a phone that is away, s. */
  readonly ttlS: number;
  /** Whether a phone is woken for it. */
  readonly urgency: 'high' | 'normal';
  /** Messages of one subject replace each other, on the way and on the phone. */
  readonly subject: 'call' | 'said';
  /** Pauses before the tries after the first, ms. */
  readonly again: readonly number[];
}

const SECOND = 1000;
const soon = [2 * SECOND, 6 * SECOND];
const patient = [10 * SECOND, 60 * SECOND, 600 * SECOND];
const DAY_S = 86_400;

/** A call rings for 45 s: what comes later would lie. */
export const carriages: Record<PushKind, Carriage> = {
  call: { ttlS: 45, urgency: 'high', subject: 'call', again: soon },
  missed: { ttlS: DAY_S, urgency: 'normal', subject: 'call', again: patient },
  settled: { ttlS: 60, urgency: 'normal', subject: 'call', again: soon },
  message: { ttlS: DAY_S, urgency: 'normal', subject: 'said', again: patient },
  arrived: { ttlS: 3600, urgency: 'high', subject: 'said', again: soon },
};

/** Something that was added to a line, as far as telling of it goes. */
export interface Added {
  readonly seq: number;
  readonly by: string | null;
  readonly what: 'said' | 'arrived';
}

/**
 * What a member who is not looking is told of it: `arrived` only the recipient, who waits at the door; nothing of one's own
 * words or of what was read by then. `read`: how far they have come.
 */
export function toTell(member: Pick<Member, 'id' | 'role'>, read: number, added: readonly Added[]): PushKind | null {
  const unread = added.filter(({ seq, by }) => seq > read && by !== member.id);
  if (member.role === 'recipient' && unread.some(({ what }) => what === 'arrived')) return 'arrived';
  return unread.some(({ what }) => what === 'said') ? 'message' : null;
}

/**
 * Whether the server posts to an address that a browser named. `hosts`: names of hosts, `*.` in front for all below one, over
 * HTTPS on the usual port; or a whole origin, with its scheme. An address of another host would let a page send the server anywhere.
 */
export function mayPushTo(endpoint: string, hosts: readonly string[]): boolean {
  if (!URL.canParse(endpoint)) return false;
  const { origin, protocol, hostname, port, username, password } = new URL(endpoint);
  if (username !== '' || password !== '') return false;
  return hosts.some((host) => {
    if (host.includes('://')) return origin === host;
    if (protocol !== 'https:' || port !== '') return false;
    return host.startsWith('*.') ? hostname.endsWith(host.slice(1)) : hostname === host;
  });
}

/** Whether the push service has said that the subscription is no more: RFC 8030 § 7.3, and what services answer. */
export const isGone = (status: number): boolean => status === 404 || status === 410;

/** Whether the same may be tried again: the service is away or busy. */
export const mayTryAgain = (status: number | null): boolean => status === null || status === 429 || status >= 500;

/** How long a push service asks to be left alone, ms: seconds or a date, RFC 9110 § 10.2.3. 0 where it does not. */
export function restMs(retryAfter: string | undefined, now: number): number {
  if (retryAfter === undefined) return 0;
  const ms = /^\d+$/.test(retryAfter) ? Number(retryAfter) * 1000 : Date.parse(retryAfter) - now;
  return Number.isFinite(ms) ? Math.max(0, ms) : 0;
}
