import { open } from 'node:fs/promises';
import { PMTiles, TileType } from 'pmtiles';
import type { Box } from '../protocol/operator-compounds.ts';

/** A file with more in one tile or directory is broken, bytes. */
const PIECE_MAX_BYTES = 8_000_000;
/** The format has no number for a tile of a higher zoom, whatever the file's head says. */
const ZOOM_MAX = 26;

const mimes: ReadonlyMap<TileType, string> = new Map([
  [TileType.Png, 'image/png'],
  [TileType.Jpeg, 'image/jpeg'],
  [TileType.Webp, 'image/webp'],
  [TileType.Avif, 'image/avif'],
]);

/** Raster tiles in one file on this machine. */
export interface TileFile {
  readonly mime: string;
  readonly minZoom: number;
  readonly maxZoom: number;
  /** What it shows. */
  readonly box: Box;
  /** Whom it is from, as words. */
  readonly attribution: string;
  /** Null where it has no such tile. Rejects where the file is broken. */
  tile(z: number, x: number, y: number): Promise<Buffer | null>;
  close(): Promise<void>;
}

/** Opens a PMTiles file, version 3. Rejects, naming the file, where it cannot be read or holds no raster tiles. */
export async function openTileFile(path: string): Promise<TileFile> {
  const file = await open(path).catch((error: unknown) => {
    throw new Error(`DOORLINE_TILES_FILE: ${path} cannot be opened`, { cause: error });
  });
  const tiles = new PMTiles({
    getKey: () => path,
    async getBytes(offset, length) {
      if (length > PIECE_MAX_BYTES) throw new Error('A piece of the tile file is too long');
      const { bytesRead, buffer } = await file.read(new Uint8Array(length), 0, length, offset);
      return { data: buffer.buffer.slice(0, bytesRead) };
    },
  });
  try {
    const header = await tiles.getHeader();
    const mime = mimes.get(header.tileType);
    if (mime === undefined) throw new Error('Its tiles are no PNG, JPEG, WebP or AVIF');
    const maxZoom = Math.min(ZOOM_MAX, header.maxZoom);
    const metadata = (await tiles.getMetadata()) as { attribution?: unknown } | null;
    const { attribution } = metadata ?? {};
    return {
      mime,
      minZoom: header.minZoom,
      maxZoom,
      box: { south: header.minLat, west: header.minLon, north: header.maxLat, east: header.maxLon },
      attribution: typeof attribution === 'string' ? attribution.replace(/<[^>]*>?/g, '') : '',
      async tile(z, x, y) {
        if (z < header.minZoom || z > maxZoom || x >= 2 ** z || y >= 2 ** z) return null;
        const found = await tiles.getZxy(z, x, y);
        return found ? Buffer.from(found.data) : null;
      },
      close: () => file.close(),
    };
  } catch (error) {
    await file.close();
    throw new Error(`DOORLINE_TILES_FILE: ${path} is no PMTiles file of raster tiles`, { cause: error });
  }
}
