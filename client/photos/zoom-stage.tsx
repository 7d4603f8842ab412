import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { useComputed, useSignal } from '@preact/signals';
import { CloserIcon, FartherIcon } from './photo-icons.tsx';
import { t } from './viewer-strings.ts';
import { CLOSER, fit, moved, whole, within, zoomAt, type Look, type Size } from './zoom.ts';

interface ZoomStageProps {
  readonly name: string;
  readonly url: string;
  /** The picture's own size, px: a small stand-in is shown as large as the whole one. */
  readonly size: Size;
  readonly onClose: () => void;
}

interface Finger {
  readonly x: number;
  readonly y: number;
}

/** Two taps so close together are one double tap, ms and px. */
const DOUBLE_TAP_MS = 300;
const DOUBLE_TAP_PX = 30;
/** A finger that has moved less taps, px. */
const TAP_PX = 8;
/** A picture dragged down so far goes away, px. */
const AWAY_PX = 110;
/** A key moves the picture by so much, px. */
const KEY_PX = 60;
/** A key or a button comes closer by so much. */
const STEP = 1.5;

/** A picture that comes closer by two fingers, a double tap, the wheel, keys and buttons, and goes away when swiped down. */
export function ZoomStage({ name, url, size, onClose }: ZoomStageProps): JSX.Element {
  const stage = useRef<HTMLDivElement>(null);
  const look = useSignal<Look>(whole);
  /** Dragged down to go away, px. */
  const drop = useSignal(0);
  const held = useSignal(false);
  const isWhole = useComputed(() => look.value.scale === 1);

  const screen = (): Size => ({
    width: stage.current?.clientWidth ?? innerWidth,
    height: stage.current?.clientHeight ?? innerHeight,
  });
  const show = (next: Look) => (look.value = within(next, fit(size, screen()), screen()));
  const fromMiddle = ({ x, y }: Finger): Finger => {
    const box = stage.current?.getBoundingClientRect();
    return box ? { x: x - box.left - box.width / 2, y: y - box.top - box.height / 2 } : { x: 0, y: 0 };
  };
  const closer = (factor: number, at: Finger = { x: 0, y: 0 }) => show(zoomAt(look.peek(), factor, at));
  const toggle = (at: Finger) => (look.peek().scale > 1 ? show(whole) : closer(CLOSER, at));

  useFingers(stage, {
    pinch: (factor, at, dx, dy) => show(moved(zoomAt(look.peek(), factor, fromMiddle(at)), dx, dy)),
    drag: (dx, dy) => {
      held.value = true;
      if (look.peek().scale > 1) show(moved(look.peek(), dx, dy));
      else drop.value = Math.max(0, drop.peek() + dy);
    },
    end: () => {
      held.value = false;
      if (drop.peek() > AWAY_PX) onClose();
      else drop.value = 0;
    },
    doubleTap: (at) => toggle(fromMiddle(at)),
  });
  useEffect(() => {
    const { current } = stage;
    const onWheel = (event: WheelEvent) => {
      event.preventDefault();
      closer(Math.exp(-event.deltaY / (event.ctrlKey ? 100 : 400)), fromMiddle(event));
    };
    // A listener of Preact's could not keep the page behind from scrolling.
    current?.addEventListener('wheel', onWheel, { passive: false });
    const onTurn = () => show(look.peek());
    addEventListener('resize', onTurn);
    return () => {
      current?.removeEventListener('wheel', onWheel);
      removeEventListener('resize', onTurn);
    };
  }, []);

  const keys: Record<string, () => void> = {
    '+': () => closer(STEP),
    '=': () => closer(STEP),
    '-': () => closer(1 / STEP),
    '0': () => show(whole),
    ArrowLeft: () => show(moved(look.peek(), KEY_PX, 0)),
    ArrowRight: () => show(moved(look.peek(), -KEY_PX, 0)),
    ArrowUp: () => show(moved(look.peek(), 0, KEY_PX)),
    ArrowDown: () => show(moved(look.peek(), 0, -KEY_PX)),
  };
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const act = event.ctrlKey || event.metaKey || event.altKey ? undefined : keys[event.key];
      if (!act) return;
      event.preventDefault();
      act();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);

  const { scale, x, y } = look.value;
  return (
    <>
      <div ref={stage} class={isWhole.value ? 'viewer-stage' : 'viewer-stage is-close'}>
        <img
          class={held.value ? 'viewer-picture is-held' : 'viewer-picture'}
          src={url}
          alt={name}
          width={size.width}
          height={size.height}
          draggable={false}
          style={{
            transform: `translate(${x}px, ${y + drop.value}px) scale(${scale})`,
            opacity: 1 - Math.min(0.6, drop.value / 400),
          }}
        />
      </div>
      <div class="viewer-zoom">
        <button
          type="button"
          class="viewer-button"
          aria-label={t().farther}
          aria-disabled={isWhole.value}
          onClick={() => closer(1 / STEP)}
        >
          <FartherIcon />
        </button>
        <span class="viewer-percent" role="status">
          {t().zoomed(Math.round(scale * 100))}
        </span>
        <button type="button" class="viewer-button" aria-label={t().closer} onClick={() => closer(STEP)}>
          <CloserIcon />
        </button>
      </div>
    </>
  );
}

