import type { OpusPacket } from '../sfu.ts';

/** Bytes of an RTP header without contributors and extensions (RFC 3550 § 5.1). */
const HEADER_BYTES = 12;

/** Opens one RTP packet (RFC 3550 § 5.1); null where it holds no sound. */
export function readOpus(packet: Uint8Array): OpusPacket | null {
  if (packet.byteLength < HEADER_BYTES) return null;
  const view = new DataView(packet.buffer, packet.byteOffset, packet.byteLength);
  const first = view.getUint8(0);
  if (first >> 6 !== 2) return null;
  let start = HEADER_BYTES + (first & 0x0f) * 4;
  if ((first & 0x10) !== 0) {
    if (start + 4 > packet.byteLength) return null;
    start += 4 + view.getUint16(start + 2) * 4;
  }
  const padding = (first & 0x20) === 0 ? 0 : view.getUint8(packet.byteLength - 1);
  const end = packet.byteLength - padding;
  if (start >= end) return null;
  return { payload: packet.subarray(start, end), timestamp: view.getUint32(4), sequence: view.getUint16(2) };
}
