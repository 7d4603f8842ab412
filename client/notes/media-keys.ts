/** What the keys of a headset and the lock screen do. */
export interface MediaKeys {
  play(): void;
  pause(): void;
  next(): void;
  stop(): void;
  seek(ms: number): void;
}

/** Takes the headset's keys until the returned function is called. Browsers without them do nothing. */
export function takeMediaKeys(keys: MediaKeys): () => void {
  const session = globalThis.navigator?.mediaSession;
  if (!session) return () => {};
  const actions: [MediaSessionAction, MediaSessionActionHandler][] = [
    ['play', () => keys.play()],
    ['pause', () => keys.pause()],
    ['nexttrack', () => keys.next()],
    ['stop', () => keys.stop()],
    ['seekto', ({ seekTime }) => keys.seek((seekTime ?? 0) * 1000)],
  ];
  const set = (action: MediaSessionAction, run: MediaSessionActionHandler | null) => {
    try {
      session.setActionHandler(action, run);
    } catch {
      // A key that this browser does not know.
    }
  };
  for (const [action, run] of actions) set(action, run);
  return () => {
    for (const [action] of actions) set(action, null);
  };
}
