import { useEffect } from 'preact/hooks';
import type { CallModel } from './call-model.ts';

const TYPED_IN = 'input, textarea, select, [contenteditable]';

/** M mutes and unmutes in a call, where nobody is typing and no sheet is open. Escape does nothing: it would be a slip that hangs up. */
export function useMuteKey(model: CallModel): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'm' || event.repeat || event.defaultPrevented) return;
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
      if (event.target instanceof Element && event.target.closest(TYPED_IN)) return;
      // What lies over the page takes the keys: nobody opens a microphone that is out of sight.
      if (document.querySelector('dialog[open]')) return;
      if (model.state.peek().phase === 'starting' || model.listening.peek()) return;
      model.toggleMuted();
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, [model]);
}
