import type { OnPacket } from '../../support/rtp-phone/sound.ts';

/** Opus sends a packet every 20 ms; 80 bytes are 32 kbit/s of sound. */
const PACKET_MS = 20;
const PACKET_BYTES = 80;
/** How often what is due is sent, ms. */
const TICK_MS = 1;
/** A packet that is still under way after this is lost, ms. */
const LAST_MS = 1000;

export interface Speaker {
  readonly onPacket: OnPacket;
  /** When the first packet came here, as of `performance.now()`. */
  readonly firstHeard: Promise<number>;
}

export interface Talked {
  readonly sent: number;
  readonly received: number;
  /** From before a packet was encrypted until it reached this process again, ms. */
  readonly latencies: Float64Array;
}

/** All the microphones of this thread: each sends 50 packets a second, spread evenly over time, with its time in it. */
export interface Talk {
  speaker(): Speaker;
  /** The speaker speaks from now on. */
  add(speaker: Speaker, speak: (opus: Buffer) => void): void;
  delete(speaker: Speaker): void;
  /** Counts what is sent from now on for so long. */
  measure(seconds: number): Promise<Talked>;
  close(): void;
}

interface Microphone {
  readonly speak: (opus: Buffer) => void;
  due: number;
}

export function openTalk(): Talk {
  const microphones = new Map<Speaker, Microphone>();
  let from = Number.POSITIVE_INFINITY;
  let until = Number.NEGATIVE_INFINITY;
  let sent = 0;
  let latencies: number[] = [];

  const timer = setInterval(() => {
    const now = performance.now();
    for (const microphone of microphones.values()) {
      while (microphone.due <= now) {
        microphone.due += PACKET_MS;
        const opus = Buffer.alloc(PACKET_BYTES);
        const at = performance.now();
        opus.writeDoubleBE(at);
        if (at >= from && at < until) sent += 1;
        microphone.speak(opus);
      }
    }
  }, TICK_MS);

  return {
    speaker() {
      let heard = (_at: number): void => undefined;
      const firstHeard = new Promise<number>((resolve) => {
        heard = resolve;
      });
      return {
        firstHeard,
        onPacket({ payload }, at) {
          heard(at);
          const sentAt = payload.readDoubleBE();
          if (sentAt >= from && sentAt < until) latencies.push(at - sentAt);
        },
      };
    },
    add: (speaker, speak) =>
      void microphones.set(speaker, { speak, due: performance.now() + Math.random() * PACKET_MS }),
    delete: (speaker) => void microphones.delete(speaker),
    async measure(seconds) {
      latencies = [];
      sent = 0;
      from = performance.now();
      until = from + seconds * 1000;
      await new Promise((done) => setTimeout(done, seconds * 1000 + LAST_MS));
      return { sent, received: latencies.length, latencies: Float64Array.from(latencies) };
    },
    close: () => clearInterval(timer),
  };
}
