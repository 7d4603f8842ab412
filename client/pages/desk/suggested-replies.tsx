import type { ComponentChildren } from 'preact';
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { ChipRow } from '../chip-row.tsx';
import { language } from '../../language.ts';
import { t } from './summary-strings.ts';
import type { DeskSummary } from '#protocol';
import type { Draft } from '../../timeline/draft.ts';

/** A finger that was about to choose a reply must not say another thing instead: so long nothing comes in its place, ms. */
const SETTLE_MS = 1000;

export interface SuggestedRepliesProps {
  readonly summary: DeskSummary | 'coming' | null;
  readonly draft: Draft;
  /** What stands there otherwise. */
  readonly children: ComponentChildren;
}

/** What could be answered to an open question, in place of what can always be said. */
export function SuggestedReplies({ summary, draft, children }: SuggestedRepliesProps) {
  const shown = summary === null || summary === 'coming' || summary.replies.length === 0 ? null : summary;
  const settles = useSignal(false);
  useEffect(() => {
    if (shown) {
      settles.value = true;
      return;
    }
    const timer = setTimeout(() => (settles.value = false), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [shown === null]);
  if (shown) return <Chips summary={shown} draft={draft} />;
  return settles.value ? <div class="chips is-suggested" /> : <>{children}</>;
}

interface ChipsProps {
  readonly summary: DeskSummary;
  readonly draft: Draft;
}

/** In the language of who asked. A tap or the key on it puts it into the text box, and nothing is sent. */
function Chips({ summary, draft }: ChipsProps) {
  const said = summary.language ?? language.value;
  const replies = summary.replies.map((reply) => reply[said]);
  const put = (reply: string) => {
    const typed = draft.text.peek().trim();
    // One takes the other's place; what the agent has typed stays.
    draft.write(typed === '' || replies.includes(typed) ? reply : `${typed} ${reply}`);
    document.querySelector<HTMLElement>('.desk-line .composer textarea')?.focus();
  };
  return (
    <ChipRow class="is-suggested" label={t().replies} of={replies.join('\n')}>
      {replies.map((reply, at) => (
        <button
          key={reply}
          type="button"
          class="chip"
          lang={said}
          aria-keyshortcuts={String(at + 1)}
          onClick={() => put(reply)}
        >
          <kbd aria-hidden="true">{at + 1}</kbd>
          {reply}
        </button>
      ))}
    </ChipRow>
  );
}
