import './trip.css';
import { initialOf, otherOf } from '../people/names.ts';
import { isAhead } from './progress.ts';
import { doorOf } from './door-of.ts';
import { statusWords } from './strings.ts';
import { Tail } from './tail.tsx';
import type { LineSummary } from '#protocol';

/** The head of a line on the courier's page: which door, whose, and how far. */
export function StopHeader({ line, howFar }: { line: LineSummary; howFar: string }) {
  const { delivery } = line;
  const name = otherOf(line)?.name ?? delivery.recipientName;
  const door = doorOf(delivery);
  const last = isAhead(delivery.status) ? howFar : statusWords()[delivery.status].short;
  return (
    <header class="trip facts">
      <span class="face face-other" aria-hidden="true">
        {initialOf(name)}
      </span>
      <div>
        <h1 class={door.length > 14 ? 'is-long' : undefined}>{door}</h1>
        <p>
          {[name, last].map((part) => part && `${part} · `)}
          <Tail reference={delivery.reference} />
        </p>
      </div>
    </header>
  );
}
