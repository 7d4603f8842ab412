import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { AskError } from '../../connection.ts';
import { t } from './side-strings.ts';

/** Why something could not be done, for who tried. */
export function troubleInWords(code: AskError['code']): string {
  const { trouble } = t();
  const words: Partial<Record<AskError['code'], string>> = {
    offline: trouble.offline,
    timed_out: trouble.offline,
    conflict: trouble.conflict,
    step_not_allowed: trouble.step,
    too_late: trouble.over,
    forbidden: trouble.forbidden,
    not_found: trouble.forbidden,
    too_many: trouble.tooMany,
  };
  return words[code] ?? trouble.failed;
}

/** One thing at a time that is asked of the server; the sheet that asks may be gone before the answer. */
export function useAttempt() {
  const busy = useSignal(false);
  const trouble = useSignal<AskError['code'] | null>(null);
  const gone = useRef(false);
  useEffect(
    () => () => {
      gone.current = true;
    },
    [],
  );
  async function run(work: () => Promise<unknown>, done: () => void): Promise<void> {
    if (busy.value) return;
    busy.value = true;
    trouble.value = null;
    try {
      await work();
      if (!gone.current) done();
    } catch (error) {
      if (!(error instanceof AskError)) throw error;
      trouble.value = error.code;
    } finally {
      busy.value = false;
    }
  }
  return {
    busy: busy.value,
    trouble: trouble.value === null ? '' : troubleInWords(trouble.value),
    run: (work: () => Promise<unknown>, done: () => void) => void run(work, done),
  };
}
