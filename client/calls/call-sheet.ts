import { signal } from '@preact/signals';
import type { LineId } from '#protocol';
import type { MicrophoneFailure } from '../microphone-error.ts';

/** Whom to call, whom to add to the call, the test of the microphone, or what helps where there is none. */
export type OpenCallSheet = { readonly lineId: LineId } & (
  | { readonly kind: 'whom' | 'add' | 'microphone' }
  | { readonly kind: 'help'; readonly failure: MicrophoneFailure }
);

/** The sheet of calls that is open on this page: one at a time, drawn by the call's screen of its line. */
export const callSheet = signal<OpenCallSheet | null>(null);
