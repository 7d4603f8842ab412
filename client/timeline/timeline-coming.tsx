import './timeline.css';
import { t } from './strings.ts';

/** Where everything said will stand, until the code that draws it is here. It takes no focus, which would go with it. */
export function TimelineComing({ isGone }: { isGone: boolean }) {
  return (
    <section class="timeline" aria-label={t().timeline}>
      <div class="timeline-scroll" role="log" aria-live="off" aria-label={t().timeline}>
        <div class="timeline-entries">
          <p class="status-line">{isGone ? t().old : t().loading}</p>
        </div>
      </div>
    </section>
  );
}
