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
  const bytes = new Uint8Array(44);
  const letters = new TextEncoder();
  bytes.set(letters.encode('RIFF'), 0);
  bytes.set(letters.encode('WAVEfmt '), 8);
  bytes.set(letters.encode('data'), 36);
  const header = new DataView(bytes.buffer);
  const size = SECONDS * RATE;
  header.setUint32(4, 36 + size, true);
  header.setUint32(16, 16, true);
  header.setUint16(20, 1, true);
  header.setUint16(22, 1, true);
  header.setUint32(24, RATE, true);
  header.setUint32(28, RATE, true);
  header.setUint16(32, 1, true);
  header.setUint16(34, 8, true);
  header.setUint32(40, size, true);
  // 8-bit samples are unsigned: 128 is silence.
  const url = URL.createObjectURL(new Blob([bytes, new Uint8Array(size).fill(128)], { type: 'audio/wav' }));
  const audio = new Audio(url);
  audio.loop = true;
  audio.play().catch(() => {}); // Without a tap no sound, and no keys.
  return () => {
    audio.pause();
    URL.revokeObjectURL(url);
  };
}
