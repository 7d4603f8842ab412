import './round.css';
import { understoodInList } from '../assistant/act-words.ts';
import { canStillBe } from '../assistant/model.ts';
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

/** What the words of a line's end are made of. */
interface Worded extends Pick<LineSummary, 'lastWords' | 'me' | 'members'> {
  readonly delivery: Pick<LineSummary['delivery'], 'status'>;
}

/** Last words in one line, what was understood as well. Empty for a status. */
export function lastWordsInWords({ lastWords, me, members, delivery }: Worded, now: number): string {
  if (!lastWords) return '';
  const { suggestion } = lastWords;
  if (suggestion)
    return understoodInList(suggestion, { me, members, now }, !canStillBe(suggestion.act, delivery.status, now));
  return inOneLine(lastWords, members);
}

/** The last words of a line on one line, with a sign for what was said aloud. */
export function LastWords({ line, standing }: LastWordsProps) {
  const { lastWords, me } = line;
  if (!lastWords) return <p class="words">{t().nothingSaid}</p>;
  const { kind, by } = lastWords;
  return (
    <p class="words">
      {kind === 'voice' && <MicrophoneIcon size="xs" />}
      {kind === 'call' && <CallIcon size="xs" />}
      {kind === 'place' && <PlaceIcon size="xs" />}
      <span dir="auto">
        {by === me && spoken.has(kind) ? t().you : ''}
        {lastWordsInWords(line, Date.now()) || standing}
      </span>
    </p>
  );
}
