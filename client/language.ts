import { signal } from '@preact/signals';
import type { Language } from '#protocol';

/** A cookie, so that the server draws the first screen in this language too. It goes with pages only, never with files. */
const CHOSEN = 'doorline_language';
const YEAR_S = 31_536_000;

function first(): Language {
  const page = globalThis.document;
  if (!page) return 'en';
  const chosen = new RegExp(`\\b${CHOSEN}=(zh|en)\\b`).exec(page.cookie)?.[1];
  if (chosen) return chosen as Language;
  const { dataset, lang } = page.documentElement;
  // What the server has drawn is there to be read already.
  return ('drawn' in dataset ? lang : navigator.language).startsWith('zh') ? 'zh' : 'en';
}

/** The reader's language: the browser's, until switched by hand. */
export const language = signal<Language>(first());

export function switchLanguage(): void {
  language.value = language.value === 'zh' ? 'en' : 'zh';
  const secure = location.protocol === 'https:' ? '; Secure' : '';
  for (const path of ['/l', '/app'])
    document.cookie = `${CHOSEN}=${language.value}; Path=${path}; Max-Age=${YEAR_S}; SameSite=Lax${secure}`;
}

/**
 * A slice's texts in both languages, of one shape: `const t = words({ zh: {…}, en: {…} })`, then `t().send`.
 * Reading it in a view makes the view follow the language.
 */
export function words<T>(table: Record<Language, T>): () => T {
  return () => table[language.value];
}
