import './trip.css';
import { language } from '../language.ts';
import { initialOf } from '../people/names.ts';
import { clockTime, dayInWords } from '../time-words.ts';
import { t, tripWords } from './strings.ts';
import { Tail } from './tail.tsx';
import type { Delivery } from '#protocol';
import type { Ahead } from './progress.ts';

/** What the courier's position says, in words: the one number and what stands beside it. */
export interface TripSight {
  /** Empty where the status says more. */
  readonly headline: string;
  readonly detail: string;
  /** What it says beyond these; empty where the status says more. */
  readonly sentence: string;
  /** The position is too old to say what is true now. */
  readonly stale: boolean;
}

export interface TripHeaderProps {
  readonly delivery: Delivery & { readonly status: Ahead };
  readonly online: boolean;
  /** Null where the courier shares no position. */
  readonly sight: TripSight | null;
  /** Server's clock, epoch ms. */
  readonly now: number;
}

/** The recipient's head of the page: how long, how far, and one full sentence. */
export function TripHeader({ delivery, online, sight, now }: TripHeaderProps) {
  const { status, courierName, reference, window } = delivery;
  const said = tripWords()[status];
  const seen = status === 'arrived' ? null : sight;
  const planned =
    status === 'assigned' &&
    window &&
    `${dayInWords(window.from, now)} ${clockTime(window.from)}–${clockTime(window.to)}`;
  const sentence = (status !== 'nearby' && seen?.sentence) || said.sentence(courierName);
  const headline = seen?.headline || planned || said.head;
  return (
    <header class="trip facts">
      <span class="face face-other" aria-hidden="true">
        {initialOf(courierName)}
      </span>
      <div>
        <h1 class={headline.length > (language.value === 'zh' ? 10 : 16) ? 'is-long' : undefined}>
          {headline}
          {seen?.detail && <small> · {seen.detail}</small>}
        </h1>
        <p>
          {seen?.stale ? (
            [t().lastPosition(courierName), ...(online ? [] : [t().updatesOnline])].join(' · ')
          ) : (
            <>
              {sentence}
              {t().about}
              <Tail reference={reference} />
            </>
          )}
        </p>
      </div>
    </header>
  );
}
