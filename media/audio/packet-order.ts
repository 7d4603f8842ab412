import type { OpusPacket } from '../sfu.ts';

/** A repeated packet comes after a round trip; whatever is not there 200 ms later (in 48 kHz) never comes. */
const WAIT_TICKS = 9600;
/** More cannot wait where a phone's timestamps do not move. */
const WAITING_MAX = 50;
/** A jump of so many numbers is another stream, not a loss. */
const JUMP = 1000;

/** A packet in its place; `lost`: how many before it never came. */
export interface InOrder extends OpusPacket {
  readonly lost: number;
}

/** Puts a microphone's packets into order: each is answered once, as soon as those before it are there or given up. */
export function packetOrder(): (packet: OpusPacket) => InOrder[] {
  const waiting = new Map<number, OpusPacket>();
  let next: number | null = null;

  const ahead = (sequence: number, of: number) => ((sequence - of + 0x8000) & 0xffff) - 0x8000;

  return (packet) => {
    let jump = next === null ? 0 : ahead(packet.sequence, next);
    if (next === null || Math.abs(jump) > JUMP) {
      waiting.clear();
      next = packet.sequence;
      jump = 0;
    }
    if (jump < 0) return [];
    waiting.set(packet.sequence, packet);

    const out: InOrder[] = [];
    let lost = 0;
    while (waiting.size > 0) {
      const here = waiting.get(next);
      if (here !== undefined) {
        waiting.delete(next);
        out.push({ ...here, lost });
        lost = 0;
        next = (next + 1) & 0xffff;
        continue;
      }
      const from: number = next;
      const first = [...waiting.values()].reduce((a, b) => (ahead(a.sequence, from) < ahead(b.sequence, from) ? a : b));
      const waited = (packet.timestamp - first.timestamp) | 0;
      if (waited < WAIT_TICKS && waiting.size < WAITING_MAX) break;
      lost = ahead(first.sequence, from);
      next = first.sequence;
    }
    return out;
  };
}
