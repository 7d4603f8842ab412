import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { ClientId, Entry, Hello, Language, LineId } from '#protocol';

/** A link that this phone has opened, a recipient's or a courier's: what the installed app can open again, and what it knew of it. */
export interface KeptLink {
  readonly token: string;
  /** What a push names it by: the phone's own word, so that no token leaves it. */
  readonly handle: string;
  /** When it was last open, phone's clock, epoch ms. */
  readonly at: number;
  readonly language: Language;
  /** What the server said of it last. */
  readonly hello: Hello;
}

/** The newest entries of a line, as a page knew them. */
export interface KeptLine {
  readonly lineId: LineId;
  /** Of the link that opened it. */
  readonly token: string;
  readonly at: number;
  readonly rev: number;
  readonly older: boolean;
  readonly entries: readonly Entry[];
}

/** Photos that another app has handed over, until a line takes them. */
export interface SharedPhotos {
  readonly id: string;
  readonly at: number;
  /** Null until the person has said to whom. */
  readonly to: { readonly token: string; readonly lineId: LineId } | null;
  readonly photos: readonly {
    /** What each is sent as: handed over twice, it is said once. */
    readonly clientId: ClientId;
    readonly bytes: ArrayBuffer;
    readonly type: string;
  }[];
}

interface Schema extends DBSchema {
  links: { key: string; value: KeptLink; indexes: { handle: string; at: number } };
  lines: { key: [string, string]; value: KeptLine; indexes: { token: string; at: number } };
  shared: { key: string; value: SharedPhotos; indexes: { at: number } };
}
export type AppDatabase = IDBPDatabase<Schema>;

/** Links are dead by then, and a phone does not keep a stranger's door for ever, ms. */
const FORGET_MS = 30 * 86_400_000;
/** What nobody has sent by then, nobody will, ms. */
const FORGET_SHARED_MS = 86_400_000;

/**
 * Runs the job on what the phone keeps for the app; for pages and for the worker beside them. Rejects where the browser keeps
 * nothing. Opened for each job: a connection that stays open would keep a newer form waiting.
 */
export async function withAppDatabase<T>(job: (db: AppDatabase) => Promise<T>): Promise<T> {
  const db = await openDB<Schema>('doorline-app', 1, {
    upgrade(db) {
      const links = db.createObjectStore('links', { keyPath: 'token' });
      links.createIndex('handle', 'handle');
      links.createIndex('at', 'at');
      const lines = db.createObjectStore('lines', { keyPath: ['token', 'lineId'] });
      lines.createIndex('token', 'token');
      lines.createIndex('at', 'at');
      db.createObjectStore('shared', { keyPath: 'id' }).createIndex('at', 'at');
    },
    blocking: (_now, _next, event) => (event.target as IDBDatabase).close(),
  });
  try {
    return await job(db);
  } finally {
    db.close();
  }
}

/** Every link that is kept, the last opened first. */
export const keptLinks = (): Promise<readonly KeptLink[]> =>
  withAppDatabase(async (db) => (await db.getAllFromIndex('links', 'at')).reverse());

/** Forgets what is too old to be of use. */
export const forgetOld = (): Promise<void> =>
  withAppDatabase(async (db) => {
    const old = IDBKeyRange.upperBound(Date.now() - FORGET_MS);
    for (const key of await db.getAllKeysFromIndex('links', 'at', old)) await db.delete('links', key);
    for (const key of await db.getAllKeysFromIndex('lines', 'at', old)) await db.delete('lines', key);
    const unsent = IDBKeyRange.upperBound(Date.now() - FORGET_SHARED_MS);
    for (const key of await db.getAllKeysFromIndex('shared', 'at', unsent)) await db.delete('shared', key);
  });

/** Forgets the link and what was known by it. What was said and not sent stays in the outbox. */
export const forgetLink = (token: string): Promise<void> =>
  withAppDatabase(async (db) => {
    const gone = db.transaction(['links', 'lines'], 'readwrite');
    const lines = gone.objectStore('lines');
    for (const key of await lines.index('token').getAllKeys(token)) await lines.delete(key);
    await gone.objectStore('links').delete(token);
    await gone.done;
  });

/** Keeps what is known of the link, under the handle that it has; answers it as it is kept. */
export const keepLink = (link: KeptLink): Promise<KeptLink> =>
  withAppDatabase(async (db) => {
    const keeping = db.transaction('links', 'readwrite');
    // Two tabs that open it for the first time must not name it twice.
    const handle = (await keeping.store.get(link.token))?.handle ?? link.handle;
    const kept = { ...link, handle };
    await Promise.all([keeping.store.put(kept), keeping.done]);
    return kept;
  });
