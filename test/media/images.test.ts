import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ImageCodec, ImageError } from '../../media/image-codec.ts';
import { openImageCodec } from '../../media/image/open-image-codec.ts';
import { CAMERA, cornersOf, door, markersOf, segment, withExif, withSegments } from '../support/photos.ts';

const limits = { maxPixels: 16_777_216, maxSide: 1600, thumbSide: 320 };
const refusal = (bytes: Uint8Array, codec: ImageCodec) =>
  codec.read(bytes).then(
    () => 'read',
    (error: unknown) => (error instanceof ImageError ? error.reason : error),
  );
const clockwise = ['red', 'green', 'yellow', 'blue'];
/** What may be in front of the coded pixels: tables, the frame, the scan's header. */
const pictureOnly = new Set([0xdb, 0xc0, 0xc1, 0xc2, 0xc4, 0xdd, 0xda]);
const END = Buffer.of(0xff, 0xd9);

describe('a photo', () => {
  let codec: ImageCodec;
  beforeAll(() => {
    codec = openImageCodec({ limits });
  });
  afterAll(() => codec.close());

  it('keeps its pixels and gets a small picture', async () => {
    const photo = await codec.read(door());
    expect(photo).toMatchObject({ width: 960, height: 720 });
    expect(await cornersOf(photo.bytes)).toEqual({ width: 960, height: 720, corners: clockwise });
    expect(await cornersOf(photo.thumb)).toEqual({ width: 320, height: 240, corners: clockwise });
    expect(photo.thumb.length).toBeLessThan(20_000);
    const coded = door().subarray(door().indexOf(Buffer.of(0xff, 0xda)));
    expect(Buffer.from(photo.bytes).subarray(-coded.length).equals(coded)).toBe(true);
  });

  it('loses everything that is not picture: names, colour profiles, remarks, other pictures', async () => {
    const talkative = withSegments(
      door(),
      segment(0xe1, Buffer.from(`http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>${CAMERA}</x:xmpmeta>`)),
      segment(0xe2, Buffer.from('ICC_PROFILE\0')),
      segment(0xed, Buffer.from(`Photoshop 3.0\0${CAMERA}`)),
      segment(0xfe, Buffer.from(`<script>alert("${CAMERA}")</script>`)),
    );
    const plain = await codec.read(door());
    const photo = await codec.read(talkative);
    expect(photo).toEqual(plain);
    for (const bytes of [photo.bytes, photo.thumb]) {
      expect(markersOf(bytes).filter((marker) => !pictureOnly.has(marker))).toEqual([]);
      expect(Buffer.from(bytes).includes(CAMERA)).toBe(false);
    }
  });

  it.each([
    [1, 960, 720, ['red', 'green', 'yellow', 'blue']],
    [2, 960, 720, ['green', 'red', 'blue', 'yellow']],
    [3, 960, 720, ['yellow', 'blue', 'red', 'green']],
    [4, 960, 720, ['blue', 'yellow', 'green', 'red']],
    [5, 720, 960, ['red', 'blue', 'yellow', 'green']],
    [6, 720, 960, ['blue', 'red', 'green', 'yellow']],
    [7, 720, 960, ['yellow', 'green', 'red', 'blue']],
    [8, 720, 960, ['green', 'yellow', 'blue', 'red']],
  ])('held as Exif says by %i stands upright without its Exif', async (orientation, width, height, corners) => {
    const photo = await codec.read(withExif(door(), orientation));
    expect(photo).toMatchObject({ width, height });
    expect(await cornersOf(photo.bytes)).toEqual({ width, height, corners });
    expect(await cornersOf(photo.thumb)).toMatchObject({ corners });
    for (const bytes of [photo.bytes, photo.thumb]) {
      expect(markersOf(bytes).filter((marker) => !pictureOnly.has(marker))).toEqual([]);
      expect(Buffer.from(bytes).includes(CAMERA)).toBe(false);
    }
  });

  it('is cut at its end: no page and no archive behind it is kept', async () => {
    const photo = await codec.read(Buffer.concat([door(), Buffer.from('<script>alert(1)</script>PK\u0003\u0004')]));
    expect(photo).toEqual(await codec.read(door()));
    expect(Buffer.from(photo.bytes).subarray(-2).equals(END)).toBe(true);
  });

  it('of another kind is refused, whatever it calls itself', async () => {
    const png = Buffer.from('89504e470d0a1a0a0000000d49484452000186a0000186a00802000000', 'hex');
    const heic = Buffer.from('0000001c66747970686569630000000068656963', 'hex');
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');
    const zip = Buffer.concat([Buffer.from('PK\u0003\u0004'), Buffer.alloc(500)]);
    for (const bytes of [png, heic, svg, zip, Buffer.alloc(0), Buffer.from('GIF89a'), Buffer.of(0xff, 0xd8, 0xff)])
      expect(await refusal(bytes, codec)).toBe('unreadable');
  });

  it('of 100 megapixels is refused by its header, before it is unpacked', async () => {
    const huge = Buffer.from(door());
    const frame = huge.indexOf(Buffer.of(0xff, 0xc0));
    huge.writeUInt16BE(10_000, frame + 5);
    huge.writeUInt16BE(10_000, frame + 7);
    expect(await refusal(huge, codec)).toBe('too_large');
    huge.writeUInt16BE(0, frame + 5); // a height that the pixels would tell
    expect(await refusal(huge, codec)).toBe('unreadable');
  });

  it('that is cut off, or closed again after the cut, is refused', async () => {
    const whole = door();
    for (const share of [0.1, 0.5, 0.99]) {
      const cut = whole.subarray(0, Math.floor(whole.length * share));
      expect(await refusal(cut, codec)).toBe('unreadable');
      expect(await refusal(Buffer.concat([cut, END]), codec)).toBe('unreadable');
    }
    expect(await refusal(whole.subarray(0, 100), codec)).toBe('unreadable');
  });

  it('with two frames, or passes without end, is refused without unpacking', async () => {
    const whole = door();
    const frameAt = whole.indexOf(Buffer.of(0xff, 0xc0));
    const frame = whole.subarray(frameAt, frameAt + 2 + whole.readUInt16BE(frameAt + 2));
    expect(await refusal(withSegments(whole, frame), codec)).toBe('unreadable');
    const scan = Buffer.concat([segment(0xda, Buffer.of(1, 1, 0, 0, 63, 0)), Buffer.of(0)]);
    const passes = Buffer.concat([whole.subarray(0, -2), ...Array.from({ length: 40 }, () => scan), END]);
    expect(await refusal(passes, codec)).toBe('unreadable');
  });

  it('with bytes turned over is refused or read, and the next one is read', async () => {
    let state = 11;
    const chance = (below: number) => (state = (state * 48_271) % 2_147_483_647) % below;
    for (let round = 0; round < 60; round++) {
      const bytes = Buffer.from(door());
      // Half of the rounds damage the tables and the frame, where a decoder is the weakest.
      const below = round % 2 === 0 ? 700 : bytes.length;
      for (let i = 0; i < 8; i++) bytes[2 + chance(below - 2)] = chance(256);
      expect(['read', 'unreadable', 'too_large']).toContain(await refusal(bytes, codec));
    }
    expect(await refusal(door(), codec)).toBe('read');
  });
});

