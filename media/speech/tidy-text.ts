/** Han characters beside a space: a space that no Chinese reader would write. */
const SPACE_IN_CHINESE = /(?<=[\p{Script=Han}，。？！；：、])\s+(?=[\p{Script=Han}，。？！；：、])/gu;
/** What engines say of sounds, not of words: "[BLANK_AUDIO]", "(音乐)", "*laughs*". */
const SOUND = /\[[^\]]*\]|\([^)]*\)|（[^）]*）|\*[^*]*\*|♪+/gu;
const wide: Record<string, string> = { ',': '，', '?': '？', '!': '！', ';': '；', ':': '：' };

/** The words of an engine as a person would write them; empty where there are none. Chinese comes out simplified. */
export async function tidyText(text: string, language: 'zh' | 'en' | null): Promise<string> {
  const plain = text.replaceAll('\u{FFFD}', '').replace(SOUND, ' ').replaceAll(/\s+/g, ' ').trim();
  const words = /[\p{L}\p{N}]/u.test(plain) ? plain : '';
  if (language !== 'zh' || !/\p{Script=Han}/u.test(words)) return words;
  const simplified = (await simplifier())(words);
  return simplified
    .replace(SPACE_IN_CHINESE, '')
    .replaceAll(/(?<=\p{Script=Han})[,?!;:](?=\p{Script=Han}|$)/gu, (mark) => wide[mark] ?? mark);
}

/** Two stretches of one recording, cut where the speaker paused: in Chinese such a pause is a comma, where nothing else stands there. */
export function joinedText(before: string, after: string): string {
  if (before === '' || after === '') return before + after;
  const isChinese = /\p{Script=Han}$/u.test(before) && /^\p{Script=Han}/u.test(after);
  if (isChinese) return `${before}，${after}`;
  return /[，。？！；：、]$/u.test(before) ? before + after : `${before} ${after}`;
}

let loaded: Promise<(text: string) => string> | null = null;
/** The dictionary takes 10 MB: it is read with the first Chinese note. */
function simplifier(): Promise<(text: string) => string> {
  loaded ??= import('opencc-js/t2cn').then(({ Converter }) => Converter({ from: 't', to: 'cn' }));
  return loaded;
}
