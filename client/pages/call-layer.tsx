import { useLoaded } from '../ui/use-loaded.ts';
import type { ComponentChildren } from 'preact';
import type { CallEntryProps } from '../calls/call-entry.tsx';
import type { PageParts } from './page-parts.ts';
import type { LineSummary } from '#protocol';

const load = () => import('../calls/call-screen.tsx');
const loadEntry = () => import('../calls/call-entry.tsx');

type CallOfEntry = Pick<CallEntryProps, 'body' | 'entry'>;

export interface CallLayerProps {
  readonly parts: PageParts;
  readonly line: LineSummary;
  /** On the incoming page: which parcel it is about, where the caller is, and what can be said in place of answering. */
  readonly about: string;
  /** Another line is in view. */
  readonly isAway?: boolean;
  readonly where?: ComponentChildren;
  readonly instead?: ComponentChildren;
}

/** The call over the page. It is drawn only while there is one, so it comes right after the first paint. */
export function CallLayer({ parts, line, ...incoming }: CallLayerProps) {
  const loaded = useLoaded(load);
  if (loaded === null || loaded === 'gone') return null;
  const { id } = line.delivery;
  const { calls } = parts.lineOf(line);
  return (
    <loaded.CallScreen
      model={calls}
      line={line}
      invite={() => parts.deliveries.invite(id, { role: 'agent' })}
      leaveNote={() => leaveNote(parts, line)}
      {...incoming}
    />
  );
}

/** Starts a voice note that goes on without a finger; a courier may be looking at the round, and the recorder is on the line. */
function leaveNote(parts: PageParts, line: LineSummary): void {
  const { notes } = parts.lineOf(line);
  if (parts.deliveries.role.value !== 'recipient') globalThis.location.hash = line.delivery.id;
  if (notes.state.value.phase === 'idle') notes.toggle();
}

/** On the line itself: a call of others that this page may join. */
export function CallStripLayer({ parts, line }: Pick<CallLayerProps, 'parts' | 'line'>) {
  const loaded = useLoaded(load);
  if (loaded === null || loaded === 'gone') return null;
  return <loaded.CallStrip model={parts.lineOf(line).calls} line={line} />;
}

/** What stands under the words of a call in the timeline. */
export function CallEntryLayer({ parts, line, ...of }: Pick<CallLayerProps, 'parts' | 'line'> & CallOfEntry) {
  const loaded = useLoaded(loadEntry);
  if (loaded === null || loaded === 'gone') return null;
  const { calls, timeline } = parts.lineOf(line);
  return (
    <loaded.CallEntry
      {...of}
      line={line}
      entries={timeline.entries}
      calls={calls}
      leaveNote={() => leaveNote(parts, line)}
    />
  );
}
