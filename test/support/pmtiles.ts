import { TileType, zxyToTileId } from 'pmtiles';

/** A grey dot, stretched over every tile: the smallest PNG. */
export const dotPng = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mM8+R8AAlcBqeZ5Zb0AAAAASUVORK5CYII=',
  'base64',
);

export interface MadeTile {
  readonly z: number;
  readonly x: number;
  readonly y: number;
  readonly bytes: Buffer;
  /** How long the directory says that it is, bytes; default: as long as it is. */
  readonly claims?: number;
}

export interface MadeFile {
  readonly tiles: readonly MadeTile[];
  readonly box: { south: number; west: number; north: number; east: number };
  readonly type?: TileType;
  readonly metadata?: object;
}

function varint(number: number): Buffer {
  const bytes = [];
  for (let rest = number; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Buffer.from([...bytes, rest]);
    bytes.push((rest % 128) + 128);
  }
}

/** A PMTiles file, version 3, with one directory and nothing compressed (github.com/protomaps/PMTiles, spec/v3). */
export function makePmtiles({ tiles, box, type = TileType.Png, metadata = {} }: MadeFile): Buffer {
  const sorted = tiles
    .map(({ z, x, y, bytes, claims = bytes.length }) => ({ id: zxyToTileId(z, x, y), z, bytes, claims }))
    .toSorted((a, b) => a.id - b.id);
  const directory = Buffer.concat([
    varint(sorted.length),
    ...sorted.map(({ id }, i) => varint(id - (sorted[i - 1]?.id ?? 0))),
    ...sorted.map(() => varint(1)),
    ...sorted.map(({ claims }) => varint(claims)),
    // 0: right behind the one before.
    ...sorted.map((_, i) => varint(i === 0 ? 1 : 0)),
  ]);
  const json = Buffer.from(JSON.stringify(metadata));
  const data = Buffer.concat(sorted.map(({ bytes }) => bytes));
  const header = Buffer.alloc(127);
  header.write('PMTiles', 0);
  header.writeUInt8(3, 7);
  const sections = [directory.length, json.length, 0, data.length];
  let offset = header.length;
  for (const [i, length] of sections.entries()) {
    header.writeBigUInt64LE(BigInt(offset), 8 + i * 16);
    header.writeBigUInt64LE(BigInt(length), 16 + i * 16);
    offset += length;
  }
  for (const at of [72, 80, 88]) header.writeBigUInt64LE(BigInt(sorted.length), at);
  const zooms = sorted.map(({ z }) => z);
  Buffer.from([1, 1, 1, type, Math.min(...zooms), Math.max(...zooms)]).copy(header, 96);
  for (const [i, degrees] of [box.west, box.south, box.east, box.north].entries())
    header.writeInt32LE(Math.round(degrees * 1e7), 102 + i * 4);
  return Buffer.concat([header, directory, json, data]);
}
