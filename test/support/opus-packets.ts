import { webmOpus } from '../../media/audio/webm-opus.ts';
import type { OpusPacket } from '../../media/sfu.ts';
import { type RecordingName, recordingBytes } from './recordings.ts';
import { opusPackets as oggPackets } from './rtp-phone/ogg-opus.ts';

/** What phones send: 20 ms a packet. */
const FRAME_TICKS = 960;
export const PACKET_MS = 20;

/** The Opus packets of one of our Ogg or WebM recordings, numbered as a microphone sends them. */
export function opusPackets(
  name: RecordingName & `${string}.${'ogg' | 'webm'}`,
  from = { sequence: 65_500, timestamp: 4_294_900_000 },
): OpusPacket[] {
  const bytes = recordingBytes(name);
  const payloads = name.endsWith('.webm') ? (webmOpus(bytes)?.packets ?? []) : oggPackets(bytes);
  const sent: OpusPacket[] = [];
  for (const payload of payloads) {
    // The recorder of a browser puts three frames into a packet: as long as the one is.
    const { sequence, timestamp } = sent.length === 0 ? from : follows(sent.at(-1));
    sent.push({ payload, sequence, timestamp });
  }
  return sent;
}

function follows(last: OpusPacket | undefined): { sequence: number; timestamp: number } {
  if (last === undefined) throw new Error('Nothing follows nothing');
  return { sequence: (last.sequence + 1) & 0xffff, timestamp: (last.timestamp + ticksOf(last.payload)) >>> 0 };
}

/** RFC 6716 § 3.1: frames of 10, 20, 40 or 60 ms (SILK), 10 or 20 (hybrid), 2.5 to 20 (CELT). */
function ticksOf(payload: Uint8Array): number {
  const head = payload[0] ?? 0;
  const kind = head >> 3;
  const frame = kind < 12 ? [480, 960, 1920, 2880][kind & 3] : kind < 16 ? [480, 960][kind & 1] : 120 << (kind & 3);
  const frames = [1, 2, 2, (payload[1] ?? 0) & 0x3f][head & 3];
  return (frame ?? FRAME_TICKS) * (frames ?? 1);
}
