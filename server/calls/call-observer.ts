import type { CallId } from '#protocol';
import type { CallState } from './call-state.ts';
import type { Sample } from './quality.ts';

/** Counts calls for the operator; it learns of all of them and changes none. */
export interface CallObserver {
  /** A call has come to this state, at this time, epoch ms. */
  changed(state: CallState, at: number): void;
  /** The server lets go of a live call; its next start goes on with it. */
  left(id: CallId): void;
  /** How one voice was heard in one report. */
  readonly heard: (sample: Sample) => void;
}
