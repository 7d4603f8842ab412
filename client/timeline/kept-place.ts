import { useLayoutEffect, useRef } from 'preact/hooks';
import { signal, type ReadonlySignal } from '@preact/signals';
import type { RefObject } from 'preact';

/** Nearer to the end than this, the reader reads the newest words and wants to stay there, px. */
const AT_END_PX = 48;

/** Where a reader is in a long list that grows at both ends. */
export interface KeptPlace {
  /** The element that scrolls; its first child is the list, whose rows have `data-seq`. */
  readonly box: RefObject<HTMLDivElement | null>;
  readonly atEnd: ReadonlySignal<boolean>;
  /** Call it when the reader scrolls. */
  scrolled(): void;
  /** Call it when the list was drawn anew: what was in sight stays in sight, at the end the newest is in sight. */
  drawn(): void;
  toEnd(): void;
}

/**
 * Done by hand, not by the browser's scroll anchoring: Safari has none, and none works where the list is scrolled to its
 * very top, which is where older entries are put in.
 */
export function useKeptPlace(): KeptPlace {
  const box = useRef<HTMLDivElement>(null);
  const place = useRef<KeptPlace>(undefined);
  place.current ??= keptPlace(box);
  const kept = place.current;
  useLayoutEffect(() => {
    const { current } = box;
    const list = current?.firstElementChild;
    if (!current || !list) return;
    // A transcript or a photo that arrives, a keyboard that opens.
    const watch = new ResizeObserver(() => kept.drawn());
    watch.observe(current);
    watch.observe(list);
    return () => watch.disconnect();
  }, []);
  return kept;
}

function keptPlace(box: RefObject<HTMLDivElement | null>): KeptPlace {
  const atEnd = signal(true);
  /** The row in sight that stays where it is, and its distance from the top of the box. */
  let anchor: { row: Element; top: number } | null = null;
  let seen = { scrollHeight: 0, clientHeight: 0 };

  const topOf = (row: Element, current: Element) =>
    row.getBoundingClientRect().top - current.getBoundingClientRect().top;
  function remember() {
    const { current } = box;
    if (!current) return;
    atEnd.value = isAtEnd(current);
    // At the end they stay as they were drawn: the list may have grown and is not drawn to its new end yet.
    if (!atEnd.value) seen = { scrollHeight: current.scrollHeight, clientHeight: current.clientHeight };
    const row = atEnd.value ? null : firstInSight(current);
    anchor = row && { row, top: topOf(row, current) };
  }
  /** By the sizes before or after a change: a reader at the end did not leave it because the list has grown. */
  const isAtEnd = (current: Element) =>
    [seen, current].some(
      ({ scrollHeight, clientHeight }) => scrollHeight - current.scrollTop - clientHeight < AT_END_PX,
    );
  function drawn() {
    const { current } = box;
    if (!current) return;
    // The reader has just scrolled, and the browser has not said so yet.
    if (atEnd.value && !isAtEnd(current)) remember();
    if (atEnd.value) current.scrollTop = current.scrollHeight;
    else if (anchor?.row.isConnected) current.scrollTop += topOf(anchor.row, current) - anchor.top;
    seen = { scrollHeight: current.scrollHeight, clientHeight: current.clientHeight };
  }
  return {
    box,
    atEnd,
    scrolled: remember,
    drawn,
    toEnd() {
      const { current } = box;
      if (current) current.scrollTop = current.scrollHeight;
      atEnd.value = true;
      drawn();
    },
  };
}

function firstInSight(box: Element): Element | null {
  const { top } = box.getBoundingClientRect();
  // Pages first: their rows are looked at in one of them only.
  let rows = [...box.querySelectorAll('[data-page]')];
  const page = rows.find((element) => element.getBoundingClientRect().bottom > top);
  rows = page ? [...page.querySelectorAll('[data-seq]')] : [];
  return rows.find((row) => row.getBoundingClientRect().bottom > top) ?? page ?? null;
}
