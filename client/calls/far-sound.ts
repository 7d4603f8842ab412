import { loudness } from './loudness.ts';

/** The sound of the others, in one audio element of the page. */
export interface FarSound {
  add(track: MediaStreamTrack): void;
  remove(track: MediaStreamTrack): void;
  /** Plays; where the browser wants a tap first, `onBlocked(true)` follows. */
  play(): Promise<void>;
  close(): void;
}

export function openFarSound(onBlocked: (blocked: boolean) => void): FarSound {
  const audio = document.createElement('audio');
  audio.autoplay = true;
  // Without it an iPhone would show its full-screen player.
  audio.setAttribute('playsinline', '');
  audio.hidden = true;
  const stream = new MediaStream();
  audio.srcObject = stream;
  document.body.append(audio);

  return {
    add: (track) => stream.addTrack(track),
    remove: (track) => stream.removeTrack(track),
    async play() {
      try {
        await audio.play();
        onBlocked(false);
      } catch (error) {
        if (error instanceof DOMException && error.name === 'NotAllowedError') onBlocked(true);
        // AbortError: closed, or played again meanwhile.
      }
    },
    close() {
      audio.pause();
      audio.srcObject = null;
      audio.remove();
    },
  };
}

/** A packet older than this says nothing of now: in silence (DTX) hardly any come. ms */
const FRESH_MS = 400;

/** How loud the last sound from a receiver was, 0 to 1. */
export function levelOf(receiver: RTCRtpReceiver | undefined): number {
  const [latest] = receiver?.getSynchronizationSources() ?? [];
  const now = performance.timeOrigin + performance.now();
  if (latest?.audioLevel === undefined || now - latest.timestamp > FRESH_MS) return 0;
  return loudness(latest.audioLevel);
}
