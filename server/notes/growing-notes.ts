import type { ClientId, LineId, LinkId, MemberId } from '#protocol';
import { NOTE_PARTS_MAX_BYTES } from '#protocol';
import { RefusedError } from '../edge/refused-error.ts';
import type { Clock } from '../parts.ts';

/** So long nothing more came: its page is gone, or sends the whole note after all. A note lasts one minute. */
const LIFE_MS = 120_000;
/** One person speaks into one phone; a family shares a link. With one more the oldest is forgotten. */
const OF_A_LINK_MAX = 4;
/** 250 people who speak at once for a minute each, and 60 MB. */
const BYTES_MAX = 60_000_000;

/**
 * What a page records is 4 kB a second. From 24 s on, and each 5 s, a long note is worth reading ahead: the speech engine takes 14 to 21 s
 * at a time, and knows where such a stretch ends when 23 s of it and what follows are there.
 */
const LONG_BYTES = 96_000;
const LONGER_BYTES = 20_000;

/** Whose note it is. */
export interface Growing {
  readonly by: MemberId;
  readonly lineId: LineId;
  readonly clientId: ClientId;
}

/**
 * Notes that come while they are spoken, so that with the last word only the last frames are to be sent. They are held in
 * memory alone: what is lost with the server, or with time, the page sends once more.
 */
export interface GrowingNotes {
  /**
   * Takes in the bytes from an offset on, and answers how many are there now: the page goes on from that number. Bytes that
   * are there already are no fault, a gap is not taken. Refuses with `conflict` where other bytes are there, `too_large`,
   * and `too_many` where too much grows on all lines; what was there stays.
   */
  append(note: Growing, linkId: LinkId, from: number, bytes: Uint8Array): number;
  /** The first `length` bytes of the note; null where so many are not there. */
  start(note: Growing, length: number): Buffer | null;
  /** All that is there of a long note, whenever five seconds more came; null otherwise. */
  longer(note: Growing): Buffer | null;
  /** The note is kept as a whole now, or its speaker does not send it. */
  forget(note: Growing): void;
  close(): void;
}

export function openGrowingNotes(clock: Clock): GrowingNotes {
  interface Kept {
    readonly linkId: LinkId;
    bytes: Buffer;
    /** At so many bytes it is long, or longer again. */
    longAt: number;
    cancelEnd: () => void;
  }
  const kept = new Map<string, Kept>();
  let size = 0;
  const keyOf = ({ by, lineId, clientId }: Growing) => `${by} ${lineId} ${clientId}`;

  function drop(key: string): void {
    const note = kept.get(key);
    if (!note) return;
    note.cancelEnd();
    kept.delete(key);
    size -= note.bytes.length;
  }

  function begin(key: string, linkId: LinkId): Kept {
    const others = [...kept].filter(([, note]) => note.linkId === linkId);
    const [oldest] = others;
    if (oldest && others.length >= OF_A_LINK_MAX) drop(oldest[0]);
    const note: Kept = { linkId, bytes: Buffer.alloc(0), longAt: LONG_BYTES, cancelEnd: () => {} };
    kept.set(key, note);
    return note;
  }

  return {
    append(growing, linkId, from, bytes) {
      const key = keyOf(growing);
      const known = kept.get(key);
      const have = known?.bytes.length ?? 0;
      if (from > have) return have;
      const common = Math.min(have - from, bytes.length);
      if (known && !known.bytes.subarray(from, from + common).equals(bytes.subarray(0, common)))
        throw new RefusedError('conflict', 'Another recording has begun under this id');
      const added = bytes.subarray(common);
      if (have + added.length > NOTE_PARTS_MAX_BYTES) throw new RefusedError('too_large', 'The recording is too large');
      if (size + added.length > BYTES_MAX) throw new RefusedError('too_many', 'Too many recordings grow at once');
      const note = known ?? begin(key, linkId);
      note.bytes = Buffer.concat([note.bytes, added]);
      size += added.length;
      note.cancelEnd();
      note.cancelEnd = clock.after(LIFE_MS, () => drop(key));
      return note.bytes.length;
    },

    start(growing, length) {
      const bytes = kept.get(keyOf(growing))?.bytes;
      return bytes && bytes.length >= length ? bytes.subarray(0, length) : null;
    },

    longer(growing) {
      const note = kept.get(keyOf(growing));
      if (!note || note.bytes.length < note.longAt) return null;
      note.longAt = note.bytes.length + LONGER_BYTES;
      return note.bytes;
    },

    forget: (growing) => drop(keyOf(growing)),

    close() {
      for (const key of kept.keys()) drop(key);
    },
  };
}
