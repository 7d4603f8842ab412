import type { Recognised } from './speech-engine.ts';

/**
 * What whisper says of noise and of silence: it learned from films, and these are their last words and credits. Nobody says them
 * at a door. A sentence with one of them is left out.
 */
const CREDITS = [
  /点赞.{0,8}(订阅|转发|打赏)|订阅.{0,6}(频道|栏目|转发|点赞)|明镜(与|和)?点点/u,
  /字幕|(谢谢|感谢)(您的|大家的?)?(观看|收看|收听)|下(期|集)再见/u,
  /subtitles? (by|made)|captions? by|transcri(bed|ption) by|amara\.org/iu,
  /thanks? (you )?(so much |very much )?for (watching|listening|viewing)|(please|like and|don't forget to) subscribe/iu,
  /see you in the next (video|episode)/iu,
];
/** Whole texts that whisper likes to give for noise, and that people say too. */
const FILLERS = /^(you|bye|oh|uh|um|hmm+|mm+|i|thank you|thanks|okay|so|the|谢谢|谢谢大家|嗯|啊|哦|好)$/iu;

/** Nobody speaks faster: letters of English, or characters of Chinese, in a second from the first voice to the last. */
const FASTEST = { en: 30, zh: 10 };
/** Nobody who speaks on says so little in a second of voice. */
const SLOWEST = { en: 5, zh: 2 };
/** The detector misses soft beginnings and ends of words. ms */
const MISSED_MS = 800;

/**
 * The words that somebody may have said; empty where none of them can be believed. `voiceMs`: how long it is from the first
 * voice to the last.
 */
export function believed({ text, language, doubts }: Recognised, voiceMs: number): string {
  const kept = sentencesOf(text)
    .filter((sentence) => !CREDITS.some((credit) => credit.test(sentence)))
    .join('')
    .trim();
  const letters = lettersIn(kept);
  if (letters === 0) return '';
  if (letters > (FASTEST[language ?? 'en'] * (voiceMs + MISSED_MS)) / 1000) return '';
  if (doubts === null) return kept;
  const { noSpeech, meanLogProbability } = doubts;
  // A second and a half of clear Mandarin was seen with 0.8 and -0.7, so OpenAI's own bound of the mean: whether there is a voice is
  // judged by a detector (docs/speech.md).
  if (meanLogProbability < -1.4 || (noSpeech > 0.6 && meanLogProbability < -1)) return '';
  const isFiller = FILLERS.test(kept.replaceAll(/[^\p{L}\p{N} ]/gu, '').trim());
  return isFiller && (noSpeech > 0.3 || meanLogProbability < -1) ? '' : kept;
}

/** Whether whisper has left out much of what was said: whole sentences in another language, or said once more. */
export const hasGaps = (text: string, voicedMs: number): boolean =>
  lettersIn(text) < ((/\p{Script=Han}/u.test(text) ? SLOWEST.zh : SLOWEST.en) * voicedMs) / 1000;

/** The same bound in UTF-8 bytes of letters, for where the language is not known yet: a Chinese character has three. */
export const leastLettersIn = (voicedMs: number): number =>
  Math.floor((Math.min(SLOWEST.en, 3 * SLOWEST.zh) * voicedMs) / 1000);

const lettersIn = (text: string): number => text.match(/[\p{L}\p{N}]/gu)?.length ?? 0;
const sentencesOf = (text: string): string[] => text.split(/(?<=[.!?]\s)|(?<=[。！？])/u);
