import { signal } from '@preact/signals';
import type { CallModel } from './call-model.ts';

/** The call that this device is in, of all lines of the page: a person has one voice. Set by the panel that shows it. */
export const activeCall = signal<CallModel | null>(null);
