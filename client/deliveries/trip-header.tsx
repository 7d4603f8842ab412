import './trip.css';
import { language } from '../language.ts';
import { initialOf } from '../people/names.ts';
import { clockTime, dayInWords } from '../time-words.ts';
import { windowInWords } from '../window-words.ts';
import { DoneIcon } from '../ui/icons.tsx';
import { isAhead } from './progress.ts';
import { statusWords, t } from './strings.ts';
import type { Delivery } from '#protocol';

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
  readonly delivery: Delivery;
  readonly online: boolean;
  /** Null where the courier shares no position. */
  readonly sight: TripSight | null;
  /** Server's clock, epoch ms. */
  readonly now: number;
}

/** The recipient's head of the page: how long, how far, and one full sentence. */
export function TripHeader({ delivery, online, sight, now }: TripHeaderProps) {
  const { status, courierName, reference, window } = delivery;
  const said = statusWords()[status];
  if (!isAhead(status)) return <TripEnd delivery={delivery} now={now} />;
  const seen = status === 'arrived' ? null : sight;
  const planned =
    status === 'assigned' &&
    window &&
    `${dayInWords(window.from, now)} ${clockTime(window.from)}–${clockTime(window.to)}`;
  const sentence = seen?.stale
    ? [t().lastPosition(courierName), ...(online ? [] : [t().updatesOnline])].join(' · ')
    : t().about((status !== 'nearby' && seen?.sentence) || said.sentence(courierName), t().tail(reference));
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
        <p>{sentence}</p>
      </div>
    </header>
  );
}

/** After the last step: what became of the parcel, and when. */
function TripEnd({ delivery, now }: { delivery: Delivery; now: number }) {
  const { status, courierName, reference, statusAt, window } = delivery;
  const said = statusWords()[status];
  const day = dayInWords(statusAt, now);
  const isAgreed = status === 'rescheduled' && window;
  const sentence = isAgreed ? t().newTime(windowInWords(window, now)) : said.sentence(courierName);
  const good = status === 'delivered' || status === 'left_at_place';
  return (
    <header class="end-head">
      <p class={good ? 'done facts' : 'done is-open facts'}>
        {good && (
          <i>
            <DoneIcon size="s" />
          </i>
        )}
        {day} {clockTime(statusAt)}
      </p>
      <h1>{said.head}</h1>
      <p>{t().about(sentence, t().tail(reference))}</p>
    </header>
  );
}
