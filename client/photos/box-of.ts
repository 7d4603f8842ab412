/** Widest and tallest room of a photo in the timeline, px: most of a small phone's width, and less than its height. */
const WIDTH_MAX = 232;
const HEIGHT_MAX = 208;
/** A finger finds it, however long and thin the picture is, px. */
const SIDE_MIN = 88;

/** The room of a picture in the timeline, in its own shape. A very long and thin one is shown in part. */
export function boxOf({ width, height }: { readonly width: number; readonly height: number }) {
  const scale = Math.min(WIDTH_MAX / width, HEIGHT_MAX / height);
  const [wide, tall] = [width, height].map((side) => Math.max(SIDE_MIN, Math.round(side * scale)));
  return { width: `${wide}px`, aspectRatio: `${wide} / ${tall}` };
}
