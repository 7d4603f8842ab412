import { ChipRow } from './chip-row.tsx';
import { t } from './strings.ts';

/** One row of ready answers: a tap says one. */
export function QuickReplies({ replies, say }: { replies: readonly string[]; say: (text: string) => void }) {
  return (
    <ChipRow label={t().quickReplies} of={replies.join('\n')}>
      {replies.map((reply) => (
        <button key={reply} type="button" class="chip" onClick={() => say(reply)}>
          {reply}
        </button>
      ))}
    </ChipRow>
  );
}
