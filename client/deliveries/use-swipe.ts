import { useRef } from 'preact/hooks';
import { useSignal } from '@preact/signals';

/** A thumb that has moved so far sideways swipes, and no longer taps or scrolls, px. */
const BEGINS_PX = 12;
/** So far means it, px: more than a hand shakes on a bicycle. */
const MEANT_PX = 56;
/** What is swiped follows the thumb no farther, px. */
const FOLLOWS_PX = 96;

/** A row that a thumb draws to the left to open what is behind it, and back to close it. Buttons do the same. */
export function useSwipe(isOpen: boolean, set: (open: boolean) => void) {
  const start = useRef<{ x: number; y: number } | null>(null);
  const swiped = useRef(false);
  /** How far it is drawn, px: negative to the left. */
  const by = useSignal(0);

  const rest = () => {
    start.current = null;
    by.value = 0;
  };
  return {
    by: by.value,
    on: {
      onPointerDown({ clientX, clientY, pointerType, isPrimary }: PointerEvent) {
        swiped.current = false;
        if (pointerType !== 'mouse' && isPrimary) start.current = { x: clientX, y: clientY };
      },
      onPointerMove(event: PointerEvent & { currentTarget: HTMLElement }) {
        if (!start.current) return;
        const aside = event.clientX - start.current.x;
        if (
          !swiped.current &&
          Math.abs(aside) > BEGINS_PX &&
          Math.abs(aside) > Math.abs(event.clientY - start.current.y)
        ) {
          swiped.current = true;
          event.currentTarget.setPointerCapture(event.pointerId);
        }
        if (swiped.current) by.value = Math.max(isOpen ? 0 : -FOLLOWS_PX, Math.min(isOpen ? FOLLOWS_PX : 0, aside));
      },
      onPointerUp() {
        if (swiped.current && Math.abs(by.value) >= MEANT_PX) set(!isOpen);
        rest();
      },
      // The browser has taken the finger to scroll.
      onPointerCancel: rest,
      onClickCapture(event: Event) {
        if (!swiped.current) return;
        // It was no tap on the link.
        swiped.current = false;
        event.preventDefault();
        event.stopPropagation();
      },
    },
  };
}
