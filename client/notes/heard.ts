import { signal, type ReadonlySignal } from '@preact/signals';
import { rememberedLong } from '../remembered.ts';
import type { NoteId } from '#protocol';

const STORED = 'heard-notes';
/** More than a month of a busy courier; the oldest make room. */
const HEARD_MAX = 3000;

function read(): Set<NoteId> {
  const kept = rememberedLong.get(STORED);
  return new Set(kept ? (kept.split(' ') as NoteId[]) : []);
}

const all = signal<ReadonlySet<NoteId>>(read());

/** The notes that were listened to on this device. */
export const heard: ReadonlySignal<ReadonlySet<NoteId>> = all;

export function markHeard(noteId: NoteId): void {
  if (all.peek().has(noteId)) return;
  // Another tab may have heard something meanwhile.
  const ids = [...new Set([...read(), ...all.peek(), noteId])].slice(-HEARD_MAX);
  all.value = new Set(ids);
  rememberedLong.set(STORED, ids.join(' '));
}
