import { actInWords, understoodInWords } from './act-words.ts';
import { cardInWords } from './card-words.ts';
import { canStillBe, type Understanding } from './model.ts';
import type { LineSummary } from '#protocol';

type Line = Pick<LineSummary, 'me' | 'members'> & { readonly delivery: Pick<LineSummary['delivery'], 'status'> };

/** What the courier is asked in as few words as a glance has time for. */
export const askedInWords = ({ body }: Understanding, now: number): string =>
  cardInWords(body.act, 'courier', now).headline;

/**
 * What a riding courier has to hear of it: a question to them, what somebody else has confirmed or was done, an answer. Null for
 * what waits for the recipient, what is no more, and what the courier has said or tapped.
 */
export function newsInWords(entry: Understanding, { me, members, delivery }: Line, now: number): string | null {
  const { act, about, asks, state, answeredBy } = entry.body;
  if (state === 'open')
    return asks === 'courier' && canStillBe(act, delivery.status, now) ? askedInWords(entry, now) : null;
  if (state !== 'applied' && state !== 'confirmed') return null;
  // Every answer was asked for, often by the courier.
  if (act.do === 'answer') return understoodInWords(entry.body, { me, members, now });
  return (answeredBy ?? about) === me ? null : actInWords(act, now);
}
