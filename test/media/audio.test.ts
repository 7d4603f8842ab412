import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AudioCodec, AudioError } from '../../media/audio-codec.ts';
import { openAudioCodec } from '../../media/audio/open-audio-codec.ts';
import { SPEECH_RATE } from '../../media/speech-to-text.ts';
import { mp3Of, recordingBytes, recordingSamples, silence } from '../support/recordings.ts';
import { wavFile } from '../../media/audio/wav-file.ts';

const spoken = recordingSamples('zh-aishell-guangzhou.wav');

/** Similarity of two recordings' loudness over time, -1 to 1: 1 for the same words at the same time. */
function alike(a: Int16Array, b: Int16Array): number {
  const slice = SPEECH_RATE / 20;
  const count = Math.floor(Math.min(a.length, b.length) / slice);
  const levels = (samples: Int16Array) =>
    Array.from({ length: count }, (_, i) =>
      Math.sqrt(samples.subarray(i * slice, (i + 1) * slice).reduce((sum, s) => sum + s * s, 0) / slice),
    );
  const [x, y] = [levels(a), levels(b)];
  const mean = (list: number[]) => list.reduce((sum, value) => sum + value, 0) / count;
  const [mx, my] = [mean(x), mean(y)];
  const dot = (p: number[], mp: number, q: number[], mq: number) =>
    p.reduce((sum, value, i) => sum + (value - mp) * ((q[i] ?? 0) - mq), 0);
  return dot(x, mx, y, my) / Math.sqrt(dot(x, mx, x, mx) * dot(y, my, y, my));
}

const refusal = (bytes: Uint8Array, codec: AudioCodec) =>
  codec.decode(bytes).then(
    () => 'decoded',
    (error: unknown) => (error instanceof AudioError ? error.reason : error),
  );

