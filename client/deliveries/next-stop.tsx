import './round.css';
import type { ComponentChildren } from 'preact';
import { otherOf } from '../people/names.ts';
import { LastWords } from './last-words.tsx';
import { doorOf } from './door-of.ts';
import { t } from './round-strings.ts';
import { standingOf } from './standing-of.ts';
import { t as parcelWords } from './strings.ts';
import type { LineSummary } from '#protocol';

/** A longer door is written smaller, characters. */
const LONG = 16;

export interface NextStopProps {
  readonly line: LineSummary;
  readonly unread: number;
  /** What was said here and waits on this phone. */
  readonly unsent: number;
  /** Distance and time, in words; empty while not known. */
  readonly howFar: string;
  /** Where the line opens. */
  readonly href: string;
  /** What is known of the door. */
  readonly about: ComponentChildren;
  /** The buttons under the address. */
  readonly children: ComponentChildren;
}

/** The courier's next door, readable at arm's length. */
export function NextStop({ line, unread, unsent, howFar, href, about, children }: NextStopProps) {
  const { delivery } = line;
  const door = doorOf(delivery);
  const name = otherOf(line)?.name ?? '';
  return (
    <section class="next facts" aria-label={t().next(name)}>
      <p class="next-top">
        <b>
          {t().next('')}
          <bdi>{name}</bdi>
        </b>
        <span class="num">{howFar}</span>
      </p>
      <h2 class={door.length > LONG ? 'is-long' : undefined} dir="auto" tabIndex={-1}>
        {door}
      </h2>
      <p class="next-where">
        {delivery.addressDetail ? <bdi>{delivery.address}</bdi> : null}
        {delivery.addressDetail ? ' · ' : ''}
        <span class="num">{parcelWords().tail(delivery.reference)}</span>
      </p>
      {about}
      <a class={unread > 0 ? 'next-open is-unread' : 'next-open'} href={href}>
        {unsent > 0 ? (
          <p class="words is-waiting">{t().unsent(unsent)}</p>
        ) : (
          <LastWords line={line} standing={standingOf(delivery)} />
        )}
        {unread > 0 && (
          <span class="count" role="img" aria-label={t().unread(unread)}>
            {unread > 99 ? '99+' : unread}
          </span>
        )}
        <span class="next-open-word">{t().open}</span>
      </a>
      {children}
    </section>
  );
}
