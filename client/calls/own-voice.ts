import { loudness } from './loudness.ts';

/** One's own voice, heard again some seconds later. Whoever opens it closes it, and stops the track. */
export interface OwnVoice {
  /** 0 to 1. */
  level(): number;
  close(): void;
}

/**
 * Plays the track `delayMs` late, and takes no more of it after so long: what comes out of the loudspeaker is not heard
 * twice. Call it from a tap, else it may stay silent.
 */
export function openOwnVoice(track: MediaStreamTrack, delayMs: number): OwnVoice {
  const context = new AudioContext();
  // A refusal leaves it silent; the level is shown all the same once the context runs.
  context.resume().catch(() => undefined);
  const source = context.createMediaStreamSource(new MediaStream([track]));
  const seconds = delayMs / 1000;
  const delay = context.createDelay(seconds + 1);
  delay.delayTime.value = seconds;
  const analyser = context.createAnalyser();
  analyser.fftSize = 512;
  const samples = new Float32Array(analyser.fftSize);
  source.connect(analyser);
  source.connect(delay).connect(context.destination);
  const deaf = setTimeout(() => source.disconnect(delay), delayMs);

  return {
    level() {
      analyser.getFloatTimeDomainData(samples);
      return loudness(Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length));
    },
    close() {
      clearTimeout(deaf);
      if (context.state !== 'closed') void context.close();
    },
  };
}