describe('a recording', () => {
  let codec: AudioCodec;
  beforeAll(() => {
    codec = openAudioCodec();
  });
  afterAll(() => codec.close());

  it('is read from an MP3 as a page makes it', async () => {
    const { format, durationMs, samples } = await codec.decode(await mp3Of(spoken));
    expect(format).toBe('mp3');
    expect(durationMs).toBeGreaterThan(4200);
    expect(durationMs).toBeLessThan(4500);
    // The encoder begins up to 60 ms late.
    expect(Math.max(alike(samples, spoken), alike(samples.subarray(800), spoken))).toBeGreaterThan(0.9);
  });

  it.each([
    ['ogg', 4281],
    ['webm', 4800],
    ['wav', 4281],
  ] as const)('is read from %s', async (format, durationMs) => {
    const decoded = await codec.decode(recordingBytes(`zh-aishell-guangzhou.${format}`));
    expect(decoded).toMatchObject({ format, durationMs });
    expect(decoded.samples.length).toBe(Math.round((durationMs / 1000) * SPEECH_RATE));
    if (format !== 'webm') expect(alike(decoded.samples, spoken)).toBeGreaterThan(0.98);
  });

  it.each(['ogg', 'webm'] as const)('in %s is given as MP3 too, which says the same', async (format) => {
    const { mp3, samples, durationMs } = await codec.decode(recordingBytes(`zh-aishell-guangzhou.${format}`));
    if (!mp3) throw new Error('There is no MP3');
    // 32 kbit/s are 4 bytes a ms.
    expect(Math.abs(mp3.length - 4 * durationMs)).toBeLessThan(1200);
    const again = await codec.decode(mp3);
    expect(again).toMatchObject({ format: 'mp3', mp3: null });
    expect(Math.abs(again.durationMs - durationMs)).toBeLessThan(150);
    const late = [0, 200, 400, 600, 800, 1000].map((begins) => alike(again.samples.subarray(begins), samples));
    expect(Math.max(...late)).toBeGreaterThan(0.95);
  });

  it('keeps its pitch and loudness through another sample rate', async () => {
    const tone = Int16Array.from({ length: 44_100 }, (_, i) => Math.sin((2 * Math.PI * 1000 * i) / 44_100) * 10_000);
    const { samples } = await codec.decode(wavFile(tone, 44_100));
    expect(samples.length).toBe(SPEECH_RATE);
    const middle = samples.subarray(4000, 12_000);
    const crossings = middle.filter((sample, i) => i > 0 && sample >= 0 && (middle[i - 1] ?? 0) < 0).length;
    expect(Math.abs(crossings - 500)).toBeLessThanOrEqual(1); // 1000 Hz for half a second
    expect(Math.max(...middle)).toBeGreaterThan(9800);
    expect(Math.max(...middle)).toBeLessThan(10_200);
  });

  it('is told by its bytes, whatever it is not', async () => {
    expect(await refusal(new Uint8Array(), codec)).toBe('empty');
    expect(await refusal(Buffer.from('<html>not audio</html>'), codec)).toBe('unreadable');
    expect(await refusal(Buffer.from('%PDF-1.7 and more'), codec)).toBe('unreadable');
    expect(await refusal(Buffer.from('RIFF'), codec)).toBe('unreadable');
    expect(await refusal(Buffer.concat([Buffer.from('OggS'), Buffer.alloc(4000, 7)]), codec)).toBe('unreadable');
    expect(await refusal(Buffer.concat([Buffer.from('1a45dfa3', 'hex'), Buffer.alloc(900, 255)]), codec)).toBe(
      'unreadable',
    );
    expect(await refusal(Buffer.concat([Buffer.from('ID3'), Buffer.alloc(9000, 1)]), codec)).toBe('unreadable');
  });

  it('that was cut off is read as far as it goes, or refused, and harms nobody', async () => {
    for (const name of ['zh-aishell-guangzhou.ogg', 'zh-aishell-guangzhou.webm'] as const) {
      const whole = recordingBytes(name);
      const { durationMs } = await codec.decode(whole.subarray(0, whole.length / 2));
      // Ogg is written in pages of a second: what is left of the last one is lost.
      expect(durationMs).toBeGreaterThan(900);
      expect(durationMs).toBeLessThan(3500);
    }
    const mp3 = await mp3Of(spoken);
    expect((await codec.decode(mp3.subarray(0, mp3.length / 2))).durationMs).toBeGreaterThan(1500);
    expect(await refusal(recordingBytes('zh-aishell-guangzhou.webm').subarray(0, 100), codec)).toBe('unreadable');
  });

  it('with bytes turned over is refused or read, and the next one is read', async () => {
    let state = 7;
    const chance = (below: number) => (state = (state * 48_271) % 2_147_483_647) % below;
    for (const name of ['zh-aishell-guangzhou.ogg', 'zh-aishell-guangzhou.webm', 'zh-aishell-guangzhou.wav'] as const) {
      for (let round = 0; round < 15; round++) {
        const bytes = Buffer.from(recordingBytes(name));
        for (let i = 0; i < 40; i++) bytes[4 + chance(bytes.length - 4)] = chance(256);
        expect(['decoded', 'unreadable', 'too_short', 'too_long', 'empty']).toContain(await refusal(bytes, codec));
      }
      expect(await refusal(recordingBytes(name), codec)).toBe('decoded');
    }
  });

  it('of less than half a second is too short, of more than a minute too long', async () => {
    expect(await refusal(wavFile(silence(0.4)), codec)).toBe('too_short');
    expect(await refusal(wavFile(silence(60)), codec)).toBe('decoded');
    expect(await refusal(wavFile(silence(61.2)), codec)).toBe('too_long');
    expect(await refusal(await mp3Of(silence(62)), codec)).toBe('too_long');
  });

  it('of many quiet hours in few bytes is refused without unpacking it', async () => {
    const minute = await mp3Of(silence(60), 8);
    const hours = Buffer.concat(Array.from({ length: 32 }, () => minute));
    expect(hours.length).toBeLessThan(2_000_000);
    expect(await refusal(hours, codec)).toBe('too_long');
  });
});

/** Misbehaves by the first byte of what it is to decode. */
const badThread = new URL(
  `data:text/javascript,${encodeURIComponent(`
    import { parentPort } from 'node:worker_threads';
    parentPort.on('message', ([act]) => {
      if (act === 1) for (;;);
      if (act === 2) throw new Error('broken');
      if (act === 3) process.exit();
      if (act === 4) for (const kept = []; ; ) kept.push(new Array(100_000).fill(kept.length));
      parentPort.postMessage({ kind: 'decoded', format: 'wav', samples: new Int16Array(16_000) });
    });
  `)}`,
);

describe('a decoder that', () => {
  it.each([
    ['hangs', 1],
    ['throws', 2],
    ['ends its thread', 3],
    ['takes all memory', 4],
  ])('%s costs only its own recording', async (_, act) => {
    const codec = openAudioCodec({ threadFile: badThread, decodeLimitMs: 5000 });
    const [bad, next] = await Promise.all([
      refusal(Uint8Array.of(act), codec),
      codec.decode(Uint8Array.of(0)), // waits behind the bad one
    ]);
    expect(bad).toBe('unreadable');
    expect(next.durationMs).toBe(1000);
    await codec.close();
    await codec.close();
  });
});
