import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { levelled, loudnessOf } from '../../client/notes/levelling.ts';
import { wavOf } from '../../client/notes/wav.ts';
import { recordingPath, type RecordingName } from '../support/recordings.ts';

const RATE = 24_000;
const db = (gain: number) => 10 ** (gain / 20);
const tone = (seconds: number, level: number, hertz = 997, rate = RATE) =>
  Float32Array.from({ length: seconds * rate }, (_, i) => db(level) * Math.sin((2 * Math.PI * hertz * i) / rate));
const joined = (...all: Float32Array[]) => Float32Array.from(all.flatMap((one) => Array.from(one)));
const louder = (samples: Float32Array, gain: number) => samples.map((sample) => sample * db(gain));
const peak = (samples: Float32Array) => samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);

/** A recording of 16 kHz as a phone would hand it over. */
function speech(name: RecordingName): Float32Array {
  const file = readFileSync(recordingPath(name));
  const data = file.indexOf('data') + 8;
  return Float32Array.from({ length: (file.length - data) / 2 }, (_, i) => file.readInt16LE(data + i * 2) / 32_768);
}

describe('loudness', () => {
  // The values that ITU-R BS.1770-5 and EBU Tech 3341 give; one channel of a tone is 3 dB less than two.
  it.each([16_000, 24_000, 48_000])('is what the standard says of a tone, at %i Hz', (rate) => {
    expect(loudnessOf(tone(5, 0, 997, rate), rate)).toBeCloseTo(-3.01, 1);
    expect(loudnessOf(tone(5, -23, 997, rate), rate)).toBeCloseTo(-26.01, 1);
  });
  it('leaves pauses out, and is none where nothing is heard', () => {
    const spoken = tone(5, -20);
    expect(loudnessOf(joined(tone(3, -60), spoken, tone(3, -60)), RATE)).toBeCloseTo(loudnessOf(spoken, RATE) ?? 0, 0);
    expect(loudnessOf(new Float32Array(RATE), RATE)).toBeNull();
    expect(loudnessOf(tone(0.2, -20), RATE)).toBeNull();
  });
});

describe('a note', () => {
  it.each(['zh-aishell-guangzhou.wav', 'en-jfk.wav'] as const)('of %s sounds alike whispered and shouted', (name) => {
    const said = speech(name);
    for (const level of [-45, -35, -25, -15, -6]) {
      const clipped = louder(said, level - (loudnessOf(said, 16_000) ?? 0)).map((sample) =>
        Math.max(-1, Math.min(1, sample)),
      );
      const played = levelled(clipped, 16_000);
      // Held peaks take a little off; a listener hears no difference below 2.
      expect(loudnessOf(played, 16_000)).toBeGreaterThan(-18);
      expect(loudnessOf(played, 16_000)).toBeLessThan(-15.5);
      expect(peak(played)).toBeLessThanOrEqual(db(-1) + 1e-6);
    }
  });

  it('keeps its loud and its quiet words as far apart as they were spoken', () => {
    const played = levelled(joined(tone(2, -20), tone(2, -26)), RATE);
    const [loud, quiet] = [played.subarray(RATE, 2 * RATE), played.subarray(3 * RATE)];
    expect(20 * Math.log10(peak(loud) / peak(quiet))).toBeCloseTo(6, 0);
  });

  it('is not turned into a roar where it holds only the hum of a room', () => {
    expect(loudnessOf(levelled(tone(3, -60), RATE), RATE)).toBeLessThan(-30);
    const silence = new Float32Array(RATE);
    expect(levelled(silence, RATE)).toBe(silence);
  });

  it('becomes a file that says how it is to be played', async () => {
    const file = Buffer.from(await wavOf(Float32Array.of(0, 1, -1), 8000).arrayBuffer());
    expect(file.toString('latin1', 0, 4) + file.toString('latin1', 8, 16)).toBe('RIFFWAVEfmt ');
    expect([file.readUInt32LE(4), file.readUInt32LE(24), file.readUInt32LE(40)]).toEqual([file.length - 8, 8000, 6]);
    expect([44, 46, 48].map((at) => file.readInt16LE(at))).toEqual([0, 32_767, -32_767]);
  });
});
