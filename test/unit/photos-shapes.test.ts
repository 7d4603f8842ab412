import { describe, expect, it } from 'vitest';
import { bareJpeg } from '../../client/photos/bare-jpeg.ts';
import { boxOf } from '../../client/photos/box-of.ts';
import { fitted } from '../../client/photos/prepare-photo.ts';
import { CLOSER, fit, moved, whole, within, zoomAt } from '../../client/photos/zoom.ts';
import { CAMERA, cornersOf, door, markersOf, segment, withExif, withSegments } from '../support/photos.ts';

const bytesOf = async (blob: Blob) => Buffer.from(await blob.arrayBuffer());

describe('a photo before it is sent', () => {
  it('has nothing in it but the picture', async () => {
    const jpeg = withExif(withSegments(door(), segment(0xfe, Buffer.from(CAMERA))), 1);
    const bare = bareJpeg(new Uint8Array(jpeg));
    const bytes = await bytesOf(bare);
    expect(bare.type).toBe('image/jpeg');
    expect(markersOf(bytes).filter((marker) => marker >= 0xe0)).toEqual([]);
    expect(bytes.includes(CAMERA)).toBe(false);
    expect(await cornersOf(bytes)).toEqual(await cornersOf(door()));
  });

  it('is a JPEG, or nothing is sent', () => {
    for (const bytes of [Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(0), door().subarray(0, 100)])
      expect(() => bareJpeg(new Uint8Array(bytes))).toThrow();
  });

  it('keeps its shape, is never made larger, and never vanishes', () => {
    expect(fitted(4032, 3024, 1600)).toEqual({ width: 1600, height: 1200 });
    expect(fitted(3024, 4032, 1600)).toEqual({ width: 1200, height: 1600 });
    expect(fitted(640, 480, 1600)).toEqual({ width: 640, height: 480 });
    expect(fitted(10_000, 2, 1600)).toEqual({ width: 1600, height: 1 });
  });
});

describe('the room of a photo in the timeline', () => {
  it('has the shape of the photo', () => {
    expect(boxOf({ width: 1600, height: 1200 })).toEqual({ width: '232px', aspectRatio: '232 / 174' });
    expect(boxOf({ width: 1200, height: 1600 })).toEqual({ width: '156px', aspectRatio: '156 / 208' });
  });
  it('is wide and tall enough for a finger', () => {
    expect(boxOf({ width: 1600, height: 10 })).toEqual({ width: '232px', aspectRatio: '232 / 88' });
    expect(boxOf({ width: 10, height: 1600 })).toEqual({ width: '88px', aspectRatio: '88 / 208' });
  });
});

describe('looking closer', () => {
  const screen = { width: 360, height: 740 };
  const shown = fit({ width: 1600, height: 1200 }, screen);

  it('begins with the whole picture in sight', () => {
    expect(shown).toEqual({ width: 360, height: 270 });
    expect(fit({ width: 100, height: 740 }, screen)).toEqual({ width: 100, height: 740 });
  });

  it('keeps what is under the finger there', () => {
    const finger = { x: 90, y: -40 };
    const look = zoomAt(moved(whole, 5, 6), CLOSER, finger);
    // The picture's point under the finger: (finger - offset) / scale, before and after.
    expect((finger.x - look.x) / look.scale).toBeCloseTo(finger.x - 5);
    expect((finger.y - look.y) / look.scale).toBeCloseTo(finger.y - 6);
  });

  it('goes neither farther than the whole nor closer than the pixels', () => {
    expect(zoomAt(whole, 0.1, { x: 0, y: 0 }).scale).toBe(1);
    expect(zoomAt(whole, 1000, { x: 0, y: 0 }).scale).toBe(6);
  });

  it('keeps the picture on the screen', () => {
    expect(within({ scale: 1, x: 50, y: 50 }, shown, screen)).toEqual(whole);
    expect(within({ scale: 2, x: 999, y: 999 }, shown, screen)).toEqual({ scale: 2, x: 180, y: 0 });
    expect(within({ scale: 4, x: -999, y: -999 }, shown, screen)).toEqual({ scale: 4, x: -540, y: -170 });
  });
});
