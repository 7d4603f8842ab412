import { signal, type Signal } from '@preact/signals';
import type { Entry, EntryBody, EntryId, Point } from '#protocol';

/** A place that stays on the line's map. */
export interface Pin extends Entry {
  readonly body: Extract<EntryBody, { kind: 'place' }>;
}

/** What the map, the sheet and the timeline of one line share of its pins. */
export interface LinePins {
  /** Oldest first. */
  readonly all: Signal<readonly Pin[]>;
  /** The one that is spoken of. */
  readonly chosen: Signal<EntryId | null>;
  /** The one that the reader is about to put elsewhere. */
  readonly moving: Signal<Moving | null>;
}

/** A pin in the reader's hand. */
export interface Moving {
  readonly pin: Pin;
  readonly to: Point;
  /** `putting`: the server was asked; in words, why it could not be done. */
  readonly state: 'held' | 'putting' | { readonly trouble: string };
}

/** Takes a pin into the reader's hand. */
export const take = (pins: LinePins, pin: Pin): void => {
  pins.chosen.value = pin.id;
  pins.moving.value = { pin, to: pin.body.point, state: 'held' };
};

export const createLinePins = (): LinePins => ({ all: signal([]), chosen: signal(null), moving: signal(null) });
