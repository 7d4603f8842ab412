import { announce } from '../../ui/announce.ts';
import { useAttempt } from './attempt.ts';
import { t } from './sheet-strings.ts';
import type { ActionSheetProps } from './side-actions.tsx';

const inCall = new Set(['connecting', 'talking', 'reconnecting']);

/** It is settled: a last look at what that means, and then the line is closed for this desk. */
export function ResolveSheet({ parts, line, models, onClose }: ActionSheetProps) {
  const { busy, trouble, run } = useAttempt();
  const resolve = () =>
    run(
      async () => {
        await parts.connection.ask('people.resolve', { lineId: line.delivery.id });
        announce(t().resolved);
      },
      () => {},
    );
  return (
    <div class="over-sheet-scroll side-sheet">
      <p>{t().resolveWhat}</p>
      {inCall.has(models.calls.state.value.phase) && <p>{t().resolveCall}</p>}
      {trouble && (
        <p class="sheet-words sheet-trouble" role="alert">
          {trouble}
        </p>
      )}
      <button type="button" class="btn btn-primary side-go" aria-disabled={busy} onClick={resolve}>
        {busy ? t().busy : t().resolve}
      </button>
      <button type="button" class="btn side-go" onClick={onClose}>
        {t().keep}
      </button>
    </div>
  );
}
