import { MicrophoneError } from '../microphone-error.ts';
import type { CallPage } from './call-page.ts';
import type { CallProblem } from './call-state.ts';

export type MicrophoneProblem = Extract<CallProblem, `microphone_${string}`>;

/** This device's microphone during one call: opened once, taken back whenever the system takes it away. */
export interface OwnMicrophone {
  /** Opens it, or again. Resolves with whether it is open; why not is told. */
  open(): Promise<boolean>;
  setMuted(muted: boolean): void;
  /** Gives it back to the system, until it is opened again. */
  letGo(): void;
  close(): void;
}

export interface OwnMicrophoneParts {
  /** Rejects with `MicrophoneError`. */
  readonly openTrack: () => Promise<MediaStreamTrack>;
  readonly page: Pick<CallPage, 'onVisible' | 'onDevices'>;
  /** The track to send from now on; the earlier one is stopped. */
  readonly use: (track: MediaStreamTrack) => void;
  /** Why nobody can hear us; null once they can. */
  readonly tell: (problem: MicrophoneProblem | null) => void;
}

/** A phone mutes the track for a moment when the way of the sound changes; longer is a phone call or a fault. ms */
const MUTE_PATIENCE_MS = 1000;
/** Waits between tries to have it back, ms; the last one repeats. Another app's call lasts minutes, a switch of headsets a second. */
const AGAIN_MS = [1000, 2000, 4000, 8000];

export function keepMicrophone({ openTrack, page, use, tell }: OwnMicrophoneParts): OwnMicrophone {
  let track: MediaStreamTrack | null = null;
  let opening: Promise<boolean> | null = null;
  let wanted = false;
  let muted = false;
  let failures = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let closed = false;

  const isTaken = (): boolean => track === null || track.readyState === 'ended' || track.muted;

  function release(of: MediaStreamTrack | null): void {
    of?.removeEventListener('ended', onLost);
    of?.removeEventListener('mute', onMute);
    of?.removeEventListener('unmute', onUnmute);
    of?.stop();
  }

  function letGo(): void {
    wanted = false;
    clearTimeout(timer);
    release(track);
    track = null;
  }

  async function take(): Promise<boolean> {
    clearTimeout(timer);
    let next: MediaStreamTrack;
    try {
      next = await openTrack();
    } catch (error) {
      if (!wanted) return false;
      const reason = error instanceof MicrophoneError ? error.reason : 'unsupported';
      tell(`microphone_${reason}`);
      // Where a person has to allow it, asking again by ourselves helps nobody.
      if (reason === 'missing' || reason === 'in_use') again();
      return false;
    }
    if (!wanted) {
      next.stop();
      return false;
    }
    release(track);
    track = next;
    next.enabled = !muted;
    next.addEventListener('ended', onLost);
    next.addEventListener('mute', onMute);
    next.addEventListener('unmute', onUnmute);
    use(next);
    // iOS hands out a silent track while a phone call lasts.
    if (next.muted) again();
    else {
      failures = 0;
      tell(null);
    }
    return true;
  }

  function open(): Promise<boolean> {
    opening ??= take().finally(() => (opening = null));
    return opening;
  }
  function again(): void {
    clearTimeout(timer);
    timer = setTimeout(look, AGAIN_MS[Math.min(failures, AGAIN_MS.length - 1)]);
    failures += 1;
  }
  /** Something has changed that may have brought it back. */
  function look(): void {
    if (wanted && isTaken()) void open();
  }
  function onLost(): void {
    tell('microphone_lost');
    look();
  }
  function onMute(): void {
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (isTaken()) onLost();
    }, MUTE_PATIENCE_MS);
  }
  function onUnmute(): void {
    if (isTaken()) return;
    clearTimeout(timer);
    failures = 0;
    tell(null);
  }

  const stops = [page.onVisible(look), page.onDevices(look)];
  return {
    async open() {
      if (closed) return false;
      wanted = true;
      return open();
    },
    letGo,
    setMuted(on) {
      muted = on;
      if (track !== null) track.enabled = !on;
    },
    close() {
      if (closed) return;
      closed = true;
      for (const stop of stops) stop();
      letGo();
    },
  };
}
