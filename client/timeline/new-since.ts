import { useLayoutEffect } from 'preact/hooks';
import { effect, useSignal } from '@preact/signals';
import type { TimelineModel } from './model.ts';
import type { MemberId } from '#protocol';

/** After a return so long, ms, what comes is news and was not missed. */
const BACK_MS = 10_000;

/**
 * The first entry of somebody else that this member had not read when the line was opened, or that came while the page was
 * out of sight; null where there is none. It stays where it is, whatever comes later.
 */
export function useDivider(model: TimelineModel, me: MemberId): number | null {
  const at = useSignal<number | null>(null);
  useLayoutEffect(() => {
    let opened = false;
    let leftAt: number | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const firstAfter = (seq: number) =>
      model.entries.peek().find((entry) => entry.seq > seq && entry.by !== null && entry.by !== me)?.seq ?? null;
    const end = effect(() => {
      if (model.entries.value.length === 0 || !model.loaded.value) return;
      if (opened) {
        if (leftAt !== null && at.peek() === null) at.value = firstAfter(leftAt);
        return;
      }
      opened = true;
      const read = model.marks.peek().get(me)?.read ?? 0;
      // On a line that was never read everything is new, and the words would say nothing.
      if (read > 0) at.value = firstAfter(read);
    });
    const look = () => {
      clearTimeout(timer);
      if (document.visibilityState === 'hidden') {
        const entries = model.entries.peek();
        leftAt = entries[entries.length - 1]?.seq ?? 0;
        at.value = null;
      } else timer = setTimeout(() => (leftAt = null), BACK_MS);
    };
    document.addEventListener('visibilitychange', look);
    return () => {
      end();
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', look);
    };
  }, [model]);
  return at.value;
}
