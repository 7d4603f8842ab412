import { computed } from '@preact/signals';
import type { LateNotes } from '../../client/notes/late-model.ts';
import type { TalkState } from '../../client/notes/talk.ts';
import { still } from './still.ts';

export type Recording = 'held' | 'locked' | 'denied';

const LEVELS = Array.from({ length: 84 }, (_, i) => (i % 17 > 13 ? 0.05 : 0.25 + 0.7 * Math.abs(Math.sin(i * 1.3))));

/** The notes of a line while one is being recorded, 4.2 s of it so far, or when the microphone was refused. */
export function stillRecording(notes: LateNotes, recording: Recording): LateNotes {
  const isDenied = recording === 'denied';
  const state = still<TalkState>(isDenied ? { phase: 'idle' } : { phase: 'recording', locked: recording === 'locked' });
  const talk = { state, ms: still(4200), levels: still(LEVELS), refusal: still(isDenied ? ('denied' as const) : null) };
  return {
    ...notes,
    state,
    refusal: talk.refusal,
    here: computed(() => {
      const here = notes.here.value;
      return here && { views: here.views, model: { ...here.model, ...talk } };
    }),
  };
}
