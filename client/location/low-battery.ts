/** What browsers of the Chromium family know of the battery (https://w3c.github.io/battery/); no type library has it. */
interface Battery extends EventTarget {
  readonly level: number;
  readonly charging: boolean;
}
interface WithBattery {
  getBattery?(): Promise<Battery>;
}

/** From here on a phone that shares may not see the evening, as a part of full. */
const LOW = 0.2;

/** Tells whether the battery is low, at once where it is, until the returned function is called. Silent where nobody knows. */
export function watchBattery(tell: (low: boolean) => void): () => void {
  const ended = new AbortController();
  async function watch(): Promise<void> {
    const browser: Navigator & WithBattery = globalThis.navigator;
    const battery = await browser.getBattery?.();
    if (!battery || ended.signal.aborted) return;
    const look = () => tell(battery.level <= LOW && !battery.charging);
    for (const event of ['levelchange', 'chargingchange'])
      battery.addEventListener(event, look, { signal: ended.signal });
    look();
  }
  // Refused by a browser's policy: nothing is known then.
  watch().catch(() => undefined);
  return () => ended.abort();
}
