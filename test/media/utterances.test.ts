import { beforeAll, describe, expect, it } from 'vitest';
import { SPEECH_RATE } from '../../media/speech-to-text.ts';
import { openUtterances, type Utterance } from '../../media/speech/utterances.ts';
import { openVoiceDetectors, VOICE_FRAME, type VoiceDetector } from '../../media/speech/voice-activity.ts';
import { noise, recordingSamples, silence } from '../support/recordings.ts';

const seconds = ({ samples }: Utterance) => samples.length / SPEECH_RATE;
const english = recordingSamples('en-librispeech.wav');
const chinese = recordingSamples('zh-aishell-guangzhou.wav');

function joined(...parts: Int16Array[]): Int16Array {
  const whole = new Int16Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

let openDetector: () => VoiceDetector;
beforeAll(async () => {
  openDetector = await openVoiceDetectors();
});

/** What is cut out of the sound, with times from its beginning. */
function cut(samples: Int16Array): Utterance[] {
  const detector = openDetector();
  const utterances = openUtterances((frame) => detector.isVoice(frame));
  const found: (Utterance | null)[] = [];
  for (let at = 0; at + VOICE_FRAME <= samples.length; at += VOICE_FRAME)
    found.push(utterances.take(samples.subarray(at, at + VOICE_FRAME), (at / SPEECH_RATE) * 1000));
  found.push(utterances.end());
  detector.close();
  return found.filter((one) => one !== null);
}

describe('what people say', () => {
  it('is cut where they are silent for a while, and each piece tells when it began', () => {
    const found = cut(joined(silence(1), chinese, silence(1), english, silence(1)));
    expect(found).toHaveLength(2);
    const [first, second] = found;
    expect(first?.startedAt).toBeGreaterThanOrEqual(800);
    expect(first?.startedAt).toBeLessThan(1700);
    expect(second?.startedAt).toBeGreaterThan(6000);
    expect(second?.startedAt).toBeLessThan(6700);
    for (const one of found) expect(seconds(one)).toBeLessThan(9.5);
  });

  it('that does not end is cut after 12 s at a quiet place, and nothing of it is lost', () => {
    const loud = joined(...Array.from({ length: 4 }, () => english.subarray(8000, 130_000)));
    const found = cut(loud);
    expect(found.length).toBeGreaterThanOrEqual(3);
    for (const one of found) expect(seconds(one)).toBeLessThanOrEqual(12);
    const all = found.reduce((sum, one) => sum + seconds(one), 0);
    expect(all).toBeGreaterThan(loud.length / SPEECH_RATE - 1.5);
  });

  it('is nothing where nobody speaks: silence, a click', () => {
    expect(cut(silence(5))).toEqual([]);
    const click = silence(3);
    click.fill(20_000, 16_000, 16_200);
    expect(cut(click)).toEqual([]);
  });

  it('is bounded where something only sounds like a voice', () => {
    for (const one of cut(noise(40))) expect(seconds(one)).toBeLessThanOrEqual(12);
  });

  it('is there as far as it has come', () => {
    const utterances = openUtterances(() => true);
    expect(utterances.running()).toBeNull();
    for (let i = 0; i < 100; i++) utterances.take(new Int16Array(VOICE_FRAME), i * 30);
    expect(utterances.running()).toMatchObject({ startedAt: 0 });
    expect(seconds(utterances.running() ?? { startedAt: 0, samples: new Int16Array() })).toBe(3);
    expect(utterances.end()).not.toBeNull();
    expect(utterances.running()).toBeNull();
  });
});
