import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { ClientId, LineId, MemberId } from '#protocol';
import type { Said, Unsent } from './said.ts';

/**
 * Safari keeps no blobs in private windows (WebKit bug 286561) and sometimes none elsewhere (Dexie.js issue 1919); bytes it
 * does keep.
 */
export interface KeptFile {
  readonly bytes: ArrayBuffer;
  readonly type: string;
}
export type KeptSaid =
  | Extract<Said, { kind: 'text' | 'place' }>
  | (Omit<Extract<Said, { kind: 'photo' }>, 'photo'> & { readonly photo: KeptFile })
  | (Omit<Extract<Said, { kind: 'voice' }>, 'audio'> & { readonly audio: KeptFile });

export interface Kept extends Omit<Unsent, 'said'> {
  /** Line and member: two links on one phone do not mix. */
  readonly whose: string;
  readonly said: KeptSaid;
}

/** About a second of a note that is being recorded. */
export interface KeptSound {
  /** What the note will be sent as. */
  readonly clientId: ClientId;
  /** 0, 1, 2… within the note. */
  readonly part: number;
  readonly whose: string;
  /** When it was kept, phone's clock, epoch ms. */
  readonly at: number;
  readonly audio: KeptFile;
  readonly levels: readonly number[];
}

interface Schema extends DBSchema {
  unsent: { key: string; value: Kept; indexes: { whose: string; at: number } };
  sounds: { key: [string, number]; value: KeptSound; indexes: { whose: string; at: number } };
}
export type PhoneDatabase = IDBPDatabase<Schema>;

/** The links are long dead by then: a phone does not keep a stranger's door for ever, ms. */
const FORGET_MS = 30 * 24 * 60 * 60 * 1000;

export const whoseOf = (lineId: LineId, me: MemberId): string => `${lineId}:${me}`;

let opening: Promise<PhoneDatabase> | null = null;

async function open(): Promise<PhoneDatabase> {
  const forget = () => (opening = null);
  const db = await openDB<Schema>('doorline', 2, {
    upgrade(db, oldVersion) {
      if (oldVersion < 1) {
        const unsent = db.createObjectStore('unsent', { keyPath: 'clientId' });
        unsent.createIndex('whose', 'whose');
        unsent.createIndex('at', 'at');
      }
      const sounds = db.createObjectStore('sounds', { keyPath: ['clientId', 'part'] });
      sounds.createIndex('whose', 'whose');
      sounds.createIndex('at', 'at');
    },
    // A newer page in another tab brings a newer form: this one makes room for it.
    blocking: () => void opening?.then((db) => db.close()).finally(forget),
    terminated: forget,
  });
  const old = IDBKeyRange.upperBound(Date.now() - FORGET_MS);
  for (const key of await db.getAllKeysFromIndex('unsent', 'at', old)) await db.delete('unsent', key);
  for (const key of await db.getAllKeysFromIndex('sounds', 'at', old)) await db.delete('sounds', key);
  return db;
}

/** Runs the job on the phone's database. Safari ends connections of a page in the background: one more try opens anew. */
export async function withDatabase<T>(job: (db: PhoneDatabase) => Promise<T>): Promise<T> {
  const attempt = async () => {
    opening ??= open();
    try {
      return await job(await opening);
    } catch (error) {
      opening = null;
      throw error;
    }
  };
  try {
    return await attempt();
  } catch (error) {
    if (error instanceof DOMException && error.name === 'QuotaExceededError') throw error;
    return attempt();
  }
}

/** All that was kept of one recording. */
export const soundsOf = (clientId: ClientId): IDBKeyRange => IDBKeyRange.bound([clientId, 0], [clientId, Infinity]);

export const packedFile = async (file: Blob): Promise<KeptFile> => ({
  bytes: await file.arrayBuffer(),
  type: file.type,
});
