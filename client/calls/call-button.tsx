import type { JSX } from 'preact';
import { words } from '../language.ts';
import { CallIcon } from '../ui/icons.tsx';
import type { CallModel } from './call-model.ts';

/** The button's own word: the others come with the call's screen, after the first paint. */
const buttonWords = words({ zh: { call: '打电话' }, en: { call: 'Call' } });

export interface CallButtonProps {
  readonly model: CallModel;
  /** Looks: the line's bottom bar, or a round's next stop. */
  readonly class?: string;
}

/** Starts a call on the line; off while one is going on. */
export function CallButton({ model, class: look = 'bar-call' }: CallButtonProps): JSX.Element {
  const { phase } = model.state.value;
  return (
    <button
      type="button"
      class={look}
      // Not `disabled`: that would drop the focus, which comes back here after the call.
      aria-disabled={phase !== 'idle' && phase !== 'ended'}
      onClick={() => void model.call()}
    >
      <CallIcon />
      {buttonWords().call}
    </button>
  );
}
