import { hasThanked, isThanks } from '../deliveries/end-facts.ts';
import { isErased } from '../people/names.ts';
import { announce } from '../ui/announce.ts';
import { HeartIcon } from '../ui/late-icons.tsx';
import { t } from './end-strings.ts';
import type { TimelineModel } from '../timeline/model.ts';
import type { Delivery, MemberId } from '#protocol';

/** What keeps a name from turning the page's words belongs to the page, not to what is said. */
const isolates = /[\u2066-\u2069]/g;

/** Says thanks on the line, once: a text like any other. */
export function EndThanks({ timeline, me, delivery }: { timeline: TimelineModel; me: MemberId; delivery: Delivery }) {
  const { courierName, statusAt } = delivery;
  const waits = timeline.unsent.value.some(({ said }) => said.kind === 'text' && isThanks(said.text));
  const isSaid = hasThanked(timeline.entries.value, me, statusAt);
  const words = isErased(courierName) ? t().thankSomebody : t().thank(courierName);
  return (
    <button
      type="button"
      class={waits || isSaid ? 'btn end-thanked' : 'btn btn-primary'}
      aria-disabled={waits || isSaid}
      onClick={() => {
        if (waits || isSaid) return;
        timeline.say({ kind: 'text', text: words.replace(isolates, '') }, null);
        announce(navigator.onLine ? t().thanked : t().thanksWait);
      }}
    >
      <HeartIcon size="s" />
      {isSaid ? t().thanked : waits ? t().thanksWait : words}
    </button>
  );
}
