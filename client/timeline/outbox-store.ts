import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { LineId, MemberId } from '#protocol';
import type { OutboxStore } from './outbox.ts';
import type { Said, Unsent } from './said.ts';

/**
 * Safari keeps no blobs in private windows (WebKit bug 286561) and sometimes none elsewhere (Dexie.js issue 1919); bytes it
 * does keep.
 */
interface KeptFile {
  readonly bytes: ArrayBuffer;
  readonly type: string;
}
type KeptSaid =
  | Extract<Said, { kind: 'text' | 'place' }>
  | (Omit<Extract<Said, { kind: 'photo' }>, 'photo'> & { readonly photo: KeptFile })
  | (Omit<Extract<Said, { kind: 'voice' }>, 'audio'> & { readonly audio: KeptFile });

interface Kept extends Omit<Unsent, 'said'> {
  /** Line and member: two links on one phone do not mix. */
  readonly whose: string;
  readonly said: KeptSaid;
}

interface Schema extends DBSchema {
  unsent: { key: string; value: Kept; indexes: { whose: string; at: number } };
}

/** The links are long dead by then: a phone does not keep a stranger's door for ever, ms. */
const FORGET_MS = 30 * 24 * 60 * 60 * 1000;

const whoseOf = (lineId: LineId, me: MemberId) => `${lineId}:${me}`;

let opening: Promise<IDBPDatabase<Schema>> | null = null;

async function open(): Promise<IDBPDatabase<Schema>> {
  const forget = () => (opening = null);
  const db = await openDB<Schema>('doorline', 1, {
    upgrade(db) {
      const unsent = db.createObjectStore('unsent', { keyPath: 'clientId' });
      unsent.createIndex('whose', 'whose');
      unsent.createIndex('at', 'at');
    },
    // A newer page in another tab brings a newer form: this one makes room for it.
    blocking: () => void opening?.then((db) => db.close()).finally(forget),
    terminated: forget,
  });
  const old = await db.getAllKeysFromIndex('unsent', 'at', IDBKeyRange.upperBound(Date.now() - FORGET_MS));
  for (const key of old) await db.delete('unsent', key);
  return db;
}

/** Runs the job on the phone's database. Safari ends connections of a page in the background: one more try opens anew. */
async function withDatabase<T>(job: (db: IDBPDatabase<Schema>) => Promise<T>): Promise<T> {
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

/** What waits on one line of one member. */
export function openOutboxStore(lineId: LineId, me: MemberId): OutboxStore {
  const whose = whoseOf(lineId, me);
  return {
    async load() {
      const kept = await withDatabase((db) => db.getAllFromIndex('unsent', 'whose', whose));
      return kept.sort((a, b) => a.at - b.at).map(unsentOf);
    },
    async put(unsent) {
      const kept = { ...unsent, whose, said: await packed(unsent.said) };
      await withDatabase(async (db) => {
        // On the disk, not only on its way there: the phone may be switched off next.
        const put = db.transaction('unsent', 'readwrite', { durability: 'strict' });
        await Promise.all([put.store.put(kept), put.done]);
      });
    },
    delete: (clientId) => withDatabase((db) => db.delete('unsent', clientId)),
  };
}

/** Those lines on which something of the member waits. */
export async function waitingAmong<Line extends { lineId: LineId; me: MemberId }>(
  lines: readonly Line[],
): Promise<Line[]> {
  const waiting = await withDatabase(async (db) => {
    const whose = new Set<string>();
    let at = await db.transaction('unsent').store.index('whose').openKeyCursor(null, 'nextunique');
    for (; at; at = await at.continue()) whose.add(at.key);
    return whose;
  });
  return lines.filter(({ lineId, me }) => waiting.has(whoseOf(lineId, me)));
}

const unsentOf = ({ clientId, at, replyTo, failed, said }: Kept): Unsent => {
  return { clientId, at, replyTo, failed, said: unpacked(said) };
};

const packedFile = async (file: Blob): Promise<KeptFile> => ({ bytes: await file.arrayBuffer(), type: file.type });
const unpackedFile = ({ bytes, type }: KeptFile) => new Blob([bytes], { type });

async function packed(said: Said): Promise<KeptSaid> {
  switch (said.kind) {
    case 'photo':
      return { ...said, photo: await packedFile(said.photo) };
    case 'voice':
      return { ...said, audio: await packedFile(said.audio) };
    case 'text':
    case 'place':
      return said;
  }
}

function unpacked(said: KeptSaid): Said {
  switch (said.kind) {
    case 'photo':
      return { ...said, photo: unpackedFile(said.photo) };
    case 'voice':
      return { ...said, audio: unpackedFile(said.audio) };
    case 'text':
    case 'place':
      return said;
  }
}
