/** Bytes of an Ogg page's head before its table of segments (RFC 3533 § 6). */
const PAGE_HEAD = 27;
/** A segment of this length goes on in the next one. */
const SEGMENT_FULL = 255;
/** `OpusHead` and `OpusTags` (RFC 7845 § 3). */
const HEADERS = 2;

/** The Opus packets of an Ogg file, without its headers. */
export function opusPackets(file: Buffer): Buffer[] {
  const packets: Buffer[] = [];
  let parts: Buffer[] = [];
  for (let page = 0; page < file.length;) {
    const segments = file.subarray(page + PAGE_HEAD, page + PAGE_HEAD + file.readUInt8(page + PAGE_HEAD - 1));
    let at = page + PAGE_HEAD + segments.length;
    for (const length of segments) {
      parts.push(file.subarray(at, at + length));
      at += length;
      if (length === SEGMENT_FULL) continue;
      packets.push(Buffer.concat(parts));
      parts = [];
    }
    page = at;
  }
  return packets.slice(HEADERS);
}
