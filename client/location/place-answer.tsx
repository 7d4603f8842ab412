import './pins.css';
import { useSignal } from '@preact/signals';
import { DoneIcon } from '../ui/icons.tsx';
import { answerPlace, type PlaceAnswerParts } from './answer-place.ts';
import { t } from './pin-strings.ts';
import { canAgree, placeStates } from './place-words.ts';
import { type LinePins, type Pin, take } from './line-pins.ts';
import type { Member, MemberId } from '#protocol';

export interface PlaceAnswerProps extends PlaceAnswerParts {
  readonly pin: Pin;
  readonly me: MemberId;
  readonly members: readonly Member[];
  /** Null where the page has no map to move it on. */
  readonly pins: LinePins | null;
}

/** Under a place of the timeline: who moved it, who agreed, and for an offer to meet the two answers to it. */
export function PlaceAnswer({ pin, me, members, pins, ...parts }: PlaceAnswerProps) {
  const { body, by } = pin;
  const { moved, agreed } = placeStates(body, members, me);
  const asks = body.meet === true && canAgree(body, by, me);
  if (!moved && !agreed && !asks) return null;
  return (
    <div class="place-answer">
      {moved && <p dir="auto">{moved}</p>}
      {agreed && (
        <p>
          <DoneIcon size="xs" />
          <span dir="auto">{agreed}</span>
        </p>
      )}
      {asks && (
        <div class="place-answers">
          <AgreeButton {...parts} pin={pin} class="place-agree" />
          {pins && body.source === 'pin' && (
            <button type="button" onClick={() => take(pins, pin)}>
              {t().moveShort}
            </button>
          )}
        </div>
      )}
    </div>
  );
}

/** Says that a place suits the reader as it is shown to them. */
export function AgreeButton({ pin, class: className, onDone, ...parts }: AgreeProps) {
  const { body, id: entryId, lineId } = pin;
  const busy = useSignal(false);
  const trouble = useSignal<string | null>(null);
  async function agree() {
    if (busy.value) return;
    busy.value = true;
    trouble.value = await answerPlace(parts, 'timeline.accept_place', { lineId, entryId, point: body.point });
    busy.value = false;
    if (trouble.value === null) onDone?.();
  }
  return (
    <>
      <button type="button" class={className} aria-disabled={busy.value} onClick={() => void agree()}>
        {className === 'act' && <DoneIcon />}
        {body.meet ? t().agree : t().acknowledge}
      </button>
      {trouble.value !== null && (
        <p class="place-trouble" role="alert">
          {trouble}
        </p>
      )}
    </>
  );
}

interface AgreeProps extends PlaceAnswerParts {
  readonly pin: Pin;
  readonly class: string;
  readonly onDone?: () => void;
}
