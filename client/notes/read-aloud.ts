import type { Language } from '#protocol';

/** Reads words aloud with the phone's own voices. */
export interface ReadAloud {
  /** Resolves when it was read, was hushed, or cannot be: a browser may have no voices. */
  say(text: string, language: Language): Promise<void>;
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
    hush,
    async say(text, language) {
      if (!synthesis || text === '') return;
      hush();
      const spoken = new SpeechSynthesisUtterance(text);
      spoken.lang = codes[language];
      const voice = synthesis.getVoices().find(({ lang }) => lang.replace('_', '-').startsWith(language));
      if (voice) spoken.voice = voice;
      await new Promise<void>((resolve) => {
        const limit = setTimeout(resolve, limitMs(text));
        over = () => {
          clearTimeout(limit);
          resolve();
        };
        spoken.addEventListener('end', over);
        spoken.addEventListener('error', over);
        synthesis.speak(spoken);
      });
    },
  };
}
