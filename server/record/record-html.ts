import { createHash } from 'node:crypto';
import type { Both } from './record-words.ts';

/** Text as HTML: nothing in it is a tag or leaves its attribute. */
export const escaped = (text: string): string =>
  text.replaceAll(/[&<>"'\0]/g, (sign) => (sign === '\0' ? '\uFFFD' : `&#${sign.charCodeAt(0)};`));

/** A label in both languages. */
export const label = ({ zh, en }: Both): string =>
  `<span lang="zh">${escaped(zh)}</span> <span class="en" lang="en">${escaped(en)}</span>`;

/** What a person wrote: kept apart, so that right-to-left marks in it turn nothing around it. */
export const said = (text: string): string => `<p class="said" dir="auto">${escaped(text)}</p>`;

export const name = (text: string): string => `<bdi>${escaped(text)}</bdi>`;

/** Tells a time, epoch ms, in the zone of the record and in UTC. */
export function clockIn(timeZone: string): (at: number) => { day: string; time: string; offset: string; utc: string } {
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZoneName: 'longOffset',
  });
  return (at) => {
    const part = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
    const zone = part['timeZoneName'] ?? '';
    return {
      day: `${part['year']}-${part['month']}-${part['day']}`,
      time: `${part['hour']}:${part['minute']}:${part['second']}`,
      offset: /[+-]/.test(zone) && !zone.endsWith('+00:00') ? zone.replace('GMT', '') : 'UTC',
      utc: new Date(at).toISOString().slice(0, 19).replace('T', ' '),
    };
  };
}

/** Minutes and seconds. */
export const length = (ms: number): string => {
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
};

export const style = `
:root { color-scheme: light; --ink: #1b1a17; --ink-2: #57534a; --line: #e3ddd1; --paper: #f7f4ee;
  --courier: #a8420f; --recipient: #2340b0; --wait: #6f5200; --wait-tint: #f5ebcf }
* { box-sizing: border-box }
body { margin: 0 auto; padding: 24px 16px 48px; max-width: 60rem; color: var(--ink); background: #fff;
  font: 15px/1.5 system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif;
  font-variant-numeric: tabular-nums }
h1 { font-size: 26px; line-height: 1.25; margin: 0 0 16px }
h2 { font-size: 17px; margin: 32px 0 8px; break-after: avoid }
.en { color: var(--ink-2); font-weight: 400 }
h1 .en { display: block; font-size: 17px }
dl { display: grid; grid-template-columns: minmax(8rem, max-content) 1fr; gap: 4px 16px; margin: 0 }
dt { color: var(--ink-2) }
dt .en::before { content: "· " }
dd { margin: 0; min-width: 0; overflow-wrap: anywhere }
ul, ol { list-style: none; margin: 0; padding: 0 }
.people li { padding: 4px 0 }
.role-courier { color: var(--courier) }
.role-recipient { color: var(--recipient) }
.who { font-weight: 600 }
.small, .utc { font-size: 13px; color: var(--ink-2) }
.entries { border-top: 1px solid var(--line) }
.entry { display: grid; grid-template-columns: 2rem 14rem 9rem minmax(0, 1fr); gap: 0 12px; padding: 10px 0;
  border-bottom: 1px solid var(--line); break-inside: avoid }
.entry:target { background: var(--paper) }
.number { color: var(--ink-2); text-align: right }
.when, .by { min-width: 0; overflow-wrap: anywhere }
.when .utc, .by .small { display: block }
.moment, .utc { white-space: nowrap }
.what p { margin: 0 }
.said { white-space: pre-wrap; overflow-wrap: anywhere; unicode-bidi: plaintext }
.what .answers { margin: 0 0 4px; padding-left: 8px; border-left: 3px solid var(--line); font-size: 13px; color: var(--ink-2) }
.answers a { color: inherit }
figure { margin: 0 }
figcaption { margin-top: 2px }
img { display: block; max-width: min(100%, 26rem); max-height: 22rem; width: auto; height: auto; border: 1px solid var(--line) }
audio { display: block; width: min(100%, 22rem); height: 40px; margin: 4px 0 }
.gone { padding: 4px 8px; background: var(--wait-tint); color: var(--wait) }
.gone .en, .gone .utc { color: inherit }
.original { margin-top: 6px; padding: 6px 8px; border: 1px dashed #8a8375 }
.original > .small { margin-bottom: 4px }
.hash { font: 12px/1.5 ui-monospace, Menlo, Consolas, monospace; color: var(--ink-2); overflow-wrap: anywhere }
@media (max-width: 44rem) {
  dl { display: block }
  dd { margin: 0 0 6px }
  .entry { grid-template-columns: 2rem minmax(0, 1fr) }
  .by, .what { grid-column: 2 }
  .what { margin-top: 4px }
}
@media print {
  @page { margin: 15mm 12mm }
  body { padding: 0; max-width: none; font-size: 10.5pt }
  audio { display: none }
  img { max-height: 60mm; max-width: min(100%, 85mm) }
  dl { display: grid }
  .entry { grid-template-columns: 1.5rem 13.5rem 7.5rem minmax(0, 1fr); gap: 0 8px; padding: 6px 0 }
  .by, .what { grid-column: auto; margin: 0 }
  .gone { background: none; border: 1px solid var(--wait) }
}
`;

/** The page may show what lies beside it, run nothing and call nobody. `file:` for a page opened from a folder. */
export const policy = [
  "default-src 'none'",
  "img-src 'self' file:",
  "media-src 'self' file:",
  `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');
