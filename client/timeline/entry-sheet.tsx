import { useEffect } from 'preact/hooks';
import { useSignal } from '@preact/signals';
import { TAKE_BACK_MS } from '../../server/protocol/limits.ts';
import { announce } from '../ui/announce.ts';
import { CopyIcon, EditIcon, ReplyIcon, UndoIcon } from '../ui/late-icons.tsx';
import { copyText } from './copy-text.ts';
import { t } from './entry-sheet-strings.ts';
import type { TimelineModel } from './model.ts';
import type { Entry, EntryBody, MemberId } from '#protocol';

export interface EntrySheetProps {
  readonly model: TimelineModel;
  readonly entry: Entry;
  readonly me: MemberId;
  /** Server's clock, epoch ms. */
  readonly now: () => number;
  /** Puts the words of a note right; null where the reader may not. */
  readonly onCorrect: (() => void) | null;
  readonly onDone: () => void;
}

/** What can be done with an entry: answer it, copy its words, take one's own back while there is time. */
export function EntrySheet({ model, entry, me, now, onCorrect, onDone }: EntrySheetProps) {
  const trouble = useSignal('');
  const busy = useSignal(false);
  const copied = copyable(entry.body);
  const canTakeBack = useInTime(entry, me, now);

  async function copy(text: string) {
    if (!(await copyText(text))) {
      trouble.value = t().notCopied;
      return;
    }
    announce(t().copied);
    onDone();
  }
  async function takeBack() {
    if (busy.value) return;
    busy.value = true;
    trouble.value = '';
    const code = await model.takeBack(entry.id);
    busy.value = false;
    if (code !== null) {
      trouble.value =
        code === 'too_late' ? t().tooLate : code === 'offline' || code === 'timed_out' ? t().offline : t().failed;
      return;
    }
    announce(t().done);
    onDone();
  }
  return (
    <>
      <button
        type="button"
        class="act"
        onClick={() => {
          model.draft.answer(entry.id);
          onDone();
        }}
      >
        <ReplyIcon />
        {t().reply}
      </button>
      {copied !== null && (
        <button type="button" class="act" onClick={() => void copy(copied)}>
          <CopyIcon />
          {t().copy}
        </button>
      )}
      {onCorrect !== null && entry.body.kind === 'voice' && (
        <button type="button" class="act" onClick={onCorrect}>
          <EditIcon />
          {t().correct}
        </button>
      )}
      {canTakeBack && (
        <button type="button" class="act is-danger" aria-disabled={busy.value} onClick={() => void takeBack()}>
          <UndoIcon />
          <span>
            {busy.value ? t().takingBack : t().takeBack}
            <small>{t().takeBackWhy}</small>
          </span>
        </button>
      )}
      {trouble.value && (
        <p class="sheet-words sheet-trouble" role="alert">
          {trouble.value}
        </p>
      )}
    </>
  );
}

/** True while its sender may take it back; goes when the time is over. */
function useInTime({ body, by, at }: Entry, me: MemberId, now: () => number): boolean {
  const leftMs = at + TAKE_BACK_MS - now();
  const over = useSignal(false);
  useEffect(() => {
    const timer = setTimeout(() => (over.value = true), Math.max(0, leftMs));
    return () => clearTimeout(timer);
  }, []);
  return (
    by === me &&
    (body.kind === 'text' || body.kind === 'photo' || body.kind === 'voice' || body.kind === 'place') &&
    leftMs > 0 &&
    !over.value
  );
}

function copyable(body: EntryBody): string | null {
  if (body.kind === 'text') return body.text;
  if (body.kind === 'voice') return body.transcript.state === 'done' ? body.transcript.text : null;
  if (body.kind !== 'place') return null;
  return [body.name, `${body.point.lat.toFixed(6)},${body.point.lng.toFixed(6)}`].filter(Boolean).join(' ');
}
