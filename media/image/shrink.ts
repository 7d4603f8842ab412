/** Pixels as red, green, blue and alpha, a byte each, row by row from the top. */
export interface Pixels {
  readonly data: Uint8ClampedArray<ArrayBuffer>;
  readonly width: number;
  readonly height: number;
}

/**
 * The picture with its longest side brought down to `side` px; as it is where it is no longer than that. Each new pixel is
 * the mean of those it covers, so that fine patterns do not flicker.
 */
export function shrink(picture: Pixels, side: number): Pixels {
  const scale = Math.max(picture.width, picture.height) / side;
  if (scale <= 1) return picture;
  const width = Math.max(1, Math.round(picture.width / scale));
  const height = Math.max(1, Math.round(picture.height / scale));
  const narrow = shrinkRows(picture, width);
  return turned(shrinkRows(turned(narrow), height));
}

/** Every row with `width` pixels instead, each the weighted mean of those it covers. */
function shrinkRows({ data, width: from, height }: Pixels, width: number): Pixels {
  const out = new Uint8ClampedArray(width * height * 4);
  const step = from / width;
  for (let x = 0; x < width; x++) {
    const begin = x * step;
    const end = Math.min(from, begin + step);
    for (let y = 0; y < height; y++) {
      const to = (y * width + x) * 4;
      let [red, green, blue] = [0, 0, 0];
      for (let i = Math.floor(begin); i < end; i++) {
        const share = Math.min(end, i + 1) - Math.max(begin, i);
        const at = (y * from + i) * 4;
        red += (data[at] ?? 0) * share;
        green += (data[at + 1] ?? 0) * share;
        blue += (data[at + 2] ?? 0) * share;
      }
      out[to] = red / (end - begin);
      out[to + 1] = green / (end - begin);
      out[to + 2] = blue / (end - begin);
      out[to + 3] = 255; // a JPEG hides nothing
    }
  }
  return { data: out, width, height };
}

/** Rows made columns and columns rows. */
function turned({ data, width, height }: Pixels): Pixels {
  const from = new Uint32Array(data.buffer, data.byteOffset, width * height);
  const out = new Uint32Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) out[x * height + y] = from[y * width + x] ?? 0;
  }
  return { data: new Uint8ClampedArray(out.buffer), width: height, height: width };
}
