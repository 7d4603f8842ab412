import './trip.css';
import type { ComponentChildren, Ref } from 'preact';
import { clockTime, dayInWords } from '../time-words.ts';
import { ClockIcon, DoneIcon } from '../ui/icons.tsx';
import { windowInWords } from '../window-words.ts';
import { endWords, type Over } from './end-words.ts';
import { t } from './strings.ts';
import { Tail } from './tail.tsx';
import type { Delivery } from '#protocol';

/** The parcel is where the recipient can take it. */
export const isThere = (status: Over): boolean =>
  status === 'delivered' || status === 'left_at_place' || status === 'at_station';

export interface EndHeadProps {
  readonly delivery: Delivery & { readonly status: Over };
  /** Server's clock, epoch ms. */
  readonly now: number;
  /** What is known beyond the status: the place, the station. */
  readonly head?: string;
  readonly title?: Ref<HTMLHeadingElement>;
}

/** After the last step: what became of the parcel, and when. */
export function EndHead({ delivery, now, head, title = null }: EndHeadProps) {
  const { status, statusAt, courierName, reference, window } = delivery;
  const said = endWords()[status];
  const isAgreed = status === 'rescheduled' && window;
  const sentence = isAgreed ? t().newTime(windowInWords(window, now)) : said.sentence(courierName);
  return (
    <header class="end-head">
      <p class={isThere(status) ? 'done facts' : 'done is-open facts'}>
        <i>{isThere(status) ? <DoneIcon size="s" /> : <ClockIcon size="s" />}</i>
        <span>
          {dayInWords(statusAt, now)} {clockTime(statusAt)} {said.done}
        </span>
      </p>
      <h1 ref={title} tabIndex={-1}>
        {head ?? said.head}
      </h1>
      <p class="facts">
        {sentence} · <Tail reference={reference} />
      </p>
    </header>
  );
}

export interface EndFrameProps {
  readonly status: Over;
  /** In the place of the map; it is kept free where there may be one. */
  readonly map?: ComponentChildren;
  /** Over the page's upper corner. */
  readonly corners: ComponentChildren;
  readonly head: ComponentChildren;
  /** Under the head: it comes late. */
  readonly children?: ComponentChildren;
  /** Under the thumb. */
  readonly foot?: ComponentChildren;
}

/** The frame of the page after the last step: its head is there at once, the rest fills it. */
export function EndFrame({ status, map, corners, head, children, foot }: EndFrameProps) {
  const hasMap = status === 'left_at_place';
  return (
    <div class={hasMap ? 'end has-map' : 'end'}>
      {hasMap && <div class="stage">{map}</div>}
      {corners}
      <div class="sheet end-sheet">
        <div class="end-scroll">
          {head}
          {children}
        </div>
        {foot}
      </div>
    </div>
  );
}
