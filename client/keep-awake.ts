/** Holds the screen on until the returned function is called, where the phone lets it: one that sleeps reports nothing. */
export function keepAwake(): () => void {
  let ended = false;
  let lock: WakeLockSentinel | undefined;
  async function take(): Promise<void> {
    if (globalThis.document?.visibilityState !== 'visible') return;
    try {
      lock = await globalThis.navigator.wakeLock?.request('screen');
      if (ended) await lock?.release();
    } catch {
      // Battery saver: the share goes on without it.
    }
  }
  const retake = () => void take();
  retake();
  globalThis.document?.addEventListener('visibilitychange', retake);
  return () => {
    ended = true;
    globalThis.document?.removeEventListener('visibilitychange', retake);
    void lock?.release();
  };
}
