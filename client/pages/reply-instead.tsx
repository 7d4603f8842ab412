import './line.css';
import { MicrophoneIcon } from '../ui/icons.tsx';
import { t } from './strings.ts';
import type { OpenLine } from './open-line.ts';

/** As many as leave room for the two answers to the call. */
const REPLIES_MAX = 3;

/** For whom a call comes at the wrong moment: a tap declines it and says this instead, or begins a voice note. */
export function ReplyInstead({ models, replies }: { models: OpenLine; replies: readonly string[] }) {
  return (
    <>
      <p>{t().replyInstead}</p>
      <div class="pair">
        <button
          type="button"
          class="btn"
          onClick={() => {
            void models.calls.decline();
            models.notes.toggle();
          }}
        >
          <MicrophoneIcon size="s" />
          {t().replyByVoice}
        </button>
        {replies.slice(0, REPLIES_MAX).map((reply) => (
          <button
            key={reply}
            type="button"
            class="btn"
            onClick={() => {
              models.timeline.say({ kind: 'text', text: reply }, null);
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
