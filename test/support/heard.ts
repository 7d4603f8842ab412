import type { Page } from 'playwright-core';

/** Samples per second of what is recorded: that of speech recognition. */
const HEARD_RATE = 16_000;

/** What comes out of the page's call for so long: mono, 16-bit. Fails where the page plays no call. */
export async function hear(page: Page, seconds: number): Promise<Int16Array> {
  const base64 = await page.evaluate(
    async ({ seconds, rate }) => {
      const audio = [...document.querySelectorAll('audio')].find((one) => one.srcObject instanceof MediaStream);
      if (audio === undefined || audio.paused) throw new Error('The page plays no call');
      const context = new AudioContext({ sampleRate: rate });
      await context.resume();
      // A source takes one track of a stream; an element plays them all.
      const sources = (audio.srcObject as MediaStream)
        .getAudioTracks()
        .map((track) => context.createMediaStreamSource(new MediaStream([track])));
      const recorder = context.createScriptProcessor(4096, 1, 1);
      const samples = new Int16Array(Math.ceil(seconds * rate));
      let filled = 0;
      await new Promise<void>((resolve) => {
        recorder.addEventListener('audioprocess', ({ inputBuffer }) => {
          for (const value of inputBuffer.getChannelData(0)) {
            if (filled === samples.length) return resolve();
            samples[filled] = Math.max(-1, Math.min(1, value)) * 32_767;
            filled += 1;
          }
        });
        for (const source of sources) source.connect(recorder);
        // Chromium runs a processor only when it leads somewhere.
        recorder.connect(context.destination);
      });
      await context.close();
      let binary = '';
      for (const byte of new Uint8Array(samples.buffer)) binary += String.fromCharCode(byte);
      return btoa(binary);
    },
    { seconds, rate: HEARD_RATE },
  );
  const bytes = Buffer.from(base64, 'base64');
  return new Int16Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}

/** Lets `packetsReceived` count from the page's next load on. */
export async function countPackets(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const peers: RTCPeerConnection[] = [];
    const Original = globalThis.RTCPeerConnection;
    globalThis.RTCPeerConnection = class extends Original {
      constructor(configuration?: RTCConfiguration) {
        super(configuration);
        peers.push(this);
      }
    };
    Object.assign(globalThis, { peers });
  });
  await page.reload();
}

/** Sound packets that the SFU has sent to this page so far. */
export function packetsReceived(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const { peers } = globalThis as unknown as { peers: RTCPeerConnection[] };
    let packets = 0;
    for (const peer of peers) {
      for (const stats of (await peer.getStats()).values()) {
        if (stats.type === 'inbound-rtp') packets += stats.packetsReceived;
      }
    }
    return packets;
  });
}

/** Root mean square, 0 to 1. */
export function loudnessOf(samples: Int16Array): number {
  const power = samples.reduce((sum, sample) => sum + (sample / 32_768) ** 2, 0) / samples.length;
  return Math.sqrt(power);
}
