import './pins.css';
import { effect, useComputed, useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { hueOf } from '../people/hue-of.ts';
import { announce } from '../ui/announce.ts';
import type { Connection } from '../connection.ts';
import { putPin, stepped } from './move-pin.ts';
import { t as pinWords } from './pin-strings.ts';
import { followPins } from './pins.ts';
import { openPinsLayer, type ShownPin } from './pins-layer.ts';
import { fromDoorInWords, fromWhom, pinTitle, placeStates, spotInWords } from './place-words.ts';
import { openPress, openPointerLayer } from './pointer-layer.ts';
import { createPointing } from './pointing.ts';
import { t } from './pointing-strings.ts';
import type { LinePins, Pin } from './line-pins.ts';
import type { MapView } from './map-view.ts';
import type { Unsent } from '../timeline/said.ts';
import type { Entry, EntryId, LineId, Member, MemberId, Point } from '#protocol';

export interface MapOverProps {
  readonly view: MapView;
  readonly connection: Connection;
  readonly lineId: LineId;
  readonly me: MemberId;
  readonly members: readonly Member[];
  readonly door: Point;
  readonly pins: LinePins;
  /** What waits on this phone: its pins are on the map at once. */
  readonly unsent: readonly Unsent[];
  /** Takes in a place as it is now. */
  readonly learn: (entry: Entry) => void;
  /** The reader has tapped a pin. */
  readonly onOpen: (id: EntryId) => void;
}

/** What people point at with on a line's map: pins, and fingers while they talk. */
export function MapOver(props: MapOverProps) {
  return (
    <>
      <Pins {...props} />
      <Fingers {...props} />
    </>
  );
}

function whose(members: readonly Member[], by: MemberId | null, me: MemberId): 'me' | 'other' | 'joined' {
  const role = (id: MemberId | null) => members.find((member) => member.id === id)?.role;
  return hueOf(role(by), role(me));
}
const nameOf = (members: readonly Member[], id: MemberId | null) =>
  members.find((member) => member.id === id)?.name ?? '';

function Pins({ view, connection, lineId, me, members, door, pins, unsent, learn, onOpen }: MapOverProps) {
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

  useEffect(() => {
    function tell(before: Pin, now: Pin) {
      const { body } = now;
      const title = pinTitle(body);
      if (before.body.point !== body.point && body.movedBy && body.movedBy !== me && isElsewhere(before, now))
        announce(pinWords().didMove(nameOf(members, body.movedBy), title, fromDoorInWords(body.point, door)));
      const agreed = (body.acceptedBy ?? []).filter((id) => id !== me && !before.body.acceptedBy?.includes(id));
      if (agreed.length === 0 || isElsewhere(before, now)) return;
      announce(pinWords().didAgree(agreed.map((id) => nameOf(members, id)).join(pinWords().and), title));
    }
    return followPins({ connection, lineId, pins, onChange: tell });
  }, [connection, lineId, pins, members]);

  // Whoever asks for a pin wants to see it, and whoever moves one has it in their hand.
  useEffect(
    () =>
      effect(() => {
        const chosen = pins.all.peek().find(({ id }) => id === pins.chosen.value);
        if (chosen) view.bring(chosen.body.point);
      }),
    [view, pins],
  );
  const movingId = useComputed(() => pins.moving.value?.pin.id ?? null).value;
  useEffect(() => {
    if (movingId === null) return;
    layer.focus(movingId);
    return onTap(view, (to) => hold(pins, to));
  }, [movingId, layer]);

  const moving = pins.moving.value;
  const shown = pins.all.value.map(({ id, by, body }): ShownPin => {
    const isMoving = moving?.pin.id === id;
    const { moved, agreed } = placeStates(body, members, me);
    return {
      key: id,
      point: isMoving ? moving.to : body.point,
      tag: body.name || (body.meet ? pinWords().meet : ''),
      name: [
        pinTitle(body),
        body.meet && body.name ? pinWords().meet : '',
        fromWhom(by, members, me),
        fromDoorInWords(body.point, door),
        moved,
        agreed,
        isMoving ? pinWords().moveKeys : '',
      ]
        .filter(Boolean)
        .join(pinWords().and),
      whose: whose(members, body.movedBy ?? by, me),
      sign: body.acceptedBy?.length ? 'agreed' : body.meet ? 'meet' : 'place',
      state: isMoving ? 'moving' : pins.chosen.value === id ? 'chosen' : 'rest',
    };
  });
  const waiting = unsent.flatMap(({ clientId, said }): ShownPin[] => {
    if (said.kind !== 'place' || (said.source !== 'pin' && !said.meet)) return [];
    const tag = said.name || (said.meet ? pinWords().meet : '');
    const name = [pinTitle(said), pinWords().waiting].join(pinWords().and);
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

const arrows: Record<string, readonly [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};
/** Longer than the time between two steps of a held key, ms. */
const SAY_MS = 500;

function Fingers({ view, connection, lineId, me, members, door, pins }: MapOverProps) {
  const isOn = useSignal(false);
  const seen = useSignal(0);
  const pointing = useMemo(() => createPointing({ connection, lineId, me }), [connection, lineId, me]);
  const layer = useMemo(() => openPointerLayer(view), [view]);
  useEffect(() => () => pointing.close(), [pointing]);
  useEffect(() => () => layer.close(), [layer]);
  useEffect(() => view.onView(() => (seen.value += 1)), [view]);
  useEffect(() => {
    view.holdStill(isOn.value);
    return () => view.holdStill(false);
  }, [view, isOn.value]);
  useEffect(
    () =>
      openPress(view, {
        mode: () => (pins.moving.peek() ? null : isOn.peek() ? 'press' : 'hold'),
        point: pointing.point,
        lift: pointing.lift,
      }),
    [view, pointing, pins],
  );

  const mine = pointing.mine.value;
  const others = pointing.others.value;
  useEffect(() =>
    layer.show([
      ...others.map(({ memberId, point, lifted }) => ({
        key: memberId,
        point,
        lifted,
        tag: nameOf(members, memberId),
        whose: whose(members, memberId, me),
      })),
      ...(mine ? [{ key: me, point: mine, lifted: false, tag: '', whose: whose(members, me, me) }] : []),
    ]),
  );

  // Said when a finger comes, and when it was lifted somewhere else: not all the way in between.
  const said = useMemo(() => new Map<MemberId, string>(), [pointing]);
  useEffect(() => {
    for (const id of said.keys()) if (!others.some(({ memberId }) => memberId === id)) said.delete(id);
    for (const { memberId, point, lifted } of others) {
      const where = spotInWords(point, door);
      if (said.has(memberId) && (!lifted || said.get(memberId) === where)) continue;
      said.set(memberId, where);
      announce(t().pointsAt(nameOf(members, memberId), where));
    }
  }, [others]);
  const mineInWords = mine && isOn.value ? t().youPointAt(spotInWords(mine, door)) : '';
  useEffect(() => {
    if (mineInWords === '') return;
    const timer = setTimeout(() => announce(mineInWords), SAY_MS);
    return () => clearTimeout(timer);
  }, [mineInWords]);

  function step(event: KeyboardEvent) {
    const arrow = arrows[event.key];
    if (!isOn.value || (!arrow && event.key !== 'Escape')) return;
    event.preventDefault();
    if (!arrow) {
      pointing.lift();
      isOn.value = false;
      announce(t().lifted);
      return;
    }
    const to = stepped(mine ?? view.middle(), arrow[0], arrow[1]);
    pointing.point(to);
    if (!view.isInView(to)) view.bring(to);
  }
  // Read, so that a moved map is looked at again.
  void seen.value;
  const away = others.find(({ point }) => !view.isInView(point));
  if (pins.moving.value) return null;
  return (
    <>
      {away && (
        <button type="button" class="float map-elsewhere" onClick={() => view.bring(away.point)}>
          {t().elsewhere(nameOf(members, away.memberId))}
        </button>
      )}
      <button
        type="button"
        class={isOn.value ? 'float map-point is-on' : 'float map-point'}
        aria-label={t().point}
        aria-pressed={isOn.value}
        onClick={() => {
          isOn.value = !isOn.value;
          if (!isOn.value) pointing.lift();
          else announce(`${t().hint}. ${t().keys}`);
        }}
        onKeyDown={step}
        onBlur={() => pointing.lift()}
      >
        <svg class="i" viewBox="0 0 24 24" aria-hidden="true">
          <path d="M9.5 13.5V5a1.7 1.7 0 0 1 3.4 0v6l4.9.9a2 2 0 0 1 1.6 2.2l-.5 4.1a3 3 0 0 1-3 2.6h-3.2a3.6 3.6 0 0 1-2.8-1.3l-4-5a1.6 1.6 0 0 1 2.3-2.2z" />
        </svg>
      </button>
      {isOn.value && !mine && <p class="map-point-hint">{t().hint}</p>}
    </>
  );
}
