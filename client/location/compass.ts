import { type ReadonlySignal, signal } from '@preact/signals';

/** `none`: the phone has no compass, or none that a page may read; `denied`: the person said no. */
export type CompassState = 'off' | 'asking' | 'on' | 'none' | 'denied';

/** Where the phone looks, as long as somebody wants to know. */
export interface Compass {
  readonly state: ReadonlySignal<CompassState>;
  /** Degrees clockwise from north; null while not known. */
  readonly degrees: ReadonlySignal<number | null>;
  /** Call it in answer to a tap: iOS asks the person only then. */
  start(): void;
  stop(): void;
}

/** What browsers tell of a phone's position in the hand; Safari's own angle is clockwise already. */
export interface Orientation {
  readonly alpha: number | null;
  readonly absolute: boolean;
  readonly webkitCompassHeading?: number;
}

/** No sensor answers later than this, ms. */
const NO_ANSWER_MS = 3000;
/** Smaller turns are a hand's unrest, degrees. */
const STEP_DEG = 2;

/**
 * Where the upper edge of the screen points, degrees clockwise from north; null where the event does not say.
 * `screenAngle`: how far the page is turned on the phone. By the W3C's DeviceOrientation, alpha runs the other way round.
 */
export function headingOf({ alpha, absolute, webkitCompassHeading }: Orientation, screenAngle: number): number | null {
  const north = webkitCompassHeading ?? (absolute && alpha !== null ? 360 - alpha : null);
  return north === null || Number.isNaN(north) ? null : (north + screenAngle + 360) % 360;
}

/** Safari's, which the others' type does not have. */
interface Asks {
  readonly prototype: unknown;
  readonly requestPermission?: () => Promise<'granted' | 'denied'>;
}

/** What of a browser's window it takes. */
interface Page {
  readonly DeviceOrientationEvent?: Asks | undefined;
  readonly screen: { readonly orientation?: { readonly angle: number } };
  addEventListener(name: string, listen: (event: Event) => void): void;
  removeEventListener(name: string, listen: (event: Event) => void): void;
  setTimeout(run: () => void, ms: number): number;
  clearTimeout(timer: number): void;
}

export function createCompass(page: Page = window): Compass {
  const state = signal<CompassState>('off');
  const degrees = signal<number | null>(null);
  const events = ['deviceorientationabsolute', 'deviceorientation'] as const;
  let timer = 0;

  const turned = (event: Event) => {
    const heading = headingOf(event as Event & Orientation, page.screen.orientation?.angle ?? 0);
    if (heading === null) return;
    page.clearTimeout(timer);
    state.value = 'on';
    const last = degrees.peek();
    if (last === null || Math.abs(((heading - last + 540) % 360) - 180) >= STEP_DEG) degrees.value = heading;
  };

  function end(next: CompassState): void {
    page.clearTimeout(timer);
    for (const name of events) page.removeEventListener(name, turned);
    degrees.value = null;
    state.value = next;
  }

  async function start(): Promise<void> {
    state.value = 'asking';
    const asked = await page.DeviceOrientationEvent?.requestPermission?.();
    if (state.peek() !== 'asking') return;
    if (asked === 'denied') return end('denied');
    for (const name of events) page.addEventListener(name, turned);
    timer = page.setTimeout(() => end('none'), NO_ANSWER_MS);
  }

  return {
    state,
    degrees,
    start: () => void start().catch(() => end('denied')),
    stop: () => end('off'),
  };
}
