import { signal } from '@preact/signals';

/** What the page's one live region says now; drawn once, by the page's frame. */
export const announcement = signal('');

/** Lets a screen reader say what has changed. Only for what a person must know and would not find by themselves. */
export function announce(text: string): void {
  // A region that holds the same words stays silent: a no-break space makes them new.
  // Peeked at: an effect that announces must not run again because it did.
  announcement.value = text === announcement.peek() ? `${text}\u00a0` : text;
}
