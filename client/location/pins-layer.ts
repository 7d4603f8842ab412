import './pins.css';
import type { Point } from '#protocol';
import { pinSvg } from './pin-glyphs.ts';
import type { Hung, MapView } from './map-view.ts';

/** A pin as the map shows it. */
export interface ShownPin {
  readonly key: string;
  readonly point: Point;
  /** Under the pin; empty where there is nothing to say. */
  readonly tag: string;
  /** What the pin is, for whoever does not see it. */
  readonly name: string;
  readonly whose: 'me' | 'other' | 'joined';
  readonly sign: 'place' | 'meet' | 'agreed';
  /** `waiting`: not sent yet, and nothing can be done with it. */
  readonly state: 'rest' | 'chosen' | 'moving' | 'waiting';
}

export interface PinActs {
  /** The reader has tapped it, or pressed Enter on it. */
  open(key: string): void;
  /** The reader has dragged the moving pin here. */
  drag(to: Point): void;
  /** An arrow key on the moving pin: steps to the east and to the north. */
  nudge(east: number, north: number): void;
  put(): void;
  leave(): void;
}

export interface PinsLayer {
  show(pins: readonly ShownPin[]): void;
  focus(key: string): void;
  close(): void;
}

/** A finger that was drawn farther than this has moved the map and meant no pin, px. */
const TAP_PX = 8;

const arrows: Record<string, readonly [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

interface Drawn {
  readonly hung: Hung;
  readonly button: HTMLButtonElement;
  readonly tag: HTMLSpanElement;
  shown: ShownPin;
}

/** Pins on a map: each a button with a name; the one that is being moved follows the finger and the arrow keys. */
export function openPinsLayer(view: MapView, acts: PinActs): PinsLayer {
  const drawn = new Map<string, Drawn>();

  function draw(pin: ShownPin): Drawn {
    const button = document.createElement('button');
    button.type = 'button';
    const tag = document.createElement('span');
    tag.setAttribute('aria-hidden', 'true');
    tag.dir = 'auto';
    const hung = view.hang(button, pin.point);
    const one: Drawn = { hung, button, tag, shown: pin };
    const isMoving = () => one.shown.state === 'moving';

    let down: { x: number; y: number; grip: { x: number; y: number } } | null = null;
    button.addEventListener('pointerdown', (event) => {
      down = { x: event.clientX, y: event.clientY, grip: gripOf(button, event) };
      if (isMoving()) button.setPointerCapture(event.pointerId);
    });
    button.addEventListener('pointermove', (event) => {
      if (!down || !isMoving()) return;
      // The pin's point stays as far from the finger as it was: under the thumb nobody sees it.
      acts.drag(view.pointAt(event.clientX - down.grip.x, event.clientY - down.grip.y));
    });
    // The map must not be drawn along with the pin.
    for (const name of ['touchstart', 'mousedown'])
      button.addEventListener(name, (event) => isMoving() && event.stopPropagation(), { passive: true });
    button.addEventListener('click', (event) => {
      event.stopPropagation();
      // A key press has no place, and was not drawn anywhere.
      const isDrawn =
        event.detail > 0 && down !== null && Math.hypot(event.clientX - down.x, event.clientY - down.y) > TAP_PX;
      down = null;
      if (isDrawn || one.shown.state === 'waiting') return;
      if (!isMoving()) acts.open(one.shown.key);
      else if (event.detail === 0) acts.put();
    });
    button.addEventListener('keydown', (event) => {
      const arrow = arrows[event.key];
      if (!isMoving() || (!arrow && event.key !== 'Escape')) return;
      event.preventDefault();
      event.stopPropagation();
      if (arrow) acts.nudge(arrow[0], arrow[1]);
      else acts.leave();
    });
    return one;
  }

  function update(one: Drawn, pin: ShownPin): void {
    const { button, tag, shown } = one;
    if (shown.sign !== pin.sign || !button.firstChild) {
      button.innerHTML = pinSvg(pin.sign);
      button.append(tag);
    }
    button.className = `map-pin-button is-${pin.whose} is-${pin.state}`;
    button.setAttribute('aria-label', pin.name);
    button.setAttribute('aria-disabled', String(pin.state === 'waiting'));
    tag.textContent = pin.tag;
    tag.hidden = pin.tag === '';
    if (shown.point.lat !== pin.point.lat || shown.point.lng !== pin.point.lng) one.hung.move(pin.point);
    one.shown = pin;
  }

  return {
    show(pins) {
      const keys = new Set(pins.map(({ key }) => key));
      for (const [key, { hung }] of drawn) {
        if (keys.has(key)) continue;
        hung.remove();
        drawn.delete(key);
      }
      for (const pin of pins) {
        const one = drawn.get(pin.key) ?? draw(pin);
        drawn.set(pin.key, one);
        update(one, pin);
      }
    },
    focus: (key) => drawn.get(key)?.button.focus({ preventScroll: true }),
    close() {
      for (const { hung } of drawn.values()) hung.remove();
      drawn.clear();
    },
  };
}

/** From the pin's point to the finger, px. */
function gripOf(button: HTMLElement, { clientX, clientY }: PointerEvent): { x: number; y: number } {
  const { left, width, bottom } = button.getBoundingClientRect();
  return { x: clientX - (left + width / 2), y: clientY - bottom };
}
