/** A phone indoors may need this long for its first position, ms. */
const FIRST_FIX_MS = 20_000;
/** A sensor that answers at all answers in so long, ms. */
const ANSWER_MS = 5000;
/** After so long in front, what the browser still gives is what its sensor says, and not what it kept, ms. */
const AWAKE_MS = 15_000;

export interface PlaceWatch {
  /** Measures now, in the foreground. */
  look(): void;
  end(): void;
}

/**
 * Watches where the phone is. `confirmed`: asked anew and without a cache, the sensor says nothing newer than before; the phone
 * is where it was. What the browser may only have kept (its time is the same as before) is not called back at all.
 *
 * A watch is called back when the position changes, which on a laptop is seldom or never; and beside a running watch most
 * browsers leave an own question without an answer until then (w3c/geolocation#218). So a question that times out has the
 * watch begun anew: with nobody listening the browser lets go of its sensor and of what it kept, and measures again.
 */
export function watchPlace(
  geolocation: Geolocation,
  now: () => number,
  found: (position: GeolocationPosition, confirmed: boolean) => void,
  failed: (error: GeolocationPositionError) => void,
): PlaceWatch {
  let watch: number;
  let ended = false;
  let asking = false;
  /** The watch was called back since it was begun: one that was not is still looking, and is left to it. */
  let answered = false;
  /** It was asked, and neither the question nor the watch was answered. */
  let isMute = false;
  let last: GeolocationPosition | null = null;
  let inFrontSince = now();

  const inFront = () => globalThis.document?.visibilityState !== 'hidden';

  function heard(position: GeolocationPosition): void {
    if (ended) return;
    answered = true;
    isMute = false;
    const isNew = !last || !isSame(last, position);
    last = position;
    if (isNew) found(position, false);
    else if (inFront() && Math.abs(now() - inFrontSince) >= AWAKE_MS) found(position, true);
  }

  function begin(): void {
    answered = isMute = false;
    watch = geolocation.watchPosition(heard, failed, {
      enableHighAccuracy: true,
      maximumAge: 0,
      timeout: FIRST_FIX_MS,
    });
  }

  function look(): void {
    if (asking || !inFront()) return;
    if (isMute) {
      geolocation.clearWatch(watch);
      begin();
      return;
    }
    asking = true;
    geolocation.getCurrentPosition(
      (position) => {
        asking = false;
        heard(position);
      },
      ({ code, TIMEOUT }) => {
        asking = false;
        // Not at once: in here Chromium still counts the question, and would not let go of its sensor.
        isMute = code === TIMEOUT && answered;
      },
      { enableHighAccuracy: true, maximumAge: 0, timeout: ANSWER_MS },
    );
  }

  // A hidden page hears of no position on most phones: back in front, where it is now comes at once.
  function back(): void {
    inFrontSince = now();
    look();
  }

  globalThis.document?.addEventListener('visibilitychange', back);
  begin();
  return {
    look,
    end() {
      ended = true;
      geolocation.clearWatch(watch);
      globalThis.document?.removeEventListener('visibilitychange', back);
    },
  };
}

const isSame = (a: GeolocationPosition, b: GeolocationPosition): boolean =>
  a.timestamp === b.timestamp && a.coords.latitude === b.coords.latitude && a.coords.longitude === b.coords.longitude;
