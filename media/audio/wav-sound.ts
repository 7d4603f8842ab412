/** Sound that is not packed: its bytes, and a head of 44 bytes that says only what is true of them. */
export interface WavSound {
  readonly head: Buffer;
  readonly data: Uint8Array;
}

// Format tags of mmreg.h, each with the bits of a sample that it may have.
const sampleBits: Readonly<Record<number, readonly number[]>> = {
  1: [8, 16, 24, 32], // PCM
  3: [32, 64], // float
  6: [8], // A-law
  7: [8], // µ-law
};
/** The tag proper is the first word of a longer one, 24 bytes into the chunk. */
const EXTENSIBLE = 0xfffe;
/** Films have so many. */
export const CHANNELS_MAX = 8;
/** For a length that was never written: the recording went on. */
const OPEN = 0xffff_ffff;

const word = (text: string) => Buffer.from(text, 'latin1');

/** The head for a `fmt ` chunk that says nothing impossible. */
function headOf(format: Buffer): Buffer | null {
  if (format.length < 16) return null;
  const given = format.readUInt16LE(0);
  if (given === EXTENSIBLE && format.length < 26) return null;
  const tag = given === EXTENSIBLE ? format.readUInt16LE(24) : given;
  const [channels, block, bits] = [2, 12, 14].map((at) => format.readUInt16LE(at));
  if (!channels || channels > CHANNELS_MAX || !bits || !sampleBits[tag]?.includes(bits)) return null;
  if (block !== (channels * bits) / 8) return null;
  const head = Buffer.concat([
    word('RIFF\xff\xff\xff\xffWAVEfmt \x10\0\0\0'),
    format.subarray(0, 16),
    word('data\xff\xff\xff\xff'),
  ]);
  head.writeUInt16LE(tag, 20);
  return head;
}

/**
 * The sound of a WAV file; null where there is none, or a packed one (ADPCM): its head may claim so many samples for a block
 * that gigabytes come out of two megabytes. A file that ends early gives what is there.
 */
export function wavSound(bytes: Uint8Array): WavSound | null {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  let head: Buffer | null = null;
  for (let at = 12; at + 8 <= file.length;) {
    const name = file.toString('latin1', at, at + 4);
    const size = file.readUInt32LE(at + 4);
    const from = at + 8;
    if (name === 'fmt ') head = headOf(file.subarray(from, from + size));
    if (name === 'data')
      return head && { head, data: bytes.subarray(from, size === 0 || size === OPEN ? undefined : from + size) };
    at = from + size + (size % 2); // chunks begin at even places
  }
  return null;
}
