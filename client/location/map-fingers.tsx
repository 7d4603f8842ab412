import { useSignal } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { announce } from '../ui/announce.ts';
import { FingerIcon } from './map-icons.tsx';
import { stepped } from './move-pin.ts';
import { spotInWords } from './place-words.ts';
import { openPress, openPointerLayer } from './pointer-layer.ts';
import { createPointing } from './pointing.ts';
import { t } from './pointing-strings.ts';
import { nameOf, whose } from './whose.ts';
import type { MapOverProps } from './map-over.tsx';
import type { MemberId } from '#protocol';

const arrows: Record<string, readonly [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};
/** Longer than the time between two steps of a held key, ms. */
const SAY_MS = 500;

/** Fingers on the map: one's own under the thumb, those of the others with their names. */
export function MapFingers({ view, connection, lineId, me, members, door, pins }: MapOverProps) {
  const isOn = useSignal(false);
  const seen = useSignal(0);
  const byKeys = useRef(false);
  const pointing = useMemo(() => createPointing({ connection, lineId, me }), [connection, lineId, me]);
  const layer = useMemo(() => openPointerLayer(view), [view]);
  useEffect(() => () => pointing.close(), [pointing]);
  useEffect(() => () => layer.close(), [layer]);
  // Looked at again only where it matters: the map may be moving with every frame.
  useEffect(() => view.onView(() => pointing.others.peek().length > 0 && (seen.value += 1)), [view, pointing]);
  useEffect(() => {
    const hide = () => document.hidden && pointing.lift();
    document.addEventListener('visibilitychange', hide);
    return () => document.removeEventListener('visibilitychange', hide);
  }, [pointing]);
  useEffect(() => {
    view.holdStill(isOn.value);
    return () => view.holdStill(false);
  }, [view, isOn.value]);
  useEffect(
    () =>
      openPress(view, {
        mode: () => (pins.moving.peek() ? null : isOn.peek() ? 'press' : 'hold'),
        point(at) {
          byKeys.current = false;
          pointing.point(at);
        },
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
    byKeys.current = true;
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
          else announce(`${t().hint}\n${t().keys}`);
        }}
        onKeyDown={step}
        // A mouse that presses on the map takes the focus from here: it goes on pointing.
        onBlur={() => byKeys.current && pointing.lift()}
      >
        <FingerIcon />
      </button>
      {isOn.value && !mine && <p class="map-note map-point-hint">{t().hint}</p>}
    </>
  );
}
