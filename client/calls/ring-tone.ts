/** One ring: two tones of the common telephone, 440 and 480 Hz, 1 s of every 3 s. */
const TONES_HZ = [440, 480];
const RING_S = 1;
const PERIOD_MS = 3000;
/** Soft enough beside an ear, loud enough in a pocket. */
const VOLUME = 0.12;

/**
 * Rings and shakes until the returned function is called. A browser that plays nothing before a tap stays silent; the
 * page says by words and movement that it rings. `silent`: it only shakes.
 */
export function startRinging({ silent }: { silent: boolean }): () => void {
  const context = new AudioContext();
  const volume = silent ? 0 : VOLUME;
  const gain = context.createGain();
  gain.gain.value = 0;
  gain.connect(context.destination);
  const tones = TONES_HZ.map((frequency) => {
    const tone = context.createOscillator();
    tone.frequency.value = frequency;
    tone.connect(gain);
    tone.start();
    return tone;
  });

  function ring(): void {
    const now = context.currentTime;
    // Ramps, because a sudden start clicks.
    gain.gain.cancelScheduledValues(now);
    gain.gain.setValueAtTime(0, now);
    gain.gain.linearRampToValueAtTime(volume, now + 0.03);
    gain.gain.setValueAtTime(volume, now + RING_S - 0.03);
    gain.gain.linearRampToValueAtTime(0, now + RING_S);
    // Absent on iPhones, refused before the first tap.
    if ('vibrate' in navigator && navigator.userActivation?.hasBeenActive) navigator.vibrate([400, 200, 400]);
  }
  ring();
  const timer = setInterval(ring, PERIOD_MS);

  return () => {
    clearInterval(timer);
    if ('vibrate' in navigator && navigator.userActivation?.hasBeenActive) navigator.vibrate(0);
    for (const tone of tones) tone.stop();
    if (context.state !== 'closed') void context.close();
  };
}
