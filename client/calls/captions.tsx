import type { JSX } from 'preact';
import type { Caption, LineSummary } from '#protocol';
import { EditIcon } from '../ui/late-icons.tsx';
import { hueIn, nameIn } from './call-people.ts';
import { callWords } from './strings.ts';

/** As many as fit beside a desk's lines; on a phone the newest of them are in sight. */
const SHOWN = 8;

/**
 * The last of what was said, in writing, and that it is being written down. Its height stays. A screen reader hears what
 * the others have finished saying, and never one's own words.
 */
export function Captions({ lines, line }: { lines: readonly Caption[]; line: LineSummary }): JSX.Element {
  const t = callWords();
  // Empty: its speaker's words were erased.
  const shown = lines.filter(({ text }) => text !== '').slice(-SHOWN);
  return (
    <div class="captions">
      <p class="captions-told">
        <EditIcon size="xs" />
        {t.captionsOn}
      </p>
      <div class="captions-lines" aria-hidden="true">
        {shown.length === 0 && <p class="captions-none">{t.nothingSaid}</p>}
        {shown.map(({ id, memberId, text, final }) => (
          <p key={id} class={final ? 'caption' : 'caption is-open'}>
            <b class={`by-${hueIn(line, memberId)}`}>{memberId === line.me ? t.me : nameIn(line, memberId)}</b>
            <span dir="auto">{text}</span>
          </p>
        ))}
      </div>
      <div class="spoken" role="log" aria-live="polite">
        {shown
          .filter(({ final, memberId }) => final && memberId !== line.me)
          .map(({ id, memberId, text }) => (
            <p key={id}>
              {nameIn(line, memberId)}: {text}
            </p>
          ))}
      </div>
    </div>
  );
}
