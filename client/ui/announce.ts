import { signal } from '@preact/signals';

/** What the page's one live region says now; drawn once, by the page's frame. */
export const announcement = signal('');

/** What is said within this time is said in one go, ms: words that replace others so soon are never heard. */
const TOGETHER_MS = 100;

let waiting: string[] = [];

/** Lets a screen reader say what has changed. Only for what a person must know and would not find by themselves. */
export function announce(text: string): void {
  if (waiting.length === 0) setTimeout(say, TOGETHER_MS);
  if (!waiting.includes(text)) waiting.push(text);
}

function say(): void {
  const text = waiting.join('\n');
  waiting = [];
  // A region that holds the same words stays silent: a no-break space makes them new.
  announcement.value = text === announcement.peek() ? `${text}\u00a0` : text;
}
