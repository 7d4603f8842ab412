import { effect, useComputed } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { announce } from '../ui/announce.ts';
import { putPin, stepped } from './move-pin.ts';
import { t } from './pin-strings.ts';
import { followPins } from './pins.ts';
import { openPinsLayer, type ShownPin } from './pins-layer.ts';
import { fromDoorInWords, fromWhom, pinTitle, placeStates } from './place-words.ts';
import { nameOf, whose } from './whose.ts';
import type { LinePins, Pin } from './line-pins.ts';
import type { MapOverProps } from './map-over.tsx';
import type { MapView } from './map-view.ts';
import type { EntryId, Point } from '#protocol';

/** The line's pins on its map, one of them maybe in the reader's hand. */
export function MapPins({ view, connection, lineId, me, members, door, pins, unsent, learn, onOpen }: MapOverProps) {
  const parts = { connection, learn };
  const layer = useMemo(
    () =>
      openPinsLayer(view, {
        open: (key) => onOpen(key as EntryId),
        drag: (to) => hold(pins, to),
        nudge(east, north) {
          const held = pins.moving.peek();
          if (!held) return;
          const to = stepped(held.to, east, north);
          hold(pins, to);
          if (!view.isInView(to)) view.bring(to);
        },
        put: () => void putPin(parts, pins),
        leave: () => (pins.moving.value = null),
      }),
    [view, pins],
  );
  useEffect(() => () => layer.close(), [layer]);

  const people = useRef(members);
  people.current = members;
  useEffect(() => {
    function tell(before: Pin, now: Pin) {
      const { body } = now;
      const members = people.current;
      const title = pinTitle(body);
      if (body.movedBy && body.movedBy !== me && isElsewhere(before, now))
        announce(t().didMove(nameOf(members, body.movedBy), title, fromDoorInWords(body.point, door)));
      const agreed = (body.acceptedBy ?? []).filter((id) => id !== me && !before.body.acceptedBy?.includes(id));
      if (agreed.length === 0 || isElsewhere(before, now)) return;
      announce(t().didAgree(agreed.map((id) => nameOf(members, id)).join(t().and), title));
    }
    return followPins({ connection, lineId, pins, onChange: tell });
  }, [connection, lineId, pins]);

  // Whoever asks for a pin wants to see it, and whoever moves one has it in their hand.
  useEffect(
    () =>
      effect(() => {
        const chosen = pins.all.peek().find(({ id }) => id === pins.chosen.value);
        if (chosen && !view.isInView(chosen.body.point)) view.bring(chosen.body.point);
      }),
    [view, pins],
  );
  const movingId = useComputed(() => pins.moving.value?.pin.id ?? null).value;
  useEffect(() => {
    if (movingId === null) return;
    layer.focus(movingId);
    view.rest(true);
    const end = onTap(view, (to) => hold(pins, to));
    return () => {
      end();
      view.rest(false);
      // What was pressed last is gone with the bar.
      layer.focus(movingId);
    };
  }, [movingId, layer]);

  const moving = pins.moving.value;
  const shown = pins.all.value.map(({ id, by, body }): ShownPin => {
    const isMoving = moving?.pin.id === id;
    const { moved, agreed } = placeStates(body, members, me);
    return {
      key: id,
      point: isMoving ? moving.to : body.point,
      tag: body.name || (body.meet ? t().meet : ''),
      name: [
        pinTitle(body),
        body.meet && body.name ? t().meet : '',
        fromWhom(by, members, me),
        fromDoorInWords(body.point, door),
        moved,
        agreed,
        isMoving ? t().moveKeys : '',
      ]
        .filter(Boolean)
        .join(t().and),
      whose: whose(members, body.movedBy ?? by, me),
      sign: body.acceptedBy?.length ? 'agreed' : body.meet ? 'meet' : 'place',
      state: isMoving ? 'moving' : pins.chosen.value === id ? 'chosen' : 'rest',
    };
  });
  const waiting = unsent.flatMap(({ clientId, said }): ShownPin[] => {
    if (said.kind !== 'place' || (said.source !== 'pin' && !said.meet)) return [];
    const tag = said.name || (said.meet ? t().meet : '');
    const name = [pinTitle(said), t().waiting].join(t().and);
    return [
      { key: clientId, point: said.point, tag, name, whose: whose(members, me, me), sign: 'place', state: 'waiting' },
    ];
  });
  useEffect(() => layer.show([...shown, ...waiting]));
  return null;
}

const isElsewhere = (one: Pin, other: Pin) =>
  one.body.point.lat !== other.body.point.lat || one.body.point.lng !== other.body.point.lng;

function hold({ moving }: LinePins, to: Point) {
  const held = moving.peek();
  if (held && held.state !== 'putting') moving.value = { ...held, to, state: 'held' };
}

/** Farther, or longer, is no tap: px, ms. */
const TAP_PX = 8;
const TAP_MS = 500;

/** Calls back with the point of each tap on the map itself, until the answer is called. */
function onTap(view: MapView, tap: (at: Point) => void): () => void {
  const ended = new AbortController();
  let down: PointerEvent | null = null;
  const isOnThing = ({ target }: Event) => target instanceof Element && target.closest('button') !== null;
  view.element.addEventListener('pointerdown', (event) => (down = isOnThing(event) ? null : event), ended);
  view.element.addEventListener(
    'pointerup',
    (event) => {
      const from = down?.pointerId === event.pointerId ? down : null;
      down = null;
      if (!from || event.timeStamp - from.timeStamp > TAP_MS) return;
      if (Math.hypot(event.clientX - from.clientX, event.clientY - from.clientY) > TAP_PX) return;
      tap(view.pointAt(event.clientX, event.clientY));
    },
    ended,
  );
  return () => ended.abort();
}
