import { useSignal } from '@preact/signals';
import { stepsOf } from '../../../server/protocol/steps.ts';
import { isFinal } from '../../deliveries/end-facts.ts';
import { statusWords } from '../../deliveries/strings.ts';
import { useAttempt } from './attempt.ts';
import { t } from './sheet-strings.ts';
import type { ActionSheetProps } from './side-actions.tsx';
import type { Status } from '#protocol';

/** The statuses that the reader may give the delivery now; a tap gives it, a second one where nothing takes it back. */
export function StatusSheet({ parts, line, onDone }: ActionSheetProps) {
  const { delivery, members, me } = line;
  const role = members.find(({ id }) => id === me)?.role ?? 'recipient';
  const why: Partial<Record<Status, string>> = t().stepWhy;
  const steps = stepsOf(role, delivery.status);
  const asked = useSignal<Status | null>(null);
  const { busy, trouble, run } = useAttempt();
  const give = (status: Status) =>
    run(
      () => parts.connection.ask('deliveries.set_status', { lineId: delivery.id, status }),
      () => onDone(t().changed(statusWords()[status].short)),
    );
  const words = (
    <p class={trouble ? 'sheet-words sheet-trouble' : 'sheet-words'} role="status">
      {trouble || (busy ? t().busy : '')}
    </p>
  );
  const last = asked.value;
  if (last !== null && steps.includes(last))
    return (
      <div class="over-sheet-scroll side-sheet" key="sure">
        <p role="alert">{t().sure(statusWords()[last].short)}</p>
        {words}
        <button type="button" class="btn btn-primary side-go" aria-disabled={busy} onClick={() => give(last)}>
          {busy ? t().busy : t().setIt}
        </button>
        <button type="button" class="btn side-go" onClick={() => (asked.value = null)}>
          {t().notThis}
        </button>
      </div>
    );
  return (
    <div class="over-sheet-scroll side-sheet">
      <p>{steps.length > 0 ? t().everybodySees : t().noStep}</p>
      <ul>
        {steps.map((status) => (
          <li key={status}>
            <button
              type="button"
              class="act"
              aria-disabled={busy}
              onClick={() => (isFinal(status) ? (asked.value = status) : give(status))}
            >
              <span>
                {statusWords()[status].short}
                <small>{why[status]}</small>
              </span>
            </button>
          </li>
        ))}
      </ul>
      {words}
    </div>
  );
}
