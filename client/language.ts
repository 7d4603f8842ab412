import { signal } from '@preact/signals';
import type { Language } from '#protocol';

const STORED = 'doorline.language';

function first(): Language {
  const stored = globalThis.localStorage?.getItem(STORED);
  if (stored === 'zh' || stored === 'en') return stored;
  return globalThis.navigator?.language.startsWith('zh') ? 'zh' : 'en';
}

/** The reader's language: the browser's, until switched by hand. */
export const language = signal<Language>(first());

export function switchLanguage(): void {
  language.value = language.value === 'zh' ? 'en' : 'zh';
  globalThis.localStorage?.setItem(STORED, language.value);
}

/**
 * A slice's texts in both languages, of one shape: `const t = words({ zh: {…}, en: {…} })`, then `t().send`.
 * Reading it in a view makes the view follow the language.
 */
export function words<T>(table: Record<Language, T>): () => T {
  return () => table[language.value];
}
