import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TileType } from 'pmtiles';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTileFile } from '../../server/location/tile-file.ts';
import { dotPng, makePmtiles } from '../support/pmtiles.ts';
import { startServer, type TestServer } from '../support/server.ts';

const box = { south: 30.2, west: 119.9, north: 30.4, east: 120.2 };
const place = { z: 14, x: 13655, y: 6739 };
const made = makePmtiles({
  tiles: [
    { ...place, bytes: dotPng },
    { ...place, x: place.x + 1, bytes: Buffer.from('another') },
    { z: 12, x: 3413, y: 1684, bytes: dotPng },
  ],
  box,
  metadata: { attribution: '<a href="https://osm.example" onclick="x()">© Mappers</a>' },
});

let folder: string;
let server: TestServer;
const write = async (name: string, bytes: Buffer) => {
  await writeFile(join(folder, name), bytes);
  return join(folder, name);
};
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'doorline-tiles-'));
  server = await startServer({ sfu: null, settings: { DOORLINE_TILES_FILE: await write('city.pmtiles', made) } });
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

const get = (path: string, headers: Record<string, string> = {}) => fetch(`${server.url}${path}`, { headers });

describe('a file of tiles', () => {
  it('is told to pages, with the credit that it asks for', async () => {
    const config = (await (await get('/api/page-config')).json()) as { tiles: unknown };
    expect(config.tiles).toEqual({
      url: '/tiles/{z}/{x}/{y}',
      attribution: '© Mappers',
      datum: 'wgs84',
      zooms: [12, 14],
      box,
    });
  });

  it('is served tile by tile, and kept by browsers for a day', async () => {
    const tile = await get(`/tiles/14/${place.x}/${place.y}`);
    expect(tile.status).toBe(200);
    expect(tile.headers.get('content-type')).toBe('image/png');
    expect(tile.headers.get('cache-control')).toBe('public, max-age=86400');
    expect(tile.headers.get('cross-origin-resource-policy')).toBe('same-origin');
    expect(Buffer.from(await tile.arrayBuffer())).toEqual(dotPng);
    expect(tile.headers.get('etag')).toMatch(/^"/);
    expect(await (await get(`/tiles/14/${place.x + 1}/${place.y}`)).text()).toBe('another');
    const many = await Promise.all(Array.from({ length: 50 }, () => get(`/tiles/12/3413/1684`)));
    expect(new Set(many.map(({ status }) => status))).toEqual(new Set([200]));
  });

  it.each([
    ['/tiles/14/1/1', 404],
    ['/tiles/13/6827/3369', 404],
    ['/tiles/2/3/3', 404],
    ['/tiles/99/0/0', 404],
    ['/tiles/14/99999999/0', 404],
    ['/tiles/14/-1/0', 400],
    ['/tiles/14/1e3/0', 400],
    ['/tiles/14/1/..%2f..%2fpasswd', 400],
    ['/tiles/14/1', 404],
  ])('has nothing at %s', async (path, status) => {
    expect((await get(path)).status).toBe(status);
  });

  it('that cannot be used stops the start and says why', async () => {
    await expect(openTileFile(join(folder, 'nothing'))).rejects.toThrow(
      /DOORLINE_TILES_FILE: .*nothing cannot be opened/,
    );
    await expect(openTileFile(folder)).rejects.toThrow(/is no PMTiles file of raster tiles/);
    const vector = makePmtiles({ tiles: [{ ...place, bytes: dotPng }], box, type: TileType.Mvt });
    for (const [name, bytes] of [
      ['vector', vector],
      ['empty', Buffer.alloc(0)],
      ['short', made.subarray(0, 60)],
      ['picture', Buffer.concat([dotPng, Buffer.alloc(200)])],
    ] as const)
      await expect(openTileFile(await write(name, bytes)), name).rejects.toThrow(/is no PMTiles file of raster tiles/);
  });

  it('that claims zooms which no tile can have is asked for none of them', async () => {
    const claiming = Buffer.from(made);
    // Where the highest zoom stands (spec/v3).
    claiming[101] = 200;
    const file = await openTileFile(await write('claiming', claiming));
    expect(file.maxZoom).toBe(26);
    for (const z of [27, 40, 99]) expect(await file.tile(z, 0, 0)).toBeNull();
    await file.close();
  });

  it('that is broken inside fails the tile alone, and takes no memory for what it claims', async () => {
    const broken = makePmtiles({ tiles: [{ ...place, bytes: dotPng, claims: 2 ** 31 }], box });
    const file = await openTileFile(await write('broken', broken));
    await expect(file.tile(place.z, place.x, place.y)).rejects.toThrow();
    await file.close();
  });
});
