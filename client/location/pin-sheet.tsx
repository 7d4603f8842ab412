import './pins.css';
import type { ComponentChildren } from 'preact';
import { PlaceIcon } from '../ui/icons.tsx';
import { ReplyIcon } from '../ui/late-icons.tsx';
import { clockTime } from '../time-words.ts';
import { AgreeButton } from './place-answer.tsx';
import { t } from './pin-strings.ts';
import { canAgree, fromDoorInWords, fromWhom, placeStates } from './place-words.ts';
import { type LinePins, take } from './line-pins.ts';
import type { PlaceAnswerParts } from './answer-place.ts';
import type { EntryId, Member, MemberId, Point } from '#protocol';

export interface PinSheetProps extends PlaceAnswerParts {
  readonly pins: LinePins;
  readonly id: EntryId;
  readonly me: MemberId;
  readonly members: readonly Member[];
  readonly door: Point;
  /** Its photo, where it has one. */
  readonly photo: ComponentChildren;
  readonly onShow: (seq: number) => void;
  readonly onDone: () => void;
}

/** A pin of the map: how it looks, whose it is, and what can be done with it. */
export function PinSheet({ pins, id, me, members, door, photo, onShow, onDone, ...parts }: PinSheetProps) {
  const pin = pins.all.value.find((one) => one.id === id);
  if (!pin)
    return (
      <p class="sheet-words" role="status">
        {t().gone}
      </p>
    );
  const { body, by, at, seq } = pin;
  const { moved, agreed } = placeStates(body, members, me);
  const facts = [
    body.meet ? t().meet : '',
    fromWhom(by, members, me),
    clockTime(at),
    fromDoorInWords(body.point, door),
    moved,
    agreed,
  ];
  return (
    <>
      {photo}
      <p class="pin-facts facts">
        {facts.filter(Boolean).map((words) => (
          <span key={words} dir="auto">
            {words}
          </span>
        ))}
      </p>
      {canAgree(body, by, me) && <AgreeButton {...parts} pin={pin} class="act" onDone={onDone} />}
      {body.source === 'pin' && (
        <button
          type="button"
          class="act"
          onClick={() => {
            take(pins, pin);
            onDone();
          }}
        >
          <PlaceIcon />
          {t().move}
        </button>
      )}
      <button type="button" class="act" onClick={() => onShow(seq)}>
        <ReplyIcon />
        {t().show}
      </button>
    </>
  );
}
