import { setTimeout } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import type { Point } from '#protocol';
import { alongDemoWalk, demoPlace } from '../../../server/location/demo-place.ts';
import { openBrowser } from '../../support/browser.ts';
import { otherOn } from '../../support/drawn-map.ts';
import { startServer } from '../../support/server.ts';
import type { Measurement } from '../main.ts';

/** More than three times the usual glide, ms: then the marker takes no longer than that one, and stands when the next fix comes. */
const EVERY_MS = 3500;

declare global {
  /** Gives the page a fix as its phone would; answers when, epoch ms. */
  var measure: (point: Point) => number;
  /** When the other person's marker first moved since this was set to null, epoch ms. Both pages are on one machine: one clock. */
  var movedAt: number | null;
}

/** A phone whose places are told by the test, at a moment of its choice. */
function toldPhone(): void {
  let heard: PositionCallback = () => {};
  const fixAt = ({ lat, lng }: Point): GeolocationPosition => {
    const coords = { latitude: lat, longitude: lng, accuracy: 8, speed: 6, heading: 127 };
    const all = { ...coords, altitude: null, altitudeAccuracy: null };
    return { coords: { ...all, toJSON: () => all }, timestamp: Date.now(), toJSON: () => null };
  };
  globalThis.measure = (point) => {
    const at = performance.timeOrigin + performance.now();
    heard(fixAt(point));
    return at;
  };
  Object.defineProperty(navigator, 'geolocation', {
    value: {
      watchPosition: (success: PositionCallback) => {
        heard = success;
        return 1;
      },
      getCurrentPosition: () => {},
      clearWatch: () => {},
    },
  });
}

/** Watches the marker's place in the page's document. */
async function watchMarker(page: Page): Promise<void> {
  await page.evaluate(() => {
    globalThis.movedAt = null;
    const marker = document.querySelector('.map-person.is-other');
    if (!marker) throw new Error('Nobody else is on the map');
    new MutationObserver(() => (globalThis.movedAt ??= performance.timeOrigin + performance.now())).observe(marker, {
      attributeFilter: ['style'],
    });
  });
}

/** A courier's phone measures → their marker moves on the recipient's page, one after the other, two Chromium pages. */
export async function pageToPage(fixes: number): Promise<Measurement> {
  await using server = await startServer({ sfu: null });
  await using browser = await openBrowser();
  const { links } = await server.createDelivery();
  await using recipient = await browser.open(links.recipient);
  await using courier = await browser.open(links.courier, { script: toldPhone });
  await courier.page.getByRole('button', { name: 'Share my location' }).click();
  const tell = (point: Point) => courier.page.evaluate((at) => globalThis.measure(at), point);
  const way = alongDemoWalk(12);
  await setTimeout(EVERY_MS);
  await tell(way[0] ?? demoPlace.courierStart);
  await otherOn(recipient.page).waitFor();
  await watchMarker(recipient.page);
  const samples: number[] = [];
  for (let i = 1; i <= fixes; i++) {
    await setTimeout(EVERY_MS);
    await recipient.page.evaluate(() => (globalThis.movedAt = null));
    const at = await tell(way[i] ?? demoPlace.courierStart);
    await recipient.page.waitForFunction(() => globalThis.movedAt !== null);
    samples.push(await recipient.page.evaluate((from) => (globalThis.movedAt ?? Number.NaN) - from, at));
  }
  return {
    name: 'fix measured on one page → its marker moves on the other',
    unit: 'ms',
    samples,
    note: 'two Chromium pages, both and the server on one machine; the wait for the next frame (up to 16.7 ms) is in it',
  };
}
