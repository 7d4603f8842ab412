import { signal } from '@preact/signals';
import type { LineId } from '#protocol';

/** Whom to call, whom to add to the call, or the test of the microphone. */
export interface OpenCallSheet {
  readonly lineId: LineId;
  readonly kind: 'whom' | 'add' | 'microphone';
}

/** The sheet of calls that is open on this page: one at a time, drawn by the call's screen of its line. */
export const callSheet = signal<OpenCallSheet | null>(null);
