import type { Recorder } from './recorder.ts';

export function createMicrophone(): Recorder {
  throw new Error('Not built yet');
}
