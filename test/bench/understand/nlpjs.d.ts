/** What is used here of nlp.js, which has no types of its own. */
declare module '@nlpjs/core' {
  import type { Nlp } from '@nlpjs/nlp';

  interface Container {
    use(plugin: unknown): void;
    get(name: 'nlp'): Nlp;
  }
  export function containerBootstrap(): Promise<Container>;
}
declare module '@nlpjs/nlp' {
  export class Nlp {
    settings: { autoSave: boolean; nlu?: { log: boolean } };
    addLanguage(language: string): void;
    addDocument(language: string, text: string, intent: string): void;
    train(): Promise<void>;
    process(language: string, text: string): Promise<{ intent: string; score: number }>;
  }
}
declare module '@nlpjs/lang-en-min' {
  export const LangEn: unknown;
}
declare module '@nlpjs/lang-zh' {
  export const LangZh: unknown;
}
