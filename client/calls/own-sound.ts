import { loudness } from './loudness.ts';

/** Our side of the sound graph: silence to send before the microphone is open, and how loud we are after. */
export interface OwnSound {
  /** Silent, and live until `close`. */
  readonly silence: MediaStreamTrack;
  listenTo(track: MediaStreamTrack): void;
  /** Wakes what the system put to sleep: a phone call, a page behind another. Best called from a tap. */
  wake(): void;
  /** 0 to 1. */
  level(): number;
  close(): void;
}

export function openOwnSound(): OwnSound {
  const context = new AudioContext();
  const [silence] = context.createMediaStreamDestination().stream.getAudioTracks();
  if (silence === undefined) throw new Error('A stream destination has a track');
  const analyser = context.createAnalyser();
  analyser.fftSize = 512;
  const samples = new Float32Array(analyser.fftSize);
  let source: MediaStreamAudioSourceNode | null = null;

  function wake(): void {
    // `interrupted` is Safari's word for what a phone call does. A refusal is tried again with the next tap.
    if (context.state !== 'running' && context.state !== 'closed') context.resume().catch(() => undefined);
  }

  return {
    silence,
    wake,
    listenTo(track) {
      source?.disconnect();
      source = context.createMediaStreamSource(new MediaStream([track]));
      source.connect(analyser);
      // Made before a tap, the context sleeps; the microphone was asked for from a tap.
      wake();
    },
    level() {
      if (source === null) return 0;
      analyser.getFloatTimeDomainData(samples);
      const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
      return loudness(Math.sqrt(power));
    },
    close() {
      silence.stop();
      if (context.state !== 'closed') void context.close();
    },
  };
}
