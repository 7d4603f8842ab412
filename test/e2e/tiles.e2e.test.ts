import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Point } from '#protocol';
import { openBrowser, type TestBrowser } from '../support/browser.ts';
import { dotPng, makePmtiles } from '../support/pmtiles.ts';
import { startServer } from '../support/server.ts';

let browser: TestBrowser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser[Symbol.asyncDispose]());

/** A server of tiles that remembers what it was asked. */
async function startTiles() {
  const asked: IncomingMessage[] = [];
  const http = createServer((request, response) => {
    asked.push(request);
    response.setHeader('content-type', 'image/png').end(dotPng);
  });
  await new Promise<void>((listening) => void http.listen(0, '127.0.0.1', listening));
  const { port } = http.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/{z}/{x}/{y}.png`,
    asked,
    [Symbol.asyncDispose]: () =>
      new Promise<void>((closed) => {
        http.close(() => closed());
        http.closeAllConnections();
      }),
  };
}

/** The tile that shows a point, by the Web Mercator formulas, in whole and in parts. */
function tileOf({ lat, lng }: Point, zoom: number): { x: number; y: number } {
  const size = 2 ** zoom;
  return { x: ((lng + 180) / 360) * size, y: ((1 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / Math.PI) / 2) * size };
}

/** From the tests of googollee/eviltransform. */
const shanghai = { lat: 31.1774276, lng: 121.5272106 };
const shanghaiInGcj02 = { lat: 31.17530398364597, lng: 121.531541859215 };

describe('raster tiles', () => {
  it.each([
    ['wgs84', shanghai],
    ['gcj02', shanghaiInGcj02],
  ] as const)('in %s lie under the door where their maker drew it', async (datum, drawnAt) => {
    await using tiles = await startTiles();
    await using server = await startServer({
      sfu: null,
      settings: { DOORLINE_TILES_URL: tiles.url, DOORLINE_TILES_DATUM: datum, DOORLINE_TILES_ATTRIBUTION: '© Dots' },
    });
    const { links } = await server.createDelivery({ point: shanghai });
    await using recipient = await browser.open(links.recipient);
    const { page } = recipient;
    await page.locator('.has-tiles').waitFor();
    await page.getByText('© Dots').waitFor();

    const offPx = async () => {
      const seen = await page.locator('.leaflet-tile-loaded').evaluateAll((images) =>
        images.map((image) => {
          const { x, y, width } = image.getBoundingClientRect();
          return { src: (image as HTMLImageElement).src, x, y, width };
        }),
      );
      const door = await page.locator('.map-door').evaluate((sign) => sign.getBoundingClientRect().toJSON());
      const { src, x, y, width } = seen.at(-1) ?? { src: '', x: 0, y: 0, width: 0 };
      const [z = 0, tileX = 0, tileY = 0] = (/\/(\d+)\/(\d+)\/(\d+)\.png$/.exec(src) ?? []).slice(1).map(Number);
      const place = tileOf(drawnAt, z);
      return Math.hypot(x + (place.x - tileX) * width - door.x, y + (place.y - tileY) * width - door.y);
    };
    await expect.poll(offPx).toBeLessThan(2.5);
    await page.getByRole('application').focus();
    for (const key of ['ArrowRight', 'ArrowUp', '+', 'ArrowLeft']) await page.keyboard.press(key);
    await expect.poll(offPx).toBeLessThan(2.5);

    // Which site asks may be known to the tiles' owner, which link is open may not.
    expect(new Set(tiles.asked.map(({ headers }) => headers.referer))).toEqual(new Set([`${server.url}/`]));
  });

  it('come from one file on the server, as far as it reaches', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'doorline-tiles-'));
    const path = join(folder, 'block.pmtiles');
    const zoom = 15;
    const { x, y } = tileOf(shanghai, zoom);
    const tiles = [-1, 0, 1].flatMap((right) =>
      [-1, 0, 1].map((down) => ({ z: zoom, x: Math.floor(x) + right, y: Math.floor(y) + down, bytes: dotPng })),
    );
    const reach = 360 / 2 ** zoom;
    const { lat, lng } = shanghai;
    const box = { south: lat - reach / 2, west: lng - reach / 2, north: lat + reach / 2, east: lng + reach / 2 };
    await writeFile(path, makePmtiles({ tiles, box, metadata: { attribution: '© Mappers' } }));
    await using server = await startServer({ sfu: null, settings: { DOORLINE_TILES_FILE: path } });
    const { links } = await server.createDelivery({ point: shanghai });
    await using recipient = await browser.open(links.recipient);
    const { page } = recipient;
    await page.locator('.has-tiles').waitFor();
    await page.getByText('© Mappers').waitFor();
    // Farther in, the closest tiles that there are stand in; and beyond the edge none are asked for: none fails.
    await page.getByRole('application').focus();
    for (const key of ['+', '+', 'ArrowRight', '-', '-', '-', 'ArrowRight', 'ArrowRight'])
      await page.keyboard.press(key);
    await page.waitForLoadState('networkidle');
    const shown = await page
      .locator('.leaflet-tile')
      .evaluateAll((images) => images.map((image) => new URL((image as HTMLImageElement).src).pathname));
    expect(shown.length).toBeGreaterThan(0);
    for (const path of shown) expect(path).toMatch(/^\/tiles\/15\//);
    await rm(folder, { recursive: true });
  });
});
