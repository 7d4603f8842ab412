import { crc32, deflateSync } from 'node:zlib';

export interface Pixels {
  readonly width: number;
  readonly height: number;
  /** RGBA. */
  readonly data: Uint8Array;
}

/** A colour as one number. */
type Colour = number;
const channel = (colour: Colour, shift: number) => (colour >> shift) & 255;

/** Some of a picture's colours, and how many pixels have each. */
type Box = readonly (readonly [Colour, number])[];

/** The channel in which a box is widest, and how wide, weighted by how many pixels it is worth. */
function widest(box: Box): { shift: number; worth: number } {
  const pixels = box.reduce((sum, [, count]) => sum + count, 0);
  let best = { shift: 0, worth: -1 };
  for (const shift of [16, 8, 0]) {
    const values = box.map(([colour]) => channel(colour, shift));
    const width = Math.max(...values) - Math.min(...values);
    const worth = width * Math.sqrt(pixels);
    if (worth > best.worth) best = { shift, worth };
  }
  return best;
}

/** Median cut: the box that is worth most is cut in two, until there are as many as a palette has places. */
function cut(all: Box, coloursMax: number): Box[] {
  const boxes = [{ box: all, ...widest(all) }];
  while (boxes.length < coloursMax) {
    boxes.sort((a, b) => a.worth - b.worth);
    const last = boxes.pop();
    if (!last || last.worth <= 0) break;
    const sorted = last.box.toSorted(([a], [b]) => channel(a, last.shift) - channel(b, last.shift));
    const half = sorted.reduce((sum, [, count]) => sum + count, 0) / 2;
    let before = 0;
    let at = sorted.findIndex(([, count]) => (before += count) >= half);
    at = Math.min(Math.max(at, 1), sorted.length - 1);
    for (const box of [sorted.slice(0, at), sorted.slice(at)]) boxes.push({ box, ...widest(box) });
  }
  return boxes.map(({ box }) => box);
}

function mean(box: Box): Colour {
  const pixels = box.reduce((sum, [, count]) => sum + count, 0);
  const of = (shift: number) =>
    Math.round(box.reduce((sum, [colour, count]) => sum + channel(colour, shift) * count, 0) / pixels);
  return (of(16) << 16) | (of(8) << 8) | of(0);
}

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

/** An opaque picture as PNG with at most so many colours, 256 or less: a quarter of the size, and for drawn pages the same to the eye. */
export function palettePng({ width, height, data }: Pixels, coloursMax: number): Buffer {
  const counts = new Map<Colour, number>();
  const colourAt = (i: number): Colour => ((data[i] ?? 0) << 16) | ((data[i + 1] ?? 0) << 8) | (data[i + 2] ?? 0);
  for (let i = 0; i < data.length; i += 4) counts.set(colourAt(i), (counts.get(colourAt(i)) ?? 0) + 1);
  const boxes = cut([...counts], coloursMax);
  const place = new Map(boxes.flatMap((box, index) => box.map(([colour]) => [colour, index] as const)));
  const rows = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) rows[y * (width + 1) + 1 + x] = place.get(colourAt((y * width + x) * 4)) ?? 0;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // 8 bits a pixel, colours by palette, no interlace.
  header.set([8, 3, 0, 0, 0], 8);
  const palette = boxes.map(mean).flatMap((colour) => [16, 8, 0].map((shift) => channel(colour, shift)));
  return Buffer.concat([
    Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]),
    chunk('IHDR', header),
    chunk('PLTE', Buffer.from(palette)),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}
