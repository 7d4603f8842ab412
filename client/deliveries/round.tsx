import './round.css';
import type { ComponentChildren } from 'preact';
import { useSignal } from '@preact/signals';
import { ordered } from './progress.ts';
import { t } from './round-strings.ts';
import { StopRow } from './stop-row.tsx';
import type { DeliveriesModel } from './model.ts';
import type { LineId, LineSummary, Point } from '#protocol';

export interface RoundHeadProps {
  readonly model: DeliveriesModel;
  readonly sharing: boolean;
  /** Buttons. */
  readonly children?: ComponentChildren;
}

/** How many are still ahead and how many are done, with the day's progress as a bar. */
export function RoundHead({ model, sharing, children }: RoundHeadProps) {
  const { ahead, over } = ordered(model.lines.value);
  const all = ahead.length + over.length;
  return (
    <>
      <header class="top facts">
        <div>
          <h1>{all === 0 ? t().nothingYet : ahead.length > 0 ? t().left(ahead.length) : t().noneLeft}</h1>
          <p>
            {[all > 0 && t().done(over.length), sharing ? t().sharing : t().notSharing].filter(Boolean).join(' · ')}
          </p>
        </div>
        {children}
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
  /** How much of what was said there waits on this phone. */
  readonly unsentOn: (id: LineId) => number;
  /** What can be said and done about a stop from the list. */
  readonly actsOf: (line: LineSummary) => ComponentChildren;
}

/** The day's stops in order, finished ones last. */
export function Round({ model, current, without, hrefOf, distanceTo, unsentOn, actsOf }: RoundProps) {
  const opened = useSignal<LineId | null>(null);
  const { ahead, over } = ordered(model.lines.value);
  const row = (line: LineSummary) => {
    const { id, point } = line.delivery;
    return (
      <StopRow
        key={id}
        line={line}
        unread={model.unread.value.get(id) ?? 0}
        unsent={unsentOn(id)}
        isCurrent={id === current}
        href={hrefOf(id)}
        distance={distanceTo(point)}
        opened={opened}
        acts={opened.value === id ? actsOf(line) : null}
      />
    );
  };
  return (
    <nav class="rest" aria-label={t().round}>
      {model.lines.value.length === 0 && <p class="rest-empty">{t().emptyRound}</p>}
      <ul>{ahead.filter((line) => line.delivery.id !== without).map(row)}</ul>
      {over.length > 0 && <h2 class="rest-title">{t().finished}</h2>}
      {over.length > 0 && <ul>{over.map(row)}</ul>}
    </nav>
  );
}
