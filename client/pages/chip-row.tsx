import './line.css';
import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { useSignal } from '@preact/signals';

export interface ChipRowProps {
  readonly label: string;
  /** Changes with what stands in the row. */
  readonly of: string;
  readonly class?: string;
  readonly children: ComponentChildren;
}

/** One row of chips. Where there are more than fit, it fades at the side where they are. */
export function ChipRow({ label, of, children, ...props }: ChipRowProps) {
  const row = useRef<HTMLDivElement>(null);
  const more = useSignal('');
  const look = () => {
    const { current } = row;
    if (!current) return;
    const left = current.scrollLeft > 2;
    const right = current.scrollWidth - current.clientWidth - current.scrollLeft > 2;
    more.value = [left && 'has-before', right && 'has-more'].filter(Boolean).join(' ');
  };
  useLayoutEffect(() => {
    const { current } = row;
    if (!current) return;
    look();
    const watch = new ResizeObserver(look);
    watch.observe(current);
    return () => watch.disconnect();
  }, [of]);
  return (
    <div class={`chips ${props.class ?? ''} ${more.value}`} ref={row} onScroll={look} role="group" aria-label={label}>
      {children}
    </div>
  );
}
