import type { JSX } from 'preact';
import { words } from '../language.ts';
import { CallIcon } from '../ui/icons.tsx';
import type { LineSummary } from '#protocol';
import type { CallModel } from './call-model.ts';
import { callSheet } from './call-sheet.ts';

/** The button's own word: the others come with the call's screen, after the first paint. */
const buttonWords = words({ zh: { call: '打电话' }, en: { call: 'Call' } });

export interface CallButtonProps {
  readonly model: CallModel;
  readonly line: LineSummary;
  /** Looks: the line's bottom bar, or a round's next stop. */
  readonly class?: string;
}

/** Calls the one other person on the line at once, or asks whom of several; joins what runs; off while in a call. */
export function CallButton({ model, line, class: look = 'bar-call' }: CallButtonProps): JSX.Element {
  const { phase } = model.state.value;
  const isFree = phase === 'idle' || phase === 'ended' || phase === 'running';
  const press = () => {
    const others = line.members.filter(({ id, left }) => id !== line.me && !left);
    if (phase === 'running') void model.answer();
    else if (others.length > 1) callSheet.value = { lineId: line.delivery.id, kind: 'whom' };
    else void model.call(others[0] && [others[0].id]);
  };
  return (
    <button
      type="button"
      class={look}
      // Not `disabled`: that would drop the focus, which comes back here after the call.
      aria-disabled={!isFree}
      onClick={() => {
        if (isFree) press();
      }}
    >
      <CallIcon />
      {buttonWords().call}
    </button>
  );
}
