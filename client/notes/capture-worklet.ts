// Runs on the browser's audio thread, as a file of its own. It passes on what the microphone gives, in slices.

declare const sampleRate: number;
declare class AudioWorkletProcessor {
  readonly port: MessagePort;
}
declare function registerProcessor(name: string, processor: new () => AudioWorkletProcessor): void;

/** LEVEL_MS in `recorder.ts`: this file can import nothing. */
const SLICE_S = 0.05;

class Capture extends AudioWorkletProcessor {
  #slice = new Float32Array(Math.round(sampleRate * SLICE_S));
  #filled = 0;

  process([input]: Float32Array[][]): boolean {
    const samples = input?.[0] ?? new Float32Array();
    for (let at = 0; at < samples.length;) {
      const taken = samples.subarray(at, at + this.#slice.length - this.#filled);
      this.#slice.set(taken, this.#filled);
      this.#filled += taken.length;
      at += taken.length;
      if (this.#filled === this.#slice.length) {
        const full = this.#slice;
        this.#slice = new Float32Array(full.length);
        this.#filled = 0;
        this.port.postMessage(full, [full.buffer]);
      }
    }
    return true;
  }
}

registerProcessor('capture', Capture);
