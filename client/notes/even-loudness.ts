import { levelled } from './levelling.ts';
import { wavOf } from './wav.ts';

/** As pages record: all that speech has, and a minute takes 3 MB. */
const RATE = 24_000;

/**
 * A note to be played as loud as every other one, whoever whispered or shouted it. What the browser cannot decode is
 * answered as it came, for its player to try.
 */
export async function evenLoudness(audio: Blob): Promise<Blob> {
  try {
    const decoded = await new OfflineAudioContext(1, 1, RATE).decodeAudioData(await audio.arrayBuffer());
    const { numberOfChannels, sampleRate } = decoded;
    const channels = Array.from({ length: numberOfChannels }, (_, i) => decoded.getChannelData(i));
    const mono = new Float32Array(decoded.length);
    for (const channel of channels)
      for (let i = 0; i < mono.length; i++) mono[i] = (mono[i] ?? 0) + (channel[i] ?? 0) / numberOfChannels;
    return wavOf(levelled(mono, sampleRate), sampleRate);
  } catch {
    return audio;
  }
}
