import './trip.css';
import { isAhead, stepsDone } from './progress.ts';
import { t } from './strings.ts';
import type { Status } from '#protocol';

/** Four bars: sent out, on the way, nearby, at the door. The sentence above them says the same in words. */
export function Steps({ status }: { status: Status }) {
  const done = stepsDone(status);
  if (done === null || !isAhead(status)) return null;
  return (
    <div class="steps" role="img" aria-label={t().progress(done)}>
      {[0, 1, 2, 3].map((step) => (
        <i key={step} class={step < done ? 'is-done' : step === done && done > 0 ? 'is-now' : ''} />
      ))}
    </div>
  );
}
