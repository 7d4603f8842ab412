import './pins.css';
import type { Point } from '#protocol';
import { fingerSvg } from './pin-glyphs.ts';
import type { Hung, MapView } from './map-view.ts';

/** A finger as the map shows it. */
export interface ShownFinger {
  readonly key: string;
  readonly point: Point;
  /** Whose it is; empty for one's own. */
  readonly tag: string;
  readonly whose: 'me' | 'other' | 'joined';
  readonly lifted: boolean;
}

/** Fingers over everything on the map. They are decoration: where they point is said in words. */
export function openPointerLayer(view: MapView) {
  const drawn = new Map<string, { hung: Hung; mark: HTMLElement; tag: HTMLElement }>();

  function draw(finger: ShownFinger) {
    const mark = document.createElement('div');
    mark.setAttribute('aria-hidden', 'true');
    mark.innerHTML = fingerSvg;
    const tag = mark.appendChild(document.createElement('span'));
    tag.dir = 'auto';
    return { hung: view.hang(mark, finger.point), mark, tag };
  }

  return {
    show(fingers: readonly ShownFinger[]): void {
      const keys = new Set(fingers.map(({ key }) => key));
      for (const [key, { hung }] of drawn) {
        if (keys.has(key)) continue;
        hung.remove();
        drawn.delete(key);
      }
      for (const finger of fingers) {
        const one = drawn.get(finger.key) ?? draw(finger);
        drawn.set(finger.key, one);
        one.mark.className = `map-finger is-${finger.whose}${finger.lifted ? ' is-lifted' : ''}`;
        one.tag.textContent = finger.tag;
        one.tag.hidden = finger.tag === '';
        one.hung.move(finger.point);
      }
    },
    close(): void {
      for (const { hung } of drawn.values()) hung.remove();
      drawn.clear();
    },
  };
}

/** What a finger or a mouse on the map does. */
export interface PressActs {
  /** Whether any press points at once; else only one that is held. Null: nothing points. */
  readonly mode: () => 'press' | 'hold' | null;
  readonly point: (at: Point) => void;
  readonly lift: () => void;
}

/** Longer than a tap, shorter than a menu of the phone's own, ms. */
const HOLD_MS = 450;
/** A finger that moves so far means to move the map, px. */
const SLOP_PX = 10;

/** Makes presses on the map point: those that are held, or all. Answers how to end it. */
export function openPress(view: MapView, acts: PressActs): () => void {
  const { element } = view;
  const ended = new AbortController();
  const options = { signal: ended.signal };
  let press: { id: number; x: number; y: number; timer: ReturnType<typeof setTimeout> | null } | null = null;
  let isPointing = false;
  /** The press that ends has pointed, maybe at a pin: it opens nothing. */
  let hasPointed = false;
  const touches = new Set<number>();

  const isInside = ({ clientX, clientY }: PointerEvent) => {
    const { left, right, top, bottom } = element.getBoundingClientRect();
    return clientX >= left && clientX <= right && clientY >= top && clientY <= bottom;
  };
  function begin(event: PointerEvent) {
    isPointing = true;
    hasPointed = true;
    view.holdStill(true);
    element.setPointerCapture(event.pointerId);
    navigator.vibrate?.(10);
    acts.point(view.pointAt(event.clientX, event.clientY));
  }
  function end() {
    if (press?.timer) clearTimeout(press.timer);
    press = null;
    if (!isPointing) return;
    isPointing = false;
    view.holdStill(acts.mode() === 'press');
    acts.lift();
  }

  element.addEventListener(
    'pointerdown',
    (event) => {
      touches.add(event.pointerId);
      hasPointed = false;
      const mode = acts.mode();
      // A second finger means to zoom.
      if (touches.size > 1 || press !== null) return end();
      if (mode === null || event.button !== 0) return;
      press = { id: event.pointerId, x: event.clientX, y: event.clientY, timer: null };
      if (mode === 'press') return begin(event);
      press.timer = setTimeout(() => begin(event), HOLD_MS);
    },
    options,
  );
  element.addEventListener(
    'pointermove',
    (event) => {
      if (press?.id !== event.pointerId) return;
      if (isPointing) {
        if (isInside(event)) acts.point(view.pointAt(event.clientX, event.clientY));
      } else if (Math.hypot(event.clientX - press.x, event.clientY - press.y) > SLOP_PX) end();
    },
    options,
  );
  for (const name of ['pointerup', 'pointercancel'] as const) {
    // Of the whole page: a finger may be lifted beside the map.
    globalThis.addEventListener(
      name,
      (event) => {
        touches.delete(event.pointerId);
        if (press?.id === event.pointerId) end();
      },
      options,
    );
  }
  element.addEventListener('click', (event) => hasPointed && event.stopPropagation(), { ...options, capture: true });
  // The page does not scroll under a finger that points, and the phone opens no menu.
  element.addEventListener('touchmove', (event) => isPointing && event.cancelable && event.preventDefault(), {
    ...options,
    passive: false,
  });
  element.addEventListener('contextmenu', (event) => press !== null && event.preventDefault(), options);

  return () => {
    end();
    ended.abort();
  };
}
