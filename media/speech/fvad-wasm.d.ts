declare module '@echogarden/fvad-wasm' {
  interface Fvad {
    readonly HEAP16: Int16Array;
    readonly _malloc: (bytes: number) => number;
    /** Handle of a fresh detector. */
    readonly _fvad_new: () => number;
    readonly _fvad_free: (detector: number) => void;
    /** 0 (takes most for a voice) to 3 (takes least). */
    readonly _fvad_set_mode: (detector: number, mode: number) => number;
    readonly _fvad_set_sample_rate: (detector: number, rate: number) => number;
    /** 1 voice, 0 none, -1 not a frame of 10, 20 or 30 ms. */
    readonly _fvad_process: (detector: number, samples: number, length: number) => number;
  }
  const open: (options: { wasmBinary: Uint8Array }) => Promise<Fvad>;
  export default open;
}
