import './pins.css';
import { useEffect } from 'preact/hooks';
import { announce } from '../ui/announce.ts';
import { DownIcon } from '../ui/icons.tsx';
import { BackIcon, ForwardIcon, UpIcon } from '../ui/late-icons.tsx';
import type { PlaceAnswerParts } from './answer-place.ts';
import { putPin, stepped, whereInWords } from './move-pin.ts';
import { t } from './pin-strings.ts';
import { pinTitle } from './place-words.ts';
import type { LinePins } from './line-pins.ts';
import type { Point } from '#protocol';

export interface MoveBarProps extends PlaceAnswerParts {
  readonly pins: LinePins;
  readonly door: Point;
}

const ways = [
  { name: 'west', east: -1, north: 0, Sign: BackIcon },
  { name: 'north', east: 0, north: 1, Sign: UpIcon },
  { name: 'south', east: 0, north: -1, Sign: DownIcon },
  { name: 'east', east: 1, north: 0, Sign: ForwardIcon },
] as const;

/** While a pin is in the reader's hand: where it would stand, four steps for who cannot drag, and its two ends. */
export function MoveBar({ pins, door, ...parts }: MoveBarProps) {
  const moving = pins.moving.value;
  const where = moving ? whereInWords(moving.pin.body.point, moving.to, door) : '';
  // Keys may be held down: only where the pin comes to rest is said.
  useEffect(() => {
    const timer = setTimeout(() => announce(where), SAY_MS);
    return () => clearTimeout(timer);
  }, [where]);
  if (!moving) return null;
  const isPutting = moving.state === 'putting';
  return (
    <div
      class="move-bar"
      role="group"
      aria-label={`${t().move}: ${pinTitle(moving.pin.body)}`}
      onKeyDown={(event) => {
        if (event.key === 'Escape') pins.moving.value = null;
      }}
    >
      <p>{t().moveHint}</p>
      <div class="move-row">
        <p class="move-where">{where}</p>
        {ways.map(({ name, east, north, Sign }) => (
          <button
            key={name}
            type="button"
            class="float"
            aria-label={t().nudge[name]}
            onClick={() => (pins.moving.value = { ...moving, to: stepped(moving.to, east, north), state: 'held' })}
          >
            <Sign size="s" />
          </button>
        ))}
      </div>
      {typeof moving.state === 'object' && (
        <p class="place-trouble" role="alert">
          {moving.state.trouble}
        </p>
      )}
      <div class="move-ends">
        <button type="button" class="btn btn-line" onClick={() => (pins.moving.value = null)}>
          {t().leave}
        </button>
        <button
          type="button"
          class="btn btn-primary"
          aria-disabled={isPutting}
          onClick={() => void putPin(parts, pins)}
        >
          {isPutting ? t().putting : t().put}
        </button>
      </div>
    </div>
  );
}

/** Longer than the time between two steps of a held key, ms. */
const SAY_MS = 400;
