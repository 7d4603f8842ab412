import './round.css';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Signal } from '@preact/signals';
import { otherOf } from '../people/names.ts';
import { DownIcon } from '../ui/icons.tsx';
import { LastWords } from './last-words.tsx';
import { isAhead } from './progress.ts';
import { doorOf } from './door-of.ts';
import { t } from './round-strings.ts';
import { standingOf } from './standing-of.ts';
import { useSwipe } from './use-swipe.ts';
import type { LineId, LineSummary } from '#protocol';

export interface StopRowProps {
  readonly line: LineSummary;
  readonly unread: number;
  /** What was said here and waits on this phone. */
  readonly unsent: number;
  readonly isCurrent: boolean;
  /** Where the line opens. */
  readonly href: string;
  readonly distance: string;
  /** Whose answers are open. */
  readonly opened: Signal<LineId | null>;
  /** What can be done without opening the line; null while it is closed. */
  readonly acts: ComponentChildren;
}

/** One stop of the round: a tap opens its line, a swipe or its button opens what can be said and done from here. */
export function StopRow({ line, unread, unsent, isCurrent, href, distance, opened, acts }: StopRowProps) {
  const { delivery, stop } = line;
  const isOver = !isAhead(delivery.status);
  const isOpen = acts !== null;
  const actsId = `stop-${delivery.id}`;
  const { by, on } = useSwipe(isOpen, (open) => (opened.value = open ? delivery.id : null));
  const row = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (isOpen) row.current?.scrollIntoView({ block: 'nearest' });
  }, [isOpen]);
  return (
    <li ref={row} class={['stop-row', isOpen && 'is-open', isCurrent && 'is-on'].filter(Boolean).join(' ')}>
      <div class={by === 0 ? 'stop-slide' : 'stop-slide is-drawn'} {...on}>
        {by < 0 && (
          <span class="stop-behind" aria-hidden="true">
            {t().reply}
          </span>
        )}
        <div class="stop-front" style={by === 0 ? undefined : { transform: `translateX(${by}px)` }}>
          <a
            class={['stop', unread > 0 && 'is-unread', isCurrent && 'is-on', isOver && 'is-over']
              .filter(Boolean)
              .join(' ')}
            href={href}
            draggable={false}
            aria-current={isCurrent ? 'page' : undefined}
          >
            <span class="stop-n">{stop}</span>
            <div>
              <p class="stop-door">
                <b>
                  <bdi>{doorOf(delivery)}</bdi>
                </b>{' '}
                <bdi class="who">{otherOf(line)?.name}</bdi>
              </p>
              {unsent > 0 ? (
                <p class="words is-waiting">{t().unsent(unsent)}</p>
              ) : isOver && unread === 0 ? (
                <p class="words">{standingOf(delivery)}</p>
              ) : (
                <LastWords line={line} standing={standingOf(delivery)} />
              )}
            </div>
            <div class="stop-side facts">
              {unread > 0 && (
                <span class="count" role="img" aria-label={t().unread(unread)}>
                  {unread > 99 ? '99+' : unread}
                </span>
              )}
              {!isOver && <span>{distance}</span>}
            </div>
          </a>
          <button
            type="button"
            class="stop-more"
            aria-expanded={isOpen}
            aria-controls={isOpen ? actsId : undefined}
            aria-label={t().actsAt(doorOf(delivery))}
            onClick={() => (opened.value = isOpen ? null : delivery.id)}
          >
            <DownIcon size="s" />
          </button>
        </div>
      </div>
      {isOpen && (
        <div class="stop-acts" id={actsId} role="group" aria-label={t().actsAt(doorOf(delivery))}>
          {acts}
        </div>
      )}
    </li>
  );
}
