import { language } from './language.ts';

const locales = { zh: 'zh-CN', en: 'en-GB' } as const;

/** `14:21`, on the phone's clock. */
export function clockTime(at: number): string {
  return new Intl.DateTimeFormat(locales[language.value], { hour: '2-digit', minute: '2-digit', hour12: false }).format(
    at,
  );
}

const dayNumber = (at: number) => {
  const date = new Date(at);
  return Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / 86_400_000;
};

export const sameDay = (a: number, b: number): boolean => dayNumber(a) === dayNumber(b);

/** `Today`, `Yesterday`, or the day's name and date. */
export function dayInWords(at: number, now: number): string {
  const daysAgo = dayNumber(now) - dayNumber(at);
  const zh = language.value === 'zh';
  if (daysAgo === 0) return zh ? '今天' : 'Today';
  if (daysAgo === 1) return zh ? '昨天' : 'Yesterday';
  if (daysAgo === -1) return zh ? '明天' : 'Tomorrow';
  return new Intl.DateTimeFormat(locales[language.value], { weekday: 'short', day: 'numeric', month: 'long' }).format(
    at,
  );
}

/** `0:42`, `12:05`: minutes and seconds of something that lasted. */
export function lengthInWords(ms: number): string {
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
