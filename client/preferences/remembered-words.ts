import { language } from '../language.ts';
import { t as aboutWords, habitInWords, riskInWords, rowsInWords } from './about-words.ts';
import { t } from './remembered-strings.ts';
import type { AskError } from '../connection.ts';
import type { Change } from './remembered-model.ts';
import type { Preferences, Remembered } from '#protocol';

/** `From 8 deliveries since March 2026`, and who sees it. */
export function countedInWords({ deliveries, since }: Remembered): string {
  if (deliveries === 0) return t().empty;
  const locale = language.value === 'zh' ? 'zh-CN' : 'en-GB';
  const month = since === null ? '' : new Intl.DateTimeFormat(locale, { year: 'numeric', month: 'long' }).format(since);
  return t().counted(deliveries, month);
}

/** The same lines that a courier reads, of a recipient called `name`. */
export function shownInWords(shown: Preferences, name: string): string[] {
  const { habit, risk } = shown;
  const told = habit && habitInWords(habit, name);
  return [
    ...(told ? [[told.what, told.why].filter(Boolean).join(aboutWords().between)] : []),
    ...rowsInWords(shown),
    ...(risk ? [riskInWords(risk)] : []),
  ];
}

/** Plain counts: `Door 9×`. */
export const placesInWords = ({ places }: Remembered): string[] =>
  places.map(({ place, times }) => t().times(t().places[place], times));

export const channelsInWords = ({ channels }: Remembered): string[] =>
  channels.map(({ channel, times }) => t().times(t().channels[channel], times));

export const hoursInWords = ({ hours }: Remembered): string[] =>
  hours.map(({ when, part, home, away }) => t().atHome(t().when[when], t().part[part], home, away));

/** What became of a change. */
export const doneInWords = (change: Change): string =>
  change.do === 'remember' ? t().done[change.on ? 'on' : 'off'] : t().done[change.do];

/** Refusals that a person can understand and do something about. */
const refusals: Partial<Record<AskError['code'], 'offline' | 'full' | 'conflict' | 'bad' | 'closed'>> = {
  offline: 'offline',
  timed_out: 'offline',
  full: 'full',
  conflict: 'conflict',
  bad_request: 'bad',
  forbidden: 'closed',
  not_found: 'closed',
};

/** Why nothing became of it, as a sentence that says what to do. */
export const refusalInWords = (code: AskError['code']): string => t()[refusals[code] ?? 'failed'];
