import {
  packedFile,
  soundsOf,
  whoseOf,
  withDatabase,
  type Kept,
  type KeptFile,
  type KeptSaid,
} from './phone-database.ts';
import type { LineId, MemberId } from '#protocol';
import type { OutboxStore } from './outbox.ts';
import type { Said, Unsent } from './said.ts';

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
        const put = db.transaction(['unsent', 'sounds'], 'readwrite', { durability: 'strict' });
        // A note is here whole: what was kept while it was spoken goes in the same stroke.
        const sounds = put.objectStore('sounds').delete(soundsOf(unsent.clientId));
        await Promise.all([put.objectStore('unsent').put(kept), sounds, put.done]);
      });
    },
    delete: (clientId) =>
      withDatabase(async (db) => {
        const gone = db.transaction(['unsent', 'sounds'], 'readwrite');
        const sounds = gone.objectStore('sounds').delete(soundsOf(clientId));
        await Promise.all([gone.objectStore('unsent').delete(clientId), sounds, gone.done]);
      }),
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
