import { wavOf } from './wav.ts';

/** What the keys of a headset and the lock screen do. */
export interface MediaKeys {
  play(): void;
  pause(): void;
  next(): void;
  stop(): void;
  seek?(ms: number): void;
}

/** Who took the keys last has them; then whoever had them before. */
const takers: MediaKeys[] = [];

function hand(keys: MediaKeys | undefined) {
  const session = globalThis.navigator?.mediaSession;
  const actions: [MediaSessionAction, MediaSessionActionHandler | null][] = [
    ['play', keys ? () => keys.play() : null],
    ['pause', keys ? () => keys.pause() : null],
    ['nexttrack', keys ? () => keys.next() : null],
    ['stop', keys ? () => keys.stop() : null],
    ['seekto', keys?.seek ? ({ seekTime }) => keys.seek?.((seekTime ?? 0) * 1000) : null],
  ];
  for (const [action, run] of actions) {
    try {
      session?.setActionHandler(action, run);
    } catch {
      // A key that this browser does not know.
    }
  }
}

/** Takes the headset's keys until the returned function is called. Browsers without them do nothing. */
export function takeMediaKeys(keys: MediaKeys): () => void {
  takers.push(keys);
  hand(keys);
  return () => {
    const at = takers.indexOf(keys);
    if (at < 0) return;
    takers.splice(at, 1);
    hand(takers[takers.length - 1]);
  };
}

const SECONDS = 10;
const RATE = 8000;

/**
 * Holds the headset's keys for the page while nothing sounds, until the returned function is called: browsers give them to
 * whoever plays something, and silence of more than 5 s will do.
 */
export function holdMediaKeys(): () => void {
  const url = URL.createObjectURL(wavOf(new Float32Array(SECONDS * RATE), RATE));
  const audio = new Audio(url);
  audio.loop = true;
  audio.play().catch(() => {}); // Without a tap no sound, and no keys.
  return () => {
    audio.pause();
    URL.revokeObjectURL(url);
  };
}
