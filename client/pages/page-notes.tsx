import './page-notes.css';
import { words } from '../language.ts';
import { AlertIcon } from '../ui/icons.tsx';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const t = words({
  zh: {
    keepsNothing: '这个浏览器不保存内容（可能是无痕窗口）：发完之前先别关掉这一页',
    clock: (length: string, slow: boolean) => `这台设备的时间${slow ? '慢' : '快'}了${length}，这里显示的时间是准的`,
    days: (count: number) => `约 ${count} 天`,
    hours: (count: number) => `约 ${count} 小时`,
    minutes: (count: number) => `约 ${count} 分钟`,
  },
  en: {
    keepsNothing: 'This browser keeps nothing, as in a private window: leave this page open until all is sent',
    clock: (length: string, slow: boolean) =>
      `This device’s clock is ${length} ${slow ? 'slow' : 'fast'}. The times here are right`,
    days: (count: number) => (count === 1 ? 'about a day' : `about ${count} days`),
    hours: (count: number) => (count === 1 ? 'about an hour' : `about ${count} hours`),
    minutes: (count: number) => `about ${count} minutes`,
  },
});

/** How wrong a clock is, in words. `offMs`: what has to be added to it. */
export function clockOffInWords(offMs: number): string {
  const ms = Math.abs(offMs);
  const length =
    ms < HOUR_MS
      ? t().minutes(Math.round(ms / MINUTE_MS))
      : ms < 2 * DAY_MS
        ? t().hours(Math.round(ms / HOUR_MS))
        : t().days(Math.round(ms / DAY_MS));
  return t().clock(length, offMs > 0);
}

export interface PageNotesProps {
  /** Whether this browser keeps anything. */
  readonly keeps: boolean;
  /** What has to be added to the phone's clock, ms; 0 where it is right. */
  readonly offMs: number;
}

/** What a person must know of their own phone: said once, quietly, where they look. */
export function PageNotes({ keeps, offMs }: PageNotesProps) {
  const notes = [keeps ? '' : t().keepsNothing, offMs === 0 ? '' : clockOffInWords(offMs)].filter(Boolean);
  return (
    <ul class="page-notes">
      {notes.map((note) => (
        <li key={note}>
          <AlertIcon size="xs" />
          {note}
        </li>
      ))}
    </ul>
  );
}
