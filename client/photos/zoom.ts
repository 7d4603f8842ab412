/** How a picture lies on the screen: `scale` 1 fits it in whole; `x` and `y` move its middle off the screen's, px. */
export interface Look {
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

export const whole: Look = { scale: 1, x: 0, y: 0 };
/** What a double tap comes closer by: a door plate fills the screen. */
export const CLOSER = 2.5;
/** Each of a photo's pixels is then larger than a screen's: closer shows nothing more. */
const SCALE_MAX = 6;

const between = (value: number, low: number, high: number) => Math.min(high, Math.max(low, value));

/** The picture's size on the screen at scale 1. */
export function fit(picture: Size, screen: Size): Size {
  const scale = Math.min(screen.width / picture.width, screen.height / picture.height);
  return { width: picture.width * scale, height: picture.height * scale };
}

/** The look brought back to where no edge of the picture leaves the screen needlessly. `shown` is the size at scale 1. */
export function within(look: Look, shown: Size, screen: Size): Look {
  const scale = between(look.scale, 1, SCALE_MAX);
  const roomX = Math.max(0, (shown.width * scale - screen.width) / 2);
  const roomY = Math.max(0, (shown.height * scale - screen.height) / 2);
  return { scale, x: between(look.x, -roomX, roomX), y: between(look.y, -roomY, roomY) };
}

/** Closer by `factor`, with what is at the point (px from the screen's middle) staying there. */
export function zoomAt(look: Look, factor: number, point: { readonly x: number; readonly y: number }): Look {
  const scale = between(look.scale * factor, 1, SCALE_MAX);
  const by = scale / look.scale;
  return { scale, x: point.x - (point.x - look.x) * by, y: point.y - (point.y - look.y) * by };
}

export const moved = (look: Look, dx: number, dy: number): Look => ({ ...look, x: look.x + dx, y: look.y + dy });
