import { packedFile, soundsOf, whoseOf, withDatabase, type KeptSound } from '../timeline/phone-database.ts';
import type { ClientId, LineId, MemberId } from '#protocol';
import { LEVEL_MS } from './recorder.ts';

/** A recording that came to its end otherwise than by its speaker. */
export interface CutOff {
  readonly clientId: ClientId;
  readonly audio: Blob;
  readonly durationMs: number;
  /** Loudness of each LEVEL_MS, 0-1. */
  readonly levels: readonly number[];
}

/** What was recorded since the part before. */
export interface SoundPart {
  readonly clientId: ClientId;
  /** 0, 1, 2… within the recording. */
  readonly part: number;
  readonly audio: Blob;
  readonly levels: readonly number[];
}

/**
 * Where a note is kept while it is spoken: a page that is closed or killed in the middle loses about a second. The outbox
 * clears it away in the stroke in which it takes the whole note. Each promise rejects where the phone keeps nothing.
 */
export interface KeptSounds {
  /** Keeps the next part, unless `wanted` says no in the moment of writing: the note may be in the outbox by then. */
  add(part: SoundPart, wanted: () => boolean): Promise<void>;
  /** Recordings that nobody ended, oldest first. `later`: some other page may be recording right now. */
  load(): Promise<{ cutOff: readonly CutOff[]; later: boolean }>;
  /** Whether anything of it is kept: not any more where some page has sent or forgotten it. */
  has(clientId: ClientId): Promise<boolean>;
  forget(clientId: ClientId): Promise<void>;
}

/** A page that records adds a part every second: what is older than this is nobody's any more, ms. */
export const ALIVE_MS = 4000;

export function openKeptSounds(lineId: LineId, me: MemberId): KeptSounds {
  const whose = whoseOf(lineId, me);
  return {
    async add({ clientId, part, audio, levels }, wanted) {
      const kept: KeptSound = { clientId, part, whose, at: Date.now(), audio: await packedFile(audio), levels };
      await withDatabase(async (db) => {
        if (wanted()) await db.put('sounds', kept);
      });
    },
    async load() {
      const parts = await withDatabase((db) => db.getAllFromIndex('sounds', 'whose', whose));
      const ids = [...new Set(parts.map(({ clientId }) => clientId))];
      const notes = ids.map((id) => parts.filter(({ clientId }) => clientId === id));
      const isOver = (note: KeptSound[]) => note.every(({ at }) => Date.now() - at > ALIVE_MS);
      return { cutOff: notes.filter(isOver).map(joined), later: !notes.every(isOver) };
    },
    has: async (clientId) => (await withDatabase((db) => db.count('sounds', soundsOf(clientId)))) > 0,
    forget: (clientId) => withDatabase((db) => db.delete('sounds', soundsOf(clientId))),
  };
}

/** The index answers in the order of the keys: a note's parts are in order. */
function joined(parts: KeptSound[]): CutOff {
  const [first] = parts;
  if (!first) throw new Error('A recording without parts');
  const levels = parts.flatMap((part) => part.levels);
  const audio = new Blob(
    parts.map((part) => part.audio.bytes),
    { type: first.audio.type },
  );
  return { clientId: first.clientId, audio, levels, durationMs: levels.length * LEVEL_MS };
}
