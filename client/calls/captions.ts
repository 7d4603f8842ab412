import type { Caption } from '#protocol';

/** As many as a phone's screen shows while scrolling back a little. */
export const CAPTION_LINES = 30;

/** The latest lines, oldest first: a caption takes the place of the earlier one of its id, or comes after the others. */
export function withCaption(lines: readonly Caption[], caption: Caption): Caption[] {
  const known = lines.some(({ id }) => id === caption.id);
  const next = known ? lines.map((line) => (line.id === caption.id ? caption : line)) : [...lines, caption];
  return next.slice(-CAPTION_LINES);
}
