import './search.css';
import { useEffect, useRef } from 'preact/hooks';
import { useSignal } from '@preact/signals';
import { SEARCH_MAX, SEARCH_MIN } from '../../server/protocol/limits.ts';
import { AskError } from '../connection.ts';
import { words, language } from '../language.ts';
import { clockTime, dayInWords } from '../time-words.ts';
import { bodyInOneLine } from './entry-words.ts';
import { FoundWords } from './marked.tsx';
import type { TimelineModel } from './model.ts';
import type { Found } from '#protocol';

const t = words({
  zh: {
    box: '查找文字、语音和通话里的话',
    short: `至少输入 ${SEARCH_MIN} 个字`,
    searching: '正在找…',
    none: '没有找到',
    found: (count: number, more: boolean) => `找到 ${count}${more ? ' 条以上' : ' 条'}`,
    more: '看更早的',
    offline: '没有网络，联网后再找',
    failed: '现在找不了，请再试一次',
  },
  en: {
    box: 'Words in texts, voice notes and calls',
    short: `At least ${SEARCH_MIN} characters`,
    searching: 'Searching…',
    none: 'Nothing found',
    found: (count: number, more: boolean) => `${count}${more ? ' or more' : ''} found`,
    more: 'Earlier ones',
    offline: 'No network. Search again when you are online',
    failed: 'The search does not answer. Try again',
  },
});

export interface SearchSheetProps {
  readonly search: (...wanted: Parameters<TimelineModel['search']>) => ReturnType<TimelineModel['search']>;
  /** Who said it and, at the desk, on which line. */
  readonly byline: (found: Found) => string;
  /** Server's clock, epoch ms. */
  readonly now: () => number;
  readonly onChoose: (found: Found) => void;
}

/** Nobody types slower between two letters of a word they know, ms. */
const PAUSE_MS = 300;

/** Finds what was said. A tap on what was found leads there. */
export function SearchSheet({ search, byline, now, onChoose }: SearchSheetProps) {
  const text = useSignal('');
  const found = useSignal<readonly Found[] | null>(null);
  const next = useSignal<string | null>(null);
  const status = useSignal('');
  const turn = useRef(0);
  const box = useRef<HTMLInputElement>(null);
  const wanted = text.value.trim();

  async function run(after: string | null) {
    const mine = ++turn.current;
    status.value = t().searching;
    try {
      const page = await search(wanted, after);
      if (mine !== turn.current) return;
      const all = after === null ? page.found : [...(found.value ?? []), ...page.found];
      found.value = all;
      next.value = page.next;
      status.value = all.length === 0 ? t().none : t().found(all.length, page.next !== null);
    } catch (error) {
      if (!(error instanceof AskError)) throw error;
      if (mine === turn.current) status.value = error.code === 'offline' ? t().offline : t().failed;
    }
  }
  useEffect(() => box.current?.focus(), []);
  useEffect(() => {
    turn.current += 1;
    if (wanted.length < SEARCH_MIN) {
      found.value = null;
      next.value = null;
      status.value = wanted === '' ? '' : t().short;
      return;
    }
    const timer = setTimeout(() => void run(null), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [wanted, language.value]);

  return (
    <>
      <form
        class="search-box"
        role="search"
        onSubmit={(event) => {
          event.preventDefault();
          box.current?.blur();
        }}
      >
        <input
          ref={box}
          class="field"
          type="search"
          dir="auto"
          enterkeyhint="search"
          maxLength={SEARCH_MAX}
          aria-label={t().box}
          placeholder={t().box}
          value={text.value}
          onInput={(event) => (text.value = event.currentTarget.value)}
        />
      </form>
      <div class="over-sheet-scroll search-found">
        <p class="sheet-words" role="status">
          {status.value}
        </p>
        <ul>
          {found.value?.map((one) => (
            <li key={one.entry.id}>
              <button type="button" class="found" onClick={() => onChoose(one)}>
                <span class="found-by">
                  <span>{byline(one)}</span>
                  <time dateTime={new Date(one.entry.at).toISOString()}>
                    {dayInWords(one.entry.at, now())} {clockTime(one.entry.at)}
                  </time>
                </span>
                <span class="found-words" dir="auto">
                  <FoundWords text={bodyInOneLine(one.entry.body, [])} words={wanted} />
                </span>
              </button>
            </li>
          ))}
        </ul>
        {next.value !== null && (
          <button type="button" class="btn search-more" onClick={() => void run(next.value)}>
            {t().more}
          </button>
        )}
      </div>
    </>
  );
}
