import './round.css';
import { otherOf } from '../people/names.ts';
import { LastWords } from './last-words.tsx';
import { ordered } from './progress.ts';
import { t } from './round-strings.ts';
import { statusWords } from './strings.ts';
import type { DeliveriesModel } from './model.ts';
import type { Delivery, LineId, LineSummary, Point } from '#protocol';

/** What a courier looks for at the door: building, stair and flat where they are known, else the whole address. */
export const doorOf = ({ addressDetail, address }: Delivery): string => addressDetail || address;

/** How many are still ahead and how many are done, with the day's progress as a bar. */
export function RoundHead({ model, sharing }: { model: DeliveriesModel; sharing: boolean }) {
  const { ahead, over } = ordered(model.lines.value);
  const all = ahead.length + over.length;
  return (
    <>
      <header class="top facts">
        <div>
          <h1>{all === 0 || ahead.length > 0 ? t().left(ahead.length) : t().noneLeft}</h1>
          <p>
            {t().done(over.length)} · {sharing ? t().sharing : t().notSharing}
          </p>
        </div>
      </header>
      <div class="meter" aria-hidden="true">
        <i style={{ width: `${all === 0 ? 0 : (over.length / all) * 100}%` }} />
      </div>
    </>
  );
}

export interface RoundProps {
  readonly model: DeliveriesModel;
  /** The line in front of the reader, marked in the list. */
  readonly current: LineId | null;
  /** A line that is drawn elsewhere on the page and left out here. */
  readonly without?: LineId | undefined;
  /** Where a line opens. */
  readonly hrefOf: (id: LineId) => string;
  /** How far from this phone, in words; empty while it is not known. */
  readonly distanceTo: (point: Point) => string;
}

/** The day's stops in order, finished ones last. */
export function Round({ model, current, without, hrefOf, distanceTo }: RoundProps) {
  const { ahead, over } = ordered(model.lines.value);
  const row = (line: LineSummary) => (
    <Stop
      key={line.delivery.id}
      line={line}
      unread={model.unread.value.get(line.delivery.id) ?? 0}
      isCurrent={line.delivery.id === current}
      href={hrefOf(line.delivery.id)}
      distance={distanceTo(line.delivery.point)}
    />
  );
  return (
    <nav class="rest" aria-label={t().round}>
      {model.lines.value.length === 0 && <p class="rest-empty">{t().emptyRound}</p>}
      <ul>{ahead.filter((line) => line.delivery.id !== without).map(row)}</ul>
      {over.length > 0 && <h2 class="rest-title">{t().finished}</h2>}
      {over.length > 0 && <ul>{over.map(row)}</ul>}
    </nav>
  );
}

interface StopProps {
  readonly line: LineSummary;
  readonly unread: number;
  readonly isCurrent: boolean;
  readonly href: string;
  readonly distance: string;
}

function Stop({ line, unread, isCurrent, href, distance }: StopProps) {
  const { delivery, stop } = line;
  const isOver = !ordered([line]).ahead.length;
  return (
    <li>
      <a
        class={['stop', unread > 0 && 'is-unread', isCurrent && 'is-on', isOver && 'is-over'].filter(Boolean).join(' ')}
        href={href}
        aria-current={isCurrent ? 'page' : undefined}
      >
        <span class="stop-n">{stop}</span>
        <div>
          <p class="stop-door">
            <b>{doorOf(delivery)}</b> <span class="who">{otherOf(line)?.name}</span>
          </p>
          <LastWords line={line} />
        </div>
        <div class="stop-side facts">
          {unread > 0 && (
            <span class="count" role="img" aria-label={t().unread(unread)}>
              {unread}
            </span>
          )}
          <span>{isOver ? statusWords()[delivery.status].short : distance}</span>
        </div>
      </a>
    </li>
  );
}
