import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AudioCodec, AudioError } from '../../media/audio-codec.ts';
import { openAudioCodec } from '../../media/audio/open-audio-codec.ts';
import { wavFile } from '../../media/audio/wav-file.ts';
import { chance } from '../support/chance.ts';
import { claimingWav, freeFrames, lostPackets, manyChannels } from '../support/hostile-audio.ts';
import { mp3Of, recordingBytes, recordingSamples, silence } from '../support/recordings.ts';

let codec: AudioCodec;
beforeAll(() => {
  codec = openAudioCodec();
});
afterAll(() => codec.close());

/** What became of it; a thread that was lost with it is no refusal. */
const refusal = (bytes: Uint8Array) =>
  codec.decode(bytes).then(
    () => 'decoded',
    (error: unknown) => (error instanceof AudioError && error.cause === undefined ? error.reason : error),
  );

const words = (...list: number[]) => Buffer.from(Uint16Array.from(list).buffer);
const adpcm = { bits: 4, block: 300, more: words(2, 65_535) };

describe('two megabytes that claim gigabytes', () => {
  it.each([
    ['65,535 channels in one byte', claimingWav({ channels: 65_535, bits: 8, block: 1 })],
    ['channels of no bytes', claimingWav({ channels: 8, bits: 24, block: 1 })],
    ['65,535 samples in a block of IMA ADPCM', claimingWav({ ...adpcm, tag: 0x11 })],
    ['65,535 samples in a block of Microsoft ADPCM', claimingWav({ ...adpcm, tag: 2 })],
    [
      'ADPCM in a longer head',
      claimingWav({ ...adpcm, tag: 0xfffe, more: words(22, 4, 0, 0, 0x11, 0, 0, 0, 0, 0, 0, 0) }),
    ],
    ['255 channels of Ogg', manyChannels()],
  ])('in %s are refused before they are made', async (_, bytes) => {
    expect(await refusal(bytes)).toBe('unreadable');
  });

  it.each([
    ['an MP3 of free frames', freeFrames(2_000_000)],
    ['an Ogg of lost packets', lostPackets(2_000_000)],
  ])('as %s take no more time than is given, and the thread goes on', async (_, bytes) => {
    expect(await refusal(bytes)).toBe('unreadable');
    expect(await refusal(wavFile(silence(1)))).toBe('decoded');
  });
});

/** A second of sound in 16 bits, each sample once for each channel, turned into other samples. */
const second = recordingSamples('en-jfk.wav').subarray(16_000, 32_000);
const sound = (bytes: number, put: (to: Buffer, sample: number, at: number) => void, channels = 1) => {
  const to = Buffer.alloc(second.length * channels * bytes);
  for (const [i, sample] of second.entries())
    for (let c = 0; c < channels; c++) put(to, sample, (i * channels + c) * bytes);
  return to;
};
const asShort = sound(2, (to, sample, at) => to.writeInt16LE(sample, at));
const odd = Buffer.concat([Buffer.from('LIST\x03\0\0\0abc\0', 'latin1')]);
const withOdd = wavFile(second);

describe('sound of other programs', () => {
  it.each([
    [
      '8 bits',
      claimingWav(
        { bits: 8 },
        sound(1, (to, sample, at) => to.writeUInt8((sample >> 8) + 128, at)),
      ),
    ],
    [
      '24 bits',
      claimingWav(
        { bits: 24 },
        sound(3, (to, sample, at) => to.writeIntLE(sample * 256, at, 3)),
      ),
    ],
    [
      '32 bits',
      claimingWav(
        { bits: 32 },
        sound(4, (to, sample, at) => to.writeInt32LE(sample * 65_536, at)),
      ),
    ],
    [
      'floats',
      claimingWav(
        { tag: 3, bits: 32 },
        sound(4, (to, sample, at) => to.writeFloatLE(sample / 32_768, at)),
      ),
    ],
    [
      'doubles',
      claimingWav(
        { tag: 3, bits: 64 },
        sound(8, (to, sample, at) => to.writeDoubleLE(sample / 32_768, at)),
      ),
    ],
    [
      'eight channels',
      claimingWav(
        { channels: 8 },
        sound(2, (to, sample, at) => to.writeInt16LE(sample, at), 8),
      ),
    ],
    [
      'a longer head',
      claimingWav({ tag: 0xfffe, more: words(22, 16, 4, 0, 1, 0, 0, 0x10, 0x80, 0xaa, 0x38, 0x9b71) }, asShort),
    ],
    ['a length that was never written', claimingWav({ bytes: 0 }, asShort)],
    ['a length of all ones', claimingWav({ bytes: 0xffff_ffff }, asShort)],
    ['more claimed than there is', claimingWav({ bytes: 90_000 }, asShort)],
    ['an odd chunk first', Buffer.concat([withOdd.subarray(0, 36), odd, withOdd.subarray(36)])],
  ])('in WAV with %s is read as it is', async (_, bytes) => {
    const { samples } = await codec.decode(bytes);
    expect(samples.length).toBe(16_000);
    const furthest = samples.reduce((most, sample, i) => Math.max(most, Math.abs(sample - (second[i] ?? 0))), 0);
    expect(furthest).toBeLessThanOrEqual(bytes.readUInt16LE(34) === 8 ? 256 : 2);
  });

  it('in WAV that begins at an odd place is read as it is', async () => {
    const whole = claimingWav(
      { tag: 3, bits: 32 },
      sound(4, (to, sample, at) => to.writeFloatLE(sample / 32_768, at)),
    );
    const moved = Buffer.concat([whole.subarray(0, 36), Buffer.from('pad \x02\0\0\0ab', 'latin1'), whole.subarray(36)]);
    expect((await codec.decode(moved)).samples.length).toBe(16_000);
  });

  it('that is no number is silence', async () => {
    const none = sound(4, (to, _sample, at) => to.writeFloatLE(at % 8 === 0 ? Number.NaN : Infinity, at));
    const { samples } = await codec.decode(claimingWav({ tag: 3, bits: 32 }, none));
    expect(samples.every((sample) => sample === 0 || Math.abs(sample) >= 32_767)).toBe(true);
  });
});

it('whatever is cut off, turned over, left out or put into one another, is read or refused, and the thread goes on', async () => {
  const random = chance(66);
  const below = (most: number) => Math.floor(random() * most);
  const whole = [
    await mp3Of(second),
    ...(['zh-aishell-guangzhou.ogg', 'zh-aishell-guangzhou.webm'] as const).map(recordingBytes),
    wavFile(second),
  ];
  const pick = () => whole[below(whole.length)] ?? Buffer.alloc(0);
  for (let round = 0; round < 200; round++) {
    const one = Buffer.from(pick());
    const at = below(one.length);
    const bytes = [
      () => one.subarray(0, at),
      () => Buffer.concat([one.subarray(0, at), one.subarray(below(one.length))]),
      () => Buffer.concat([one.subarray(0, at), pick(), one.subarray(at)]),
      () => {
        for (let i = 0; i < 20; i++) one[below(300)] = [0, 1, 127, 128, 255][below(5)] ?? 0;
        return one;
      },
    ][below(4)]?.();
    expect(['decoded', 'unreadable', 'too_short', 'too_long', 'empty']).toContain(await refusal(bytes ?? one));
  }
  for (const bytes of whole) expect(await refusal(bytes)).toBe('decoded');
});
