import { stepsOf } from '../../server/protocol/steps.ts';
import { statusWords } from '../deliveries/strings.ts';
import { useAttempt } from './desk-attempt.ts';
import { t } from './desk-sheet-strings.ts';
import type { ActionSheetProps } from './desk-side-actions.tsx';
import type { Status } from '#protocol';

/** The statuses that the reader may give the delivery now; a tap gives it. */
export function StatusSheet({ parts, line, onDone }: ActionSheetProps) {
  const { delivery, members, me } = line;
  const role = members.find(({ id }) => id === me)?.role ?? 'recipient';
  const why: Partial<Record<Status, string>> = t().stepWhy;
  const steps = stepsOf(role, delivery.status);
  const { busy, trouble, run } = useAttempt();
  const give = (status: Status) =>
    run(
      () => parts.connection.ask('deliveries.set_status', { lineId: delivery.id, status }),
      () => onDone(t().changed(statusWords()[status].short)),
    );
  return (
    <div class="over-sheet-scroll side-sheet">
      <p>{steps.length > 0 ? t().everybodySees : t().noStep}</p>
      <ul>
        {steps.map((status) => (
          <li key={status}>
            <button type="button" class="act" aria-disabled={busy} onClick={() => give(status)}>
              <span>
                {statusWords()[status].short}
                <small>{why[status]}</small>
              </span>
            </button>
          </li>
        ))}
      </ul>
      <p class={trouble ? 'sheet-words sheet-trouble' : 'sheet-words'} role="status">
        {trouble || (busy ? t().busy : '')}
      </p>
    </div>
  );
}
