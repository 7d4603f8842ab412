import { useEffect, useRef } from 'preact/hooks';
import { lastWordsInWords } from './last-words.tsx';
import { announce } from '../ui/announce.ts';
import { otherOf } from '../people/names.ts';
import type { LineId, LineSummary } from '#protocol';

const spoken = new Set(['text', 'voice', 'photo', 'place', 'suggestion']);

/** A screen reader hears what comes on the lines that are not in front of the reader; the timeline of the one in front says its own. */
export function useNewsSpoken(lines: readonly LineSummary[], current: LineId | null): void {
  const before = useRef<ReadonlyMap<LineId, string>>(new Map());
  useEffect(() => {
    const known = before.current;
    before.current = new Map(lines.map((line) => [line.delivery.id, newest(line)]));
    for (const line of lines) {
      const { delivery, lastWords, me, members } = line;
      const was = known.get(delivery.id);
      const isNews = was !== undefined && was !== newest(line) && delivery.id !== current;
      if (!isNews || !lastWords || lastWords.by === me || !spoken.has(lastWords.kind)) continue;
      const by = members.find(({ id }) => id === lastWords.by) ?? otherOf(line);
      const words = lastWordsInWords(line, Date.now());
      announce(lastWords.kind === 'suggestion' ? words : `${by?.name ?? ''}: ${words}`);
    }
  }, [lines]);
}

/** Changes with every word: a note is said when it comes, and again once it can be read. */
const newest = ({ lastWords }: LineSummary): string => (lastWords ? `${lastWords.at} ${lastWords.text}` : '');
