import { respelled } from '../spelling.ts';
import {
  BREAKS,
  CROSSED,
  DENIED_AFTER,
  DENIED_BEFORE,
  HARMLESS,
  ONLY_READS,
  QUIET,
  SOUND,
  SOUNDING,
  UNREAD,
  WRITING,
} from './channel-words.ts';
import { foldedText } from './folded.ts';

/** How the courier may make contact: by sound, in writing, or not at all. */
export type Channel = 'call' | 'message' | 'none';

const MOST_CHARACTERS = 2000;
const spelled = 'knock doorbell message sleeping phone'.split(' ');

/** Whether each mention of such words is wished (true) or denied (false), with its place. */
function mentions(text: string, words: RegExp, deniedAfter: RegExp): { at: number; wished: boolean }[] {
  return [...text.matchAll(words)].map(({ 0: word, index }) => {
    const lead = text.slice(Math.max(0, index - 30), index);
    const after = text.slice(index + word.length, index + word.length + 24);
    return { at: index, wished: !DENIED_BEFORE.test(lead.split(BREAKS).at(-1) ?? '') && !deniedAfter.test(after) };
  });
}

/**
 * How the courier may or may not make contact: a positive wish wins over a denied one beside it, and what denies every
 * sound leaves none.
 */
export function channelIn(text: string): Channel {
  const read = foldedText(text.slice(0, MOST_CHARACTERS))
    .replaceAll(/[a-z]{4,12}/g, (word) => respelled(word, spelled))
    .replaceAll(HARMLESS, (word) => '·'.repeat(word.length));
  const sounds = mentions(read, SOUND, DENIED_AFTER);
  const writes = mentions(read, WRITING, UNREAD).filter(({ wished }) => wished);
  const calls = sounds.filter(({ wished }) => wished);
  const denied =
    CROSSED.test(read) || [...sounds, ...mentions(read, SOUNDING, DENIED_AFTER)].some(({ wished }) => !wished);
  if (writes.length > 0 && calls.length > 0 && !denied)
    return (writes[0]?.at ?? 0) < (calls[0]?.at ?? 0) ? 'message' : 'call';
  if (writes.length > 0) return 'message';
  if (calls.length > 0) return 'call';
  if (ONLY_READS.test(read)) return 'message';
  return denied || QUIET.test(read) ? 'none' : 'call';
}
