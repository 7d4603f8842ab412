import { computed, signal, type ReadonlySignal } from '@preact/signals';
import type { LineId, MemberId, Point } from '#protocol';
import type { Connection } from '../connection.ts';

/** Another one's finger on the map. */
export interface Finger {
  readonly memberId: MemberId;
  readonly point: Point;
  /** It points no more, and is shown for another moment. */
  readonly lifted: boolean;
}

/** Fingers on one line's map: nothing of them is kept anywhere. */
export interface Pointing {
  readonly others: ReadonlySignal<readonly Finger[]>;
  readonly mine: ReadonlySignal<Point | null>;
  readonly point: (at: Point) => void;
  readonly lift: () => void;
  close(): void;
}

export interface PointingParts {
  readonly connection: Pick<Connection, 'ask' | 'on'>;
  readonly lineId: LineId;
  readonly me: MemberId;
  /** Calls back once after `ms`; the answer cancels. Default: the browser's timer. */
  readonly after?: (ms: number, run: () => void) => () => void;
}

/** Faster than this nobody sees a difference, and the server takes no more than ten a second, ms. */
const EVERY_MS = 120;
/** A finger that rests is told again: who does not hear of it for SHOWN_MS takes it away, ms. */
const STILL_MS = 1000;
/** So long a finger is shown after it was lifted or last heard of, ms. */
const SHOWN_MS = 3000;

export function createPointing({ connection, lineId, me, ...parts }: PointingParts): Pointing {
  const after =
    parts.after ??
    ((ms: number, run: () => void) => {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    });
  const fingers = signal<ReadonlyMap<MemberId, Finger>>(new Map());
  const mine = signal<Point | null>(null);
  const going = new Map<MemberId, () => void>();
  let telling = false;
  let closed = false;

  function put(memberId: MemberId, finger: Finger | null) {
    const all = new Map(fingers.peek());
    if (finger) all.set(memberId, finger);
    else all.delete(memberId);
    fingers.value = all;
  }

  /**
   * Tells where the finger is until it is lifted: one question at a time, so that a slow network hears of fewer spots and
   * never of old ones.
   */
  async function tell() {
    if (telling) return;
    telling = true;
    let told: Point | null = null;
    let rests = 0;
    for (;;) {
      const point = mine.peek();
      if (closed || (point === null && told === null)) break;
      if (point !== told || (rests += 1) * EVERY_MS >= STILL_MS) {
        rests = 0;
        // Where it fails, the next spot is told in its place; a lifted finger is taken away by the others themselves.
        await connection.ask('location.point', { lineId, point }).catch(() => {});
        told = point;
      }
      await new Promise<void>((go) => void after(EVERY_MS, go));
    }
    telling = false;
  }

  const off = connection.on('location.pointed', ({ lineId: on, memberId, point }) => {
    if (on !== lineId || memberId === me) return;
    const known = fingers.peek().get(memberId);
    going.get(memberId)?.();
    if (point) put(memberId, { memberId, point, lifted: false });
    else if (known) put(memberId, { ...known, lifted: true });
    else return;
    going.set(
      memberId,
      after(SHOWN_MS, () => put(memberId, null)),
    );
  });

  return {
    others: computed(() => [...fingers.value.values()]),
    mine,
    point: (at) => {
      const [lat, lng] = [at.lat, at.lng].map((degrees) => Math.round(degrees * 1e6) / 1e6) as [number, number];
      mine.value = { lat, lng };
      void tell();
    },
    lift: () => void (mine.value = null),
    close() {
      if (closed) return;
      if (mine.peek()) {
        mine.value = null;
        connection.ask('location.point', { lineId, point: null }).catch(() => {});
      }
      closed = true;
      off();
      for (const cancel of going.values()) cancel();
    },
  };
}
