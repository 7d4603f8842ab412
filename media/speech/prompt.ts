/**
 * Keeps whisper at simplified script, and names the things that it would otherwise spell by sound. One natural sentence: a
 * bare list of the same words made it loop.
 */
const USUAL = '以下是普通话的句子，说的是快递、驿站、取件码、丰巢和门卫';

/** Names and places of one request, and characters of each, that the prompt has room for. */
const WORDS_MAX = 12;
const WORD_MAX = 24;

/**
 * What the decoder believes was said before: it teaches the script, the trade and the names. One for each language, as one in
 * another language misleads it, and one for where the language is not known yet.
 */
export interface Prompt {
  readonly zh: string;
  readonly en: string;
  readonly any: string;
}

export const NO_PROMPT: Prompt = { zh: '', en: '', any: '' };

/**
 * Of speech that it hardly understands whisper sometimes says a part of its prompt. A word or a name of it may be meant, more is
 * an echo.
 */
export function isEcho(text: string, words: readonly string[]): boolean {
  const said = lettersOf(text);
  if (said.length < 5 || namesOf(words).some((name) => lettersOf(name).includes(said))) return false;
  const { zh, en, any } = promptOf(words);
  return [zh, en, any].some((prompt) => lettersOf(prompt).includes(said));
}

const lettersOf = (text: string): string => text.replaceAll(/[^\p{L}\p{N}]/gu, '');

const namesOf = (words: readonly string[]): string[] =>
  words
    .map((word) =>
      word
        .replaceAll(/[^\p{L}\p{N}'’ -]/gu, ' ')
        .replaceAll(/\s+/g, ' ')
        .trim(),
    )
    .filter((word) => word !== '' && word.length <= WORD_MAX)
    .slice(0, WORDS_MAX);

export function promptOf(words: readonly string[]): Prompt {
  const names = namesOf(words);
  if (names.length === 0) return { zh: `${USUAL}。`, en: '', any: '' };
  const listed = names.join(', ');
  return { zh: `${USUAL}，还有${names.join('、')}。`, en: `They talk about ${listed}.`, any: listed };
}
