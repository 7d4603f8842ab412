import './round.css';
import type { ComponentChildren } from 'preact';
import { otherOf } from '../people/names.ts';
import { LastWords } from './last-words.tsx';
import { doorOf } from './round.tsx';
import { t } from './round-strings.ts';
import { t as parcelWords } from './strings.ts';
import type { LineSummary } from '#protocol';

export interface NextStopProps {
  readonly line: LineSummary;
  readonly unread: number;
  /** Distance and time, in words; empty while not known. */
  readonly howFar: string;
  /** Where the line opens. */
  readonly href: string;
  /** The buttons under the address. */
  readonly children: ComponentChildren;
}

/** The courier's next door, readable at arm's length. */
export function NextStop({ line, unread, howFar, href, children }: NextStopProps) {
  const { delivery } = line;
  const door = doorOf(delivery);
  return (
    <section class="next facts" aria-label={t().next(otherOf(line)?.name ?? '')}>
      <p class="next-top">
        <b>{t().next(otherOf(line)?.name ?? '')}</b>
        <span class="num">{howFar}</span>
      </p>
      <h2 class={door.length > 16 ? 'is-long' : undefined}>{door}</h2>
      <p class="muted">
        {delivery.addressDetail ? `${delivery.address} · ` : ''}
        {parcelWords().tail(delivery.reference)}
      </p>
      <a class={unread > 0 ? 'next-open is-unread' : 'next-open'} href={href}>
        <LastWords line={line} />
        {unread > 0 && (
          <span class="count" role="img" aria-label={t().unread(unread)}>
            {unread}
          </span>
        )}
        <span class="next-open-word">{t().open}</span>
      </a>
      {children}
    </section>
  );
}
