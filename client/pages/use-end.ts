import { useLayoutEffect, useRef } from 'preact/hooks';
import { useSignal, type Signal } from '@preact/signals';
import { isAhead } from '../deliveries/progress.ts';
import type { OpenLine } from './open-line.ts';
import type { Status } from '#protocol';

/** What the recipient has in front: the line, or how it ended; `just` says that they had the line until now. */
export type InFront = 'line' | 'end' | 'just';

/** The end comes to the front by itself, but never over somebody who is talking, writing or looking at a sheet. */
export function useEnd(status: Status, { notes, calls, timeline }: OpenLine): Signal<InFront> {
  const front = useSignal<InFront>(isAhead(status) ? 'line' : 'end');
  const wasAhead = useRef(isAhead(status));
  const talks = notes.state.value.phase !== 'idle';
  useLayoutEffect(() => {
    const isBusy =
      talks ||
      !['idle', 'ended'].includes(calls.state.peek().phase) ||
      timeline.draft.text.peek() !== '' ||
      document.querySelector('dialog[open]') !== null;
    // The recorder is on the line.
    if (isAhead(status) || talks) front.value = 'line';
    else if (wasAhead.current && !isBusy) front.value = 'just';
    wasAhead.current = isAhead(status);
  }, [status, talks]);
  return front;
}
