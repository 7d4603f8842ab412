import './timeline.css';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';
import { useSignal } from '@preact/signals';
import { TEXT_MAX } from '../../server/protocol/limits.ts';
import { remembered } from '../remembered.ts';
import { t } from './strings.ts';
import type { TimelineModel } from './model.ts';
import type { LineId } from '#protocol';

/** Where a text is written. What is not sent yet survives a reload. */
export function Composer({ model, lineId }: { model: TimelineModel; lineId: LineId }) {
  const key = `draft:${lineId}`;
  const draft = useSignal(remembered.get(key) ?? '');
  const box = useRef<HTMLTextAreaElement>(null);
  const troubleId = useId();
  const over = draft.value.trim().length - TEXT_MAX;
  const ready = draft.value.trim() !== '' && over <= 0;

  const write = (text: string) => {
    draft.value = text;
    remembered.set(key, text === '' ? null : text);
  };
  const send = () => {
    if (!ready) return;
    model.send(draft.value);
    write('');
    box.current?.focus();
  };
  useLayoutEffect(() => {
    // The box grows with its text up to its greatest height in the style sheet.
    const { current } = box;
    if (!current) return;
    current.style.height = 'auto';
    current.style.height = `${current.scrollHeight + 2}px`;
  }, [draft.value]);

  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <textarea
        ref={box}
        rows={1}
        aria-label={t().messageLabel}
        aria-describedby={troubleId}
        aria-invalid={over > 0}
        placeholder={t().message}
        enterkeyhint="send"
        value={draft.value}
        onInput={(event) => write(event.currentTarget.value)}
        onKeyDown={(event) => {
          // While Chinese is being composed, Enter picks a word; 229 is how older browsers say so.
          if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
          event.preventDefault();
          send();
        }}
      />
      <button type="submit" class="composer-send" aria-disabled={!ready}>
        {t().send}
      </button>
      <p class="composer-trouble" id={troubleId} role="status">
        {over > 0 ? t().tooLong(over) : ''}
      </p>
    </form>
  );
}
