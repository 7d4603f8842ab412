/** An Opus track taken out of a WebM file: what `decodeFrames` of the Opus decoder needs. */
export interface OpusTrack {
  readonly channels: 1 | 2;
  /** Samples at 48 kHz to drop from the start. */
  readonly preSkip: number;
  readonly packets: Uint8Array[];
}

// Element ids of RFC 8794 (EBML) and RFC 9559 (Matroska).
const SEGMENT = 0x18538067;
const TRACKS = 0x1654ae6b;
const TRACK_ENTRY = 0xae;
const TRACK_NUMBER = 0xd7;
const CODEC_ID = 0x86;
const CODEC_PRIVATE = 0x63a2;
const CLUSTER = 0x1f43b675;
const BLOCK_GROUP = 0xa0;
const BLOCK = 0xa1;
const SIMPLE_BLOCK = 0xa3;
const HOLDS_OTHERS = new Set([SEGMENT, TRACKS, TRACK_ENTRY, CLUSTER, BLOCK_GROUP]);
/** The only elements whose length a live recording leaves open. */
const MAY_BE_OPEN = new Set([SEGMENT, CLUSTER]);

/** A variable-length number at `at`: its value and its length in bytes. Null where the bytes end or it is malformed. */
function readNumber(bytes: Uint8Array, at: number, keepMarker: boolean): { value: number; length: number } | null {
  const first = bytes[at] ?? 0;
  const length = Math.clz32(first) - 23;
  if (length > 8 || at + length > bytes.length) return null;
  let value = keepMarker ? first : first & (0xff >> length);
  let allOnes = (first & (0xff >> length)) === 0xff >> length;
  for (let i = 1; i < length; i++) {
    const next = bytes[at + i] ?? 0;
    value = value * 256 + next;
    allOnes &&= next === 0xff;
  }
  return { value: !keepMarker && allOnes ? Infinity : value, length };
}

/**
 * The first Opus track of a WebM file as browsers record it: unlaced blocks. A file that ends early gives what is there.
 * Null where there is no such track. Never reads outside the bytes and never takes longer than they are.
 */
export function webmOpus(bytes: Uint8Array): OpusTrack | null {
  const nothing = { number: 0, codec: '', head: bytes.subarray(0, 0) };
  let entry = { ...nothing };
  let track: { number: number; channels: 1 | 2; preSkip: number } | null = null;
  const packets: Uint8Array[] = [];

  function takeTrack() {
    if (track || entry.codec !== 'A_OPUS') return;
    // OpusHead, RFC 7845: 8 bytes of magic, version, channels, pre-skip as u16 little-endian.
    const { head } = entry;
    track = {
      number: entry.number,
      channels: head[9] === 2 ? 2 : 1,
      preSkip: (head[10] ?? 0) | ((head[11] ?? 0) << 8),
    };
  }

  function takeBlock(from: number, to: number) {
    const number = readNumber(bytes, from, false);
    if (!number || number.value !== track?.number) return;
    // Two bytes of time and one of flags follow the track's number; lacing packs several frames, which Opus never uses.
    const data = from + number.length + 3;
    const laced = ((bytes[data - 1] ?? 0) & 0x06) !== 0;
    if (!laced && data < to) packets.push(bytes.subarray(data, to));
  }

  for (let at = 0; at < bytes.length;) {
    const id = readNumber(bytes, at, true);
    const size = id && readNumber(bytes, at + id.length, false);
    if (!id || !size) break;
    const from = at + id.length + size.length;
    if (HOLDS_OTHERS.has(id.value)) {
      if (size.value === Infinity && !MAY_BE_OPEN.has(id.value)) break;
      if (id.value === TRACK_ENTRY) entry = { ...nothing };
      at = from; // its children come next
      continue;
    }
    const to = from + size.value;
    if (to > bytes.length) break;
    if (id.value === TRACK_NUMBER && size.value <= 8) {
      entry.number = bytes.subarray(from, to).reduce((value, byte) => value * 256 + byte, 0);
    } else if (id.value === CODEC_ID) {
      entry.codec = Buffer.from(bytes.subarray(from, Math.min(to, from + 32))).toString('latin1');
    } else if (id.value === CODEC_PRIVATE) {
      entry.head = bytes.subarray(from, to);
    } else if (id.value === SIMPLE_BLOCK || id.value === BLOCK) {
      takeTrack();
      takeBlock(from, to);
    }
    at = to;
  }
  // Assigned inside takeTrack, which the compiler does not follow.
  const found = track as { channels: 1 | 2; preSkip: number } | null;
  return found && packets.length > 0 ? { channels: found.channels, preSkip: found.preSkip, packets } : null;
}
