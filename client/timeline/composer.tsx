import './timeline.css';
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useLayoutEffect, useRef } from 'preact/hooks';
import { TEXT_MAX } from '../../server/protocol/limits.ts';
import { CloseIcon } from '../ui/icons.tsx';
import { bodyInOneLine, nameOf } from './entry-words.ts';
import { t } from './strings.ts';
import type { TimelineModel } from './model.ts';
import type { Member, MemberId } from '#protocol';

export interface ComposerProps {
  readonly model: TimelineModel;
  readonly me: MemberId;
  readonly members: readonly Member[];
  /** What else can be said: buttons beside the box. */
  readonly children?: ComponentChildren;
}

const growsByItself = () => CSS.supports('field-sizing', 'content');

/** Where a text is written, and what it answers to. What is not sent yet survives a reload. */
export function Composer({ model, me, members, children }: ComposerProps) {
  const { draft } = model;
  const text = draft.text.value;
  const replyTo = draft.replyTo.value;
  const box = useRef<HTMLTextAreaElement>(null);
  const troubleId = useId();
  const over = text.trim().length - TEXT_MAX;
  const ready = text.trim() !== '' && over <= 0;

  const send = () => {
    if (!ready) return;
    model.say({ kind: 'text', text });
    draft.write('');
    box.current?.focus();
  };
  useLayoutEffect(() => {
    // The box grows with its text up to its greatest height in the style sheet; where the browser does that by itself, no key waits for it.
    const { current } = box;
    if (!current || growsByItself()) return;
    current.style.height = 'auto';
    current.style.height = `${current.scrollHeight + 2}px`;
  }, [text]);
  const before = useRef(replyTo);
  useEffect(() => {
    // After the sheet in which it was chosen has given the focus back.
    if (replyTo !== null && replyTo !== before.current) setTimeout(() => box.current?.focus());
    before.current = replyTo;
  }, [replyTo]);

  const answered = replyTo === null ? undefined : model.entries.value.find(({ id }) => id === replyTo);
  return (
    <form
      class={children ? 'composer has-tools' : 'composer'}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {replyTo !== null && (
        <div class="reply-bar">
          <p class={answered?.by === me ? 'quote quote-me' : 'quote'}>
            <b>{answered && (answered.by === me ? t().replyMine : t().replyingTo(nameOf(members, answered.by)))}</b>
            <span dir="auto">{answered ? bodyInOneLine(answered.body, members) : t().earlier}</span>
          </p>
          <button type="button" class="reply-cancel" aria-label={t().cancelReply} onClick={() => draft.answer(null)}>
            <CloseIcon size="s" />
          </button>
        </div>
      )}
      {children && <div class="tools">{children}</div>}
      <textarea
        ref={box}
        rows={1}
        dir="auto"
        aria-label={t().messageLabel}
        aria-describedby={troubleId}
        aria-invalid={over > 0}
        placeholder={t().message}
        enterkeyhint="send"
        value={text}
        onInput={(event) => {
          draft.write(event.currentTarget.value);
          if (event.currentTarget.value !== '') model.isTyping();
        }}
        onKeyDown={(event) => {
          if (event.key === 'Escape' && replyTo !== null) draft.answer(null);
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
