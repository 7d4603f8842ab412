import type { Language } from '#protocol';

/** Reads words aloud with the phone's own voices. */
export interface ReadAloud {
  /** False where the browser knows that it has no voice; one that does not know tells by the answer of `say`. */
  readonly hasVoice: boolean;
  /** Resolves when it was read or hushed; with false where it cannot be: a browser may have no voices, or no leave. */
  say(text: string, language: Language): Promise<boolean>;
  /** Ends what is being read. */
  hush(): void;
}

const codes = { zh: 'zh-CN', en: 'en-US' } as const;
/** A voice that says nothing of its end (Chromium issue 679437) holds up nobody: twice as long as slow reading takes, ms. */
const limitMs = (text: string) => 4000 + text.length * 600;

/** What language somebody wrote in: a Chinese voice reads Latin words as well, an English one reads no Chinese. */
export const languageOf = (text: string): Language => (/\p{Script=Han}/u.test(text) ? 'zh' : 'en');

export function createReadAloud(): ReadAloud {
  const synthesis = globalThis.speechSynthesis as SpeechSynthesis | undefined;
  let over = () => {};

  function hush() {
    synthesis?.cancel();
    over();
  }
  return {
    hasVoice: synthesis !== undefined,
    hush,
    async say(text, language) {
      if (text === '') return true;
      if (!synthesis) return false;
      hush();
      const spoken = new SpeechSynthesisUtterance(text);
      spoken.lang = codes[language];
      const voice = synthesis.getVoices().find(({ lang }) => lang.replace('_', '-').startsWith(language));
      if (voice) spoken.voice = voice;
      return new Promise((resolve) => {
        const limit = setTimeout(() => resolve(false), limitMs(text));
        const end = (isRead: boolean) => {
          clearTimeout(limit);
          resolve(isRead);
        };
        over = () => end(true);
        spoken.addEventListener('end', over);
        // Hushed, it is an error too, of which `over` has told already.
        spoken.addEventListener('error', () => end(false));
        synthesis.speak(spoken);
      });
    },
  };
}
