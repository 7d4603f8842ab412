import type { Kysely } from 'kysely';
import type { EntryId, LineId, MemberId, Role, Status } from '#protocol';
import { RefusedError } from '../edge/refused-error.ts';
import type { Tables } from '../storage/tables.ts';
import { chainStart } from './chain.ts';
import type { RecordHead } from './record-format.ts';
import { statesByRev } from './states.ts';

/** What a record says before its entries, as it stands in the database now. `not_found` where there is no such line. */
export async function readHead(
  db: Kysely<Tables>,
  lineId: LineId,
): Promise<Pick<RecordHead, 'delivery' | 'members' | 'chain'>> {
  const row = await db.selectFrom('deliveries').selectAll().where('deliveries.id', '=', lineId).executeTakeFirst();
  if (!row) throw new RefusedError('not_found', 'There is no such delivery');
  const members = await db
    .selectFrom('members')
    .select(['id', 'role', 'name', 'joined_seq', 'left_at'])
    .where('line_id', '=', lineId)
    .orderBy('joined_seq')
    .orderBy('role')
    .orderBy('id')
    .execute();
  return {
    delivery: {
      id: lineId,
      reference: row.reference,
      status: row.status as Status,
      recipientName: row.recipient_name,
      courierName: members.find(({ role }) => role === 'courier')?.name ?? '',
      address: row.address,
      addressDetail: row.address_detail,
      point: { lat: row.lat, lng: row.lng },
      window: row.window_from === null || row.window_to === null ? null : { from: row.window_from, to: row.window_to },
      statusAt: row.status_at,
      createdAt: row.created_at,
    },
    members: members.map((member) => ({
      id: member.id as MemberId,
      role: member.role as Role,
      name: member.name,
      joinedSeq: member.joined_seq,
      leftAt: member.left_at,
    })),
    chain: { version: 1, lineId, rev: row.rev, seq: row.seq, head: row.chain || chainStart(lineId) },
  };
}

/** A photo or a recording that an entry of the line has or had. */
export interface Media {
  readonly id: string;
  readonly entryId: EntryId;
  readonly seq: number;
  /** As the entry says it. */
  readonly sha256: string;
  readonly fileName: string;
  /** Null where the server has forgotten about it. */
  readonly blob: string | null;
}

const endings: Record<string, string> = {
  'audio/mpeg': 'mp3',
  'audio/webm': 'webm',
  'audio/ogg': 'ogg',
  'audio/wav': 'wav',
  'image/jpeg': 'jpg',
};

/** The files behind the states up to `rev`, in their order. What was erased is not among them. */
export async function mediaOf(db: Kysely<Tables>, lineId: LineId, rev: number): Promise<Media[]> {
  const notes = await db.selectFrom('notes').select(['id', 'blob', 'mime']).where('line_id', '=', lineId).execute();
  const photos = await db.selectFrom('photos').select(['id', 'blob']).where('line_id', '=', lineId).execute();
  const kept = new Map(notes.map((note) => [note.id, note]));
  for (const { id, blob } of photos) kept.set(id, { id, blob, mime: 'image/jpeg' });

  const found = new Map<string, Media>();
  for await (const { content, entryId, seq } of statesByRev(db, lineId, rev)) {
    if (content?.kind !== 'photo' && content?.kind !== 'voice') continue;
    const id = content.kind === 'photo' ? content.photoId : content.noteId;
    const row = kept.get(id);
    const ending = (row && endings[row.mime]) ?? 'bin';
    found.set(id, {
      id,
      entryId,
      seq,
      sha256: content.sha256,
      fileName: `media/${id}.${ending}`,
      blob: row?.blob ?? null,
    });
  }
  return [...found.values()];
}
