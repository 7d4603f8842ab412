import './round.css';
import { useSignal } from '@preact/signals';
import { outcomes, t } from './outcome-strings.ts';
import { StepTrouble } from './step-button.tsx';
import { t as roundWords } from './round-strings.ts';
import type { DeliveriesModel } from './model.ts';
import type { Delivery } from '#protocol';

export interface OutcomeSheetProps {
  readonly model: DeliveriesModel;
  readonly delivery: Delivery;
  readonly onDone: () => void;
}

/** How a stop ended otherwise than by handing over: chosen first, then confirmed, because it cannot be taken back here. */
export function OutcomeSheet({ model, delivery, onDone }: OutcomeSheetProps) {
  const chosen = useSignal<(typeof outcomes)[number] | null>(null);
  const busy = model.moving.value === delivery.id;
  const isReady = chosen.value !== null && !busy && !model.settling.value;
  async function confirm() {
    const { value: outcome } = chosen;
    if (outcome === null || !isReady) return;
    await model.setStatus(delivery.id, outcome);
    if (model.trouble.peek() === null) onDone();
  }
  return (
    <div class="over-sheet-scroll outcome">
      <fieldset>
        <legend class="sheet-words">{t().told}</legend>
        {outcomes.map((outcome) => (
          <label key={outcome} class="act">
            <input
              type="radio"
              name="outcome"
              checked={chosen.value === outcome}
              onChange={() => (chosen.value = outcome)}
            />
            <span>
              {t()[outcome].name}
              <small>{t()[outcome].why}</small>
            </span>
          </label>
        ))}
      </fieldset>
      <StepTrouble model={model} delivery={delivery} />
      <button
        type="button"
        class="btn btn-primary outcome-confirm"
        aria-disabled={!isReady}
        aria-busy={busy}
        onClick={() => void confirm()}
      >
        {busy ? roundWords().moving : chosen.value === null ? t().choose : t().confirm(t()[chosen.value].name)}
      </button>
    </div>
  );
}
