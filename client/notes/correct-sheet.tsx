import './note-content.css';
import { useSignal } from '@preact/signals';
import { words } from '../language.ts';
import { TEXT_MAX } from '../../server/protocol/limits.ts';
import { announce } from '../ui/announce.ts';
import type { Entry } from '#protocol';
import type { LateNotes } from './late-model.ts';

const t = words({
  zh: {
    label: '这条语音说的是',
    why: '大家看到的是改好的文字，机器听到的原文也留在记录里。',
    save: '保存',
    saving: '正在保存…',
    done: '已更正',
    offline: '没有网络，没有保存',
    failed: '没有保存，请再试一次',
  },
  en: {
    label: 'What this note says',
    why: 'Everybody sees the corrected words; what was heard first stays on the record.',
    save: 'Save',
    saving: 'Saving…',
    done: 'Corrected',
    offline: 'No network, it was not saved',
    failed: 'It was not saved, try again',
  },
});

export interface CorrectSheetProps {
  readonly notes: LateNotes;
  readonly entry: Entry;
  readonly onDone: () => void;
}

/** Where the speaker or customer service puts right what the engine has heard. */
export function CorrectSheet({ notes, entry, onDone }: CorrectSheetProps) {
  const { body } = entry;
  const before = body.kind === 'voice' && body.transcript.state === 'done' ? body.transcript.text : '';
  const text = useSignal(before);
  const isBusy = useSignal(false);
  const trouble = useSignal('');
  const isReady = text.value.trim() !== '' && text.value.trim() !== before && text.value.trim().length <= TEXT_MAX;

  async function save() {
    const model = notes.here.peek()?.model;
    if (!isReady || isBusy.value || !model) return;
    isBusy.value = true;
    trouble.value = '';
    const code = await model.transcripts.correct(entry.id, text.value.trim());
    isBusy.value = false;
    if (code === null) {
      announce(t().done);
      onDone();
    } else trouble.value = code === 'offline' || code === 'timed_out' ? t().offline : t().failed;
  }
  return (
    <form
      class="correct"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <label>
        <span>{t().label}</span>
        <textarea
          class="field"
          rows={4}
          dir="auto"
          maxLength={TEXT_MAX}
          value={text.value}
          onInput={(event) => (text.value = event.currentTarget.value)}
        />
      </label>
      <p class="sheet-words">{t().why}</p>
      {trouble.value && (
        <p class="sheet-words sheet-trouble" role="alert">
          {trouble.value}
        </p>
      )}
      <button type="submit" class="btn btn-primary" aria-disabled={!isReady || isBusy.value}>
        {isBusy.value ? t().saving : t().save}
      </button>
    </form>
  );
}
