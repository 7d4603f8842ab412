import { language } from '../language.ts';
import type { QuickReply, Status } from '#protocol';

/** The ready answers that fit the delivery's status, in the page's language. */
export function quickRepliesFor(replies: readonly QuickReply[], status: Status): string[] {
  const fitting = replies.filter(({ statuses }) => statuses.includes(status));
  return [...new Set(fitting.map((reply) => reply[language.value]))];
}
