import './line.css';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { useSignal } from '@preact/signals';
import { t } from './strings.ts';

/** One row of ready answers: a tap says one. Where there are more than fit, the row fades at the side where they are. */
export function QuickReplies({ replies, say }: { replies: readonly string[]; say: (text: string) => void }) {
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
  }, [replies.join('\n')]);
  return (
    <div class={`chips ${more.value}`} ref={row} onScroll={look} role="group" aria-label={t().quickReplies}>
      {replies.map((reply) => (
        <button key={reply} type="button" class="chip" onClick={() => say(reply)}>
          {reply}
        </button>
      ))}
    </div>
  );
}
