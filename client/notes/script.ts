import { signal } from '@preact/signals';

type Convert = (text: string) => string;

/** Transcripts come in simplified characters: what turns them into the reader's, or null where they are. */
const converter = signal<Convert | null>(null);
let asked = false;

/** `tw`, `hk`: the traditional characters that the browser's reader knows; null: simplified, or no Chinese reader. */
export function traditionalOf(languages: readonly string[]): 'tw' | 'hk' | null {
  const chinese = languages.find((language) => /^zh\b/i.test(language));
  if (chinese === undefined) return null;
  if (/\bHans\b/i.test(chinese)) return null;
  if (/\b(HK|MO)\b/i.test(chinese)) return 'hk';
  return /\b(TW|Hant)\b/i.test(chinese) ? 'tw' : null;
}

/**
 * A transcript in the reader's own script. The dictionary is large (0.4 MB), comes for who reads traditional characters
 * alone, and with the first transcript: until it is here, the words are shown as they are.
 */
export function inReadersScript(text: string, language: string | null): string {
  if (language !== 'zh') return text;
  const to = traditionalOf(globalThis.navigator?.languages ?? []);
  if (to === null) return text;
  if (!asked) {
    asked = true;
    void load(to);
  }
  return converter.value?.(text) ?? text;
}

async function load(to: 'tw' | 'hk') {
  try {
    const { Converter } = await import('opencc-js/cn2t');
    const convert = Converter({ from: 'cn', to });
    converter.value = convert;
  } catch {
    asked = false; // No network: the next transcript asks again.
  }
}
