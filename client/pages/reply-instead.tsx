import './line.css';
import { t } from './strings.ts';
import type { OpenLine } from './open-line.ts';

/** For whom a call comes at the wrong moment: a tap declines it and says this instead. */
export function ReplyInstead({ models, replies }: { models: OpenLine; replies: readonly string[] }) {
  return (
    <>
      <p>{t().replyInstead}</p>
      <div class="pair">
        {replies.map((reply) => (
          <button
            key={reply}
            type="button"
            class="btn"
            onClick={() => {
              models.timeline.send(reply);
              void models.calls.decline();
            }}
          >
            {reply}
          </button>
        ))}
      </div>
    </>
  );
}
