import './round.css';
import { nextStep } from './progress.ts';
import { t } from './round-strings.ts';
import type { DeliveriesModel } from './model.ts';
import type { Delivery } from '#protocol';

/** The courier's one next step; nothing once there is none. Why a step failed is said under it. */
export function StepButton({ model, delivery }: { model: DeliveriesModel; delivery: Delivery }) {
  const step = nextStep(delivery.status);
  if (step === null) return null;
  const busy = model.moving.value === delivery.id;
  const label = { out_for_delivery: t().setOut, arrived: t().arrived, delivered: t().delivered }[step];
  return (
    <button
      type="button"
      class="act-done"
      aria-busy={busy}
      aria-disabled={busy || model.settling.value}
      onClick={() => void model.setStatus(delivery.id, step)}
    >
      {busy ? t().moving : label}
    </button>
  );
}

/** One sentence on a step of this delivery that did not happen; empty otherwise. */
export function StepTrouble({ model, delivery }: { model: DeliveriesModel; delivery: Delivery }) {
  const trouble = model.trouble.value;
  return (
    <p class="step-trouble" role="status">
      {trouble?.lineId !== delivery.id
        ? ''
        : trouble.code === 'offline' || trouble.code === 'timed_out'
          ? t().stepOffline
          : trouble.code === 'step_not_allowed' || trouble.code === 'conflict'
            ? t().stepNotAllowed
            : t().stepFailed}
    </p>
  );
}
