import './line.css';
import { t } from './strings.ts';

/** One row of ready answers: a tap says one. */
export function QuickReplies({ replies, say }: { replies: readonly string[]; say: (text: string) => void }) {
  return (
    <div class="chips" role="group" aria-label={t().quickReplies}>
      {replies.map((reply) => (
        <button key={reply} type="button" class="chip" onClick={() => say(reply)}>
          {reply}
        </button>
      ))}
    </div>
  );
}
