import { useEffect } from 'preact/hooks';
import { useSignal } from '@preact/signals';
import { AskError } from '../connection.ts';
import { windowInWords } from '../window-words.ts';
import { t, troubleInWords } from './card-words.ts';
import type { AssistantModel } from './model.ts';
import type { Act, EntryId, TimeWindow } from '#protocol';

export interface WindowSheetProps {
  readonly model: AssistantModel;
  /** The suggestion that a tap confirms. */
  readonly id: EntryId;
  readonly act: Act;
  /** Server's clock, epoch ms. */
  readonly now: number;
  readonly onDone: () => void;
}

/** The next windows in which the parcel can come: a tap moves it there. */
export function WindowSheet({ model, id, act, now, onDone }: WindowSheetProps) {
  const windows = useSignal<readonly TimeWindow[] | null>(null);
  const failed = useSignal(false);
  async function look() {
    failed.value = false;
    try {
      windows.value = await model.windows();
    } catch (error) {
      if (!(error instanceof AskError)) throw error;
      failed.value = true;
    }
  }
  useEffect(() => void look(), []);
  const isBusy = model.sending.value !== null;
  const trouble = model.trouble.value?.entryId === id ? model.trouble.value : null;
  async function choose(window: TimeWindow) {
    if (await model.answer(id, 'confirm', { window })) onDone();
    // It may have been taken by somebody meanwhile: what is left is asked for anew.
    else if (model.trouble.peek()?.code === 'conflict') await look();
  }
  const state = isBusy
    ? t().sending
    : trouble
      ? troubleInWords(trouble, act)
      : failed.value
        ? t().noTimesNow
        : windows.value === null
          ? t().looking
          : windows.value.length === 0
            ? t().noTimes
            : t().tapToBook;
  return (
    <div class="over-sheet-scroll">
      <p class={trouble ? 'sheet-words sheet-trouble' : 'sheet-words'} role="status">
        {state}
      </p>
      {failed.value && (
        <button type="button" class="act" onClick={() => void look()}>
          {t().again}
        </button>
      )}
      {windows.value?.map((window) => (
        <button key={window.from} type="button" class="act" aria-disabled={isBusy} onClick={() => void choose(window)}>
          {windowInWords(window, now)}
        </button>
      ))}
    </div>
  );
}
