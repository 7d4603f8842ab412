import type { Page } from 'playwright-core';
import type { Point } from '#protocol';
import { compoundFor } from '../../server/location/compounds.ts';
import { demoPlace } from '../../server/location/demo-place.ts';
import { distanceM } from '../../server/protocol/distance.ts';
import { offsetM } from '../../server/protocol/thinning.ts';

/** A place on the screen, px. */
interface Pixel {
  readonly x: number;
  readonly y: number;
}

/** The marker of the other person on a page's map. */
export const otherOn = (page: Page) => page.locator('.map-person.is-other .map-sign');

/**
 * What a page's map of the demo compound shows of the other person: where the marker stands and the corners of the trail, read
 * off the screen by the gates and the door, whose true places are known.
 */
export async function drawnOn(page: Page): Promise<{ marker: Point; trail: Point[]; metresInPixel: number }> {
  const gates = compoundFor(demoPlace.home).features.flatMap(({ geometry, properties }) =>
    geometry.type === 'Point' && properties?.['kind'] === 'gate' ? [geometry.coordinates] : [],
  );
  const known = gates.map(([lng, lat]) => ({ lng, north: mercator(lat) }));
  known.push({ lng: demoPlace.home.lng, north: mercator(demoPlace.home.lat) });
  // All in one look: the map moves by itself.
  const seen = await page.evaluate(() => {
    const at = (element: Element): Pixel => {
      const { x, y, width, height } = element.getBoundingClientRect();
      return { x: x + width / 2, y: y + height / 2 };
    };
    const all = (what: string) => [...document.querySelectorAll(what)];
    const corner = (sign: Element): Pixel => {
      const { x, y } = sign.getBoundingClientRect();
      return { x, y };
    };
    const [sign] = all('.map-person.is-other .map-sign');
    const path = document.querySelector<SVGPathElement>('path.map-trail.is-other');
    const matrix = path?.getScreenCTM();
    if (!sign || !path || !matrix) throw new Error('Nobody else is on the map');
    const corners = [...(path.getAttribute('d') ?? '').matchAll(/(-?[\d.]+)[ ,](-?[\d.]+)/g)];
    return {
      signs: [...all('.map-place-gate'), ...all('.map-door')].map(corner),
      marker: at(sign),
      trail: corners.map(([, x, y]): Pixel => {
        const point = new DOMPoint(Number(x), Number(y)).matrixTransform(matrix);
        return { x: point.x, y: point.y };
      }),
    };
  });
  const lng = line(seen.signs.map(({ x }, i) => [x, known[i]?.lng ?? Number.NaN]));
  const north = line(seen.signs.map(({ y }, i) => [y, known[i]?.north ?? Number.NaN]));
  const placeOf = ({ x, y }: Pixel): Point => ({
    lng: lng(x),
    lat: (Math.atan(Math.sinh(north(y))) * 180) / Math.PI,
  });
  const marker = placeOf(seen.marker);
  const beside = placeOf({ ...seen.marker, x: seen.marker.x + 1 });
  return { marker, trail: seen.trail.map(placeOf), metresInPixel: distanceM(marker, beside) };
}
const mercator = (lat = Number.NaN) => Math.asinh(Math.tan((lat * Math.PI) / 180));

/** The straight line that fits pairs best, by least squares. */
function line(pairs: readonly (readonly [number, number])[]): (x: number) => number {
  const mean = (of: (pair: readonly [number, number]) => number) =>
    pairs.reduce((sum, pair) => sum + of(pair), 0) / pairs.length;
  const [x0, y0] = [mean(([x]) => x), mean(([, y]) => y)];
  const slope = mean(([x, y]) => (x - x0) * (y - y0)) / mean(([x]) => (x - x0) ** 2);
  return (x) => y0 + slope * (x - x0);
}

/** How far a point is from a path, m. */
export const fromPath = (path: readonly Point[], point: Point): number =>
  Math.min(...path.map((from, i) => offsetM(point, from, path[i + 1] ?? from)));
