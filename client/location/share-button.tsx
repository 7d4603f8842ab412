import './location.css';
import { useId } from 'preact/hooks';
import type { SharingModel } from './sharing.ts';
import { t } from './strings.ts';

/** Sharing by choice: begins and ends with one tap, and says in words what is so and why it is not. */
export function ShareButton({ model }: { model: SharingModel }) {
  const noteId = useId();
  const state = model.state.value;
  const on = state.phase === 'asking' || state.phase === 'sharing';
  const note =
    state.phase === 'asking'
      ? t().asking
      : state.phase === 'denied'
        ? t().denied
        : state.phase === 'unavailable'
          ? t().unavailable
          : state.phase === 'sharing' && state.weak
            ? t().weak
            : '';
  return (
    <div class="share">
      <button
        type="button"
        class={on ? 'float share-button is-on' : 'float share-button'}
        aria-describedby={note ? noteId : undefined}
        onClick={() => (on ? model.stop() : model.share())}
      >
        <svg class="i i-s" viewBox="0 0 24 24" aria-hidden="true">
          {on ? (
            <rect class="fill" x="6" y="6" width="12" height="12" rx="2" />
          ) : (
            <path d="M20.5 3.5 3.5 10.8l7 2.7 2.7 7z" />
          )}
        </svg>
        {on ? t().stop : t().share}
      </button>
      <p class="share-note" id={noteId} role="status">
        {note}
      </p>
    </div>
  );
}
