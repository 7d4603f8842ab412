import { loudness } from './loudness.ts';

/** The sound of the others, in one audio element of the page. */
export interface FarSound {
  add(track: MediaStreamTrack): void;
  remove(track: MediaStreamTrack): void;
  /** Plays; where the browser wants a tap first, `onBlocked(true)` follows. */
  play(): Promise<void>;
  /** Where it comes out; empty for the system's choice. Does nothing where the browser leaves none. */
  setOutput(id: string): Promise<void>;
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
  let wanted = false;

  async function play(): Promise<void> {
    wanted = true;
    try {
      await audio.play();
      onBlocked(false);
    } catch (error) {
      if (error instanceof DOMException && error.name === 'NotAllowedError') onBlocked(true);
      // AbortError: closed, or played again meanwhile.
    }
  }
  // A phone call or a headset that goes stops the element, and nothing starts it again by itself.
  audio.addEventListener('pause', () => {
    if (wanted && stream.active) void play();
  });

  return {
    add(track) {
      stream.addTrack(track);
      // An element whose stream had run dry stands still.
      if (wanted && audio.paused) void play();
    },
    remove: (track) => stream.removeTrack(track),
    play,
    async setOutput(id) {
      try {
        if ('setSinkId' in audio) await audio.setSinkId(id);
      } catch {
        // Gone since it was listed: the sound stays where it is.
      }
    },
    close() {
      wanted = false;
      audio.pause();
      audio.srcObject = null;
      audio.remove();
    },
  };
}

/** A packet older than this says nothing of now: in silence (DTX) hardly any come. ms */
const FRESH_MS = 400;

/** When the newest packet of a receiver was played, epoch ms; null where none was for a while. */
export const playedAt = (receiver: RTCRtpReceiver | undefined): number | null =>
  receiver?.getSynchronizationSources()[0]?.timestamp ?? null;

/** How loud the last sound from a receiver was, 0 to 1. */
export function levelOf(receiver: RTCRtpReceiver | undefined): number {
  const [latest] = receiver?.getSynchronizationSources() ?? [];
  const now = performance.timeOrigin + performance.now();
  if (latest?.audioLevel === undefined || now - latest.timestamp > FRESH_MS) return 0;
  return loudness(latest.audioLevel);
}
