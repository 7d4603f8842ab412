import './round.css';
import { inOneLine } from '../timeline/entry-words.ts';
import { CallIcon, MicrophoneIcon, PlaceIcon } from '../ui/icons.tsx';
import { t } from './round-strings.ts';
import type { LineSummary } from '#protocol';

const spoken = new Set(['text', 'voice', 'photo', 'place', 'taken_back']);

export interface LastWordsProps {
  readonly line: LineSummary;
  /** What is said of its status, where that was the last. */
  readonly standing: string;
}

/** The last words of a line on one line, with a sign for what was said aloud. */
export function LastWords({ line: { lastWords, me, members }, standing }: LastWordsProps) {
  if (!lastWords) return <p class="words">{t().nothingSaid}</p>;
  const { kind, by } = lastWords;
  return (
    <p class="words">
      {kind === 'voice' && <MicrophoneIcon size="xs" />}
      {kind === 'call' && <CallIcon size="xs" />}
      {kind === 'place' && <PlaceIcon size="xs" />}
      <span dir="auto">
        {by === me && spoken.has(kind) ? t().you : ''}
        {inOneLine(lastWords, members) || standing}
      </span>
    </p>
  );
}
