import type { JSX } from 'preact';
import type { CallModel } from './call-model.ts';

export interface CallButtonProps {
  readonly model: CallModel;
}

/** Starts a call on the line. */
export function CallButton({ model }: CallButtonProps): JSX.Element {
  return (
    <button type="button" class="bar-call" onClick={() => void model.call()}>
      Call
    </button>
  );
}