/** Misbehaves by the first byte of what it is to read. */
const badThread = new URL(
  `data:text/javascript,${encodeURIComponent(`
    import { parentPort } from 'node:worker_threads';
    parentPort.on('message', ([act]) => {
      if (act === 1) for (;;);
      if (act === 2) throw new Error('broken');
      if (act === 3) process.exit();
      if (act === 4) for (const kept = []; ; ) kept.push(new Array(100_000).fill(kept.length));
      const photo = { bytes: new Uint8Array(4), width: 7, height: 5, thumb: new Uint8Array(2) };
      parentPort.postMessage(act === 5
        ? { kind: 'refused', reason: 'unreadable', message: 'it broke', broken: true }
        : { kind: 'read', photo });
    });
  `)}`,
);

describe('a decoder of photos that', () => {
  it.each([
    ['hangs', 1],
    ['throws', 2],
    ['ends its thread', 3],
    ['takes all memory', 4],
    ['says that it broke', 5],
  ])('%s costs only its own photo', async (_, act) => {
    const codec = openImageCodec({ limits, threadFile: badThread, readLimitMs: 5000 });
    const [bad, next] = await Promise.all([
      refusal(Uint8Array.of(act), codec),
      codec.read(Uint8Array.of(0)), // waits behind the bad one
    ]);
    expect(bad).toBe('unreadable');
    expect(next.width).toBe(7);
    await codec.close();
    await codec.close();
  });
});