interface FingerListeners {
  readonly pinch: (factor: number, at: Finger, dx: number, dy: number) => void;
  readonly drag: (dx: number, dy: number) => void;
  /** The last finger is gone. */
  readonly end: () => void;
  readonly doubleTap: (at: Finger) => void;
}

/** One finger or the mouse drags, two pinch; a double tap is two short ones at one place. */
function useFingers(stage: { readonly current: HTMLElement | null }, listen: FingerListeners): void {
  useEffect(() => {
    const { current: element } = stage;
    if (!element) return;
    const fingers = new Map<number, Finger>();
    let travelled = 0;
    let wasTouched = false;
    let lastTap: (Finger & { at: number }) | null = null;

    const middle = (): Finger => {
      const all = [...fingers.values()];
      const sum = all.reduce((a, b) => ({ x: a.x + b.x, y: a.y + b.y }), { x: 0, y: 0 });
      return { x: sum.x / all.length, y: sum.y / all.length };
    };
    const spread = (): number => {
      const [a, b] = [...fingers.values()];
      return a && b ? Math.hypot(a.x - b.x, a.y - b.y) : 0;
    };

    const onDown = (event: PointerEvent) => {
      element.setPointerCapture(event.pointerId);
      if (fingers.size === 0) travelled = 0;
      wasTouched = event.pointerType !== 'mouse';
      fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    };
    const onMove = (event: PointerEvent) => {
      if (!fingers.has(event.pointerId)) return;
      const [before, width] = [middle(), spread()];
      fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
      const now = middle();
      const [dx, dy] = [now.x - before.x, now.y - before.y];
      travelled += Math.hypot(dx, dy) + Math.abs(spread() - width);
      if (travelled < TAP_PX) return;
      if (fingers.size === 1) listen.drag(dx, dy);
      else if (width > 0) listen.pinch(spread() / width, now, dx, dy);
    };
    const onUp = (event: PointerEvent) => {
      if (!fingers.delete(event.pointerId) || fingers.size > 0) return;
      listen.end();
      // A mouse's double click is told by the browser, at the speed that its owner has set.
      if (travelled >= TAP_PX || event.type === 'pointercancel' || event.pointerType === 'mouse') return;
      const tap = { x: event.clientX, y: event.clientY, at: event.timeStamp };
      const isSecond =
        lastTap !== null &&
        tap.at - lastTap.at < DOUBLE_TAP_MS &&
        Math.hypot(tap.x - lastTap.x, tap.y - lastTap.y) < DOUBLE_TAP_PX;
      lastTap = isSecond ? null : tap;
      if (isSecond) listen.doubleTap(tap);
    };
    const onDoubleClick = (event: MouseEvent) => {
      if (!wasTouched) listen.doubleTap({ x: event.clientX, y: event.clientY });
    };
    element.addEventListener('dblclick', onDoubleClick);
    element.addEventListener('pointerdown', onDown);
    element.addEventListener('pointermove', onMove);
    element.addEventListener('pointerup', onUp);
    element.addEventListener('pointercancel', onUp);
    return () => {
      element.removeEventListener('dblclick', onDoubleClick);
      element.removeEventListener('pointerdown', onDown);
      element.removeEventListener('pointermove', onMove);
      element.removeEventListener('pointerup', onUp);
      element.removeEventListener('pointercancel', onUp);
    };
  }, []);
}
