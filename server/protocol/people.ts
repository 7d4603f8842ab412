import * as v from 'valibot';
import { LineSummary } from './deliveries.ts';
import { Role } from './member.ts';

/** The first thing a page asks: who am I, and which lines are mine (a courier has the whole round). */
export const Hello = v.object({
  role: Role,
  name: v.string(),
  lines: v.array(LineSummary),
  /** The server's clock, epoch ms: pages show ages by it, not by a phone's wrong clock. */
  now: v.number(),
});
export type Hello = v.InferOutput<typeof Hello>;

export const requests = {
  'people.hello': { payload: v.strictObject({}), reply: Hello },
} as const;

export const notices = {
  /** The link was revoked or has expired; the socket is closed right after. */
  'people.shut_out': v.object({ code: v.picklist(['link_revoked', 'link_expired']) }),
} as const;
