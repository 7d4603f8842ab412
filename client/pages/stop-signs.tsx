import { useEffect } from 'preact/hooks';
import { distanceM } from '../../server/protocol/distance.ts';
import type { MapView } from '../location/map-view.ts';
import type { LineSummary } from '#protocol';

/** More would hide the map on a phone. */
const SIGNS_MAX = 6;
/** Doors nearer to each other than this share a house and a sign, m. */
const SAME_HOUSE_M = 15;

export interface StopSignsProps {
  readonly view: MapView;
  /** The next stop has its own mark on the map. */
  readonly next: LineSummary;
  /** What comes after it, in order. */
  readonly then: readonly LineSummary[];
}

/** Of signs that would lie over one another the earliest stop's is shown: seen from farther away there are fewer. */
function partSigns(signs: readonly HTMLElement[]): void {
  const boxes = signs.map((sign) => sign.getBoundingClientRect());
  const free: DOMRect[] = [];
  for (const [i, box] of boxes.entries()) {
    const covers = free.some(
      (other) => Math.abs(other.x - box.x) < box.width && Math.abs(other.y - box.y) < box.height,
    );
    if (!covers) free.push(box);
    signs[i]?.classList.toggle('is-under', covers);
  }
}

/** The numbers of the stops after the next one, on the map. The list says them in words. */
export function StopSigns({ view, next, then }: StopSignsProps) {
  const shown = [next];
  for (const line of then) {
    if (shown.length > SIGNS_MAX) break;
    const { point } = line.delivery;
    if (shown.every(({ delivery }) => distanceM(delivery.point, point) > SAME_HOUSE_M)) shown.push(line);
  }
  const signs = shown.slice(1).map(({ stop, delivery: { point } }) => ({ stop, point }));
  useEffect(() => {
    const drawn = signs.map(({ stop, point }) => {
      const sign = document.createElement('div');
      sign.className = 'stop-sign';
      sign.setAttribute('aria-hidden', 'true');
      sign.textContent = String(stop);
      return { sign, hung: view.hang(sign, point) };
    });
    let due = 0;
    const part = () => {
      due = 0;
      partSigns(drawn.map(({ sign }) => sign));
    };
    const endParting = view.onView(() => (due ||= requestAnimationFrame(part)));
    due = requestAnimationFrame(part);
    return () => {
      endParting();
      cancelAnimationFrame(due);
      for (const { hung } of drawn) hung.remove();
    };
  }, [view, JSON.stringify(signs)]);
  return null;
}
