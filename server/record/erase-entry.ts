import { setImmediate } from 'node:timers/promises';
import type { Kysely, Transaction } from 'kysely';
import { type EntryBody, type EntryId, type LineId, type MemberId, type SpokenLine, spokenKinds } from '#protocol';
import type { Timeline } from '../parts.ts';
import type { Blobs } from '../storage/blobs.ts';
import type { Tables } from '../storage/tables.ts';

type Erased = Extract<EntryBody, { kind: 'erased' }>;

/** Kinds of entries that are nothing but what a person said. */
const erasableKinds: readonly Erased['was'][] = [...spokenKinds, 'suggestion', 'taken_back'];

/** Entries found at once. */
const PAGE = 50;

/** What a call with captions has in its body, and nothing that people say: quotes in their words are escaped. */
const WITH_CAPTIONS = '%"captions":%';

/** What a place has in its body that the member has moved. Of an id only `_` is a pattern: no other id differs only there. */
const movedBy = (by: MemberId) => `%"movedBy":"${by}"%`;

/** What an understanding of the member's words has in its body: it holds pieces of them. */
const about = (member: MemberId) => `%"about":"${member}"%`;

/** What an answer of the assistant has in its body that says how far the courier was. */
const WHERE = '%"to":"where"%';

const spokenBy = (choice: Pick<Choice, 'by'>) => (line: SpokenLine) =>
  line.text !== '' && (choice.by === undefined || line.memberId === choice.by);

/** The body without the words that the choice names; null where it holds none. Of a call only what was said in it goes. */
function withoutWords(body: EntryBody, choice: Choice): EntryBody | null {
  if (body.kind === 'call') {
    const isErased = spokenBy(choice);
    if (!body.captions?.some(isErased)) return null;
    const captions: SpokenLine[] = [];
    for (const line of body.captions) captions.push(isErased(line) ? { ...line, text: '' } : line);
    return { ...body, captions };
  }
  const was = erasableKinds.find((kind) => kind === body.kind);
  return was ? { kind: 'erased', was, why: choice.why } : null;
}

/** What is left of an earlier state: its sum, which the chain needs and which tells nothing without the salt. */
const blank = { body: 'null', salt: null };

export interface Choice {
  readonly lineId: LineId;
  /** Only this member's. */
  readonly by?: MemberId;
  /** Only what was said before, epoch ms. */
  readonly before?: number;
  readonly why: Erased['why'];
}

export interface Eraser {
  /**
   * Erases what the choice names, one entry after the other, each in one transaction with its earlier states, and lets
   * others work in between: `pause`. Answers how many. Again, or after a crash: what was left.
   */
  erase(choice: Choice, pause?: () => Promise<void>): Promise<number>;
  /** The entries that held words of the member, by `seq`. */
  erasedOf(lineId: LineId, by: MemberId): Promise<number[]>;
  /** Whether the line still holds anything that anybody said. */
  holdsWords(lineId: LineId): Promise<boolean>;
}

export function openEraser(parts: { db: Kysely<Tables>; timeline: Timeline; blobs: Blobs }): Eraser {
  const { db, timeline, blobs } = parts;

  async function forgetFiles(lineId: LineId, entryId: EntryId): Promise<void> {
    const notes = await db
      .selectFrom('notes')
      .select(['blob', 'rendition'])
      .where('line_id', '=', lineId)
      .where('entry_id', '=', entryId)
      .execute();
    const photos = await db
      .selectFrom('photos')
      .select(['blob', 'thumb'])
      .where('line_id', '=', lineId)
      .where('entry_id', '=', entryId)
      .execute();
    for (const { blob, rendition } of notes) {
      await blobs.delete(blob);
      if (rendition !== null) await blobs.delete(rendition);
    }
    for (const key of photos.flatMap(({ blob, thumb }) => [blob, thumb])) await blobs.delete(key);
  }

  const forgetRows = (lineId: LineId, entryId: EntryId) => async (trx: Transaction<Tables>) => {
    await trx.updateTable('entry_versions').set(blank).where('entry_id', '=', entryId).execute();
    for (const table of ['notes', 'photos'] as const)
      await trx.deleteFrom(table).where('line_id', '=', lineId).where('entry_id', '=', entryId).execute();
  };

  /** Calls of the line with captions. */
  const withCaptions = (lineId: LineId) =>
    db
      .selectFrom('entries')
      .where('line_id', '=', lineId)
      .where('kind', '=', 'call')
      .where('body', 'like', WITH_CAPTIONS);

  async function captionsOf(lineId: LineId): Promise<{ seq: number; captions: readonly SpokenLine[] }[]> {
    const rows = await withCaptions(lineId).select(['seq', 'body']).execute();
    return rows.map(({ seq, body }) => {
      // Written from typed bodies.
      const call = JSON.parse(body) as EntryBody;
      return { seq, captions: call.kind === 'call' ? (call.captions ?? []) : [] };
    });
  }

  const courier = (lineId: LineId, member: MemberId) =>
    db
      .selectFrom('members')
      .select('id')
      .where('line_id', '=', lineId)
      .where('id', '=', member)
      .where('role', '=', 'courier');

  /** Once over the line, from its first entry on. */
  async function eraseOnce(choice: Choice, pause: () => Promise<void>): Promise<number> {
    const { lineId, by, before } = choice;
    let erased = 0;
    let last = 0;
    for (;;) {
      const entries = await db
        .selectFrom('entries')
        .select(['id', 'seq', 'kind'])
        .where('line_id', '=', lineId)
        .where('seq', '>', last)
        .where((eb) =>
          eb.or([
            by === undefined
              ? eb('kind', 'in', erasableKinds)
              : eb.and([
                  eb('kind', 'in', erasableKinds),
                  eb.or([
                    eb('by_member', '=', by),
                    // Whoever said it, the spot was theirs, now or before.
                    eb('body', 'like', movedBy(by)),
                    eb.and([
                      eb('kind', '=', 'suggestion'),
                      eb.or([
                        eb('body', 'like', about(by)),
                        eb.and([eb('body', 'like', WHERE), eb.exists(courier(lineId, by))]),
                      ]),
                    ]),
                    eb(
                      'id',
                      'in',
                      eb
                        .selectFrom('entry_versions')
                        .select('entry_id')
                        .where('line_id', '=', lineId)
                        .where('body', 'like', movedBy(by)),
                    ),
                  ]),
                ]),
            // Whoever began a call, everybody in it has spoken.
            eb.and([eb('kind', '=', 'call'), eb('body', 'like', WITH_CAPTIONS)]),
          ]),
        )
        .$if(before !== undefined, (query) => query.where('at', '<', before ?? 0))
        .orderBy('seq')
        .limit(PAGE)
        .execute();
      for (const { id, seq, kind } of entries) {
        const entryId = id as EntryId;
        // The files first: were the server to end between, the rows still say what is to be erased.
        if (kind !== 'call') await forgetFiles(lineId, entryId);
        await timeline.change(
          entryId,
          (now) => withoutWords(now.body, choice),
          async (trx) => {
            await forgetRows(lineId, entryId)(trx);
            erased += 1;
          },
        );
        last = seq;
        await pause();
      }
      if (entries.length < PAGE) return erased;
    }
  }

  return {
    async erase(choice, pause = setImmediate) {
      // What was being written when the last pass looked, as what the assistant makes of words that were still there, is found by the next.
      let all = 0;
      for (let erased = await eraseOnce(choice, pause); erased > 0; erased = await eraseOnce(choice, pause))
        all += erased;
      return all;
    },

    async erasedOf(lineId, by) {
      const gone = await db
        .selectFrom('entries')
        .select('seq')
        .where('line_id', '=', lineId)
        .where('kind', '=', 'erased')
        .where((eb) =>
          eb.or([
            eb('by_member', '=', by),
            // What was understood of their words says by itself only of which entry.
            eb.and([
              eb('by_member', 'is', null),
              eb(
                'reply_to',
                'in',
                eb
                  .selectFrom('entries as theirs')
                  .select('theirs.id')
                  .where('line_id', '=', lineId)
                  .where('by_member', '=', by),
              ),
            ]),
          ]),
        )
        .execute();
      const calls = (await captionsOf(lineId)).filter(({ captions }) =>
        captions.some(({ memberId, text }) => memberId === by && text === ''),
      );
      return [...gone, ...calls].map(({ seq }) => seq).sort((a, b) => a - b);
    },

    async holdsWords(lineId) {
      const said = await db
        .selectFrom('entries')
        .select('id')
        .where('line_id', '=', lineId)
        .where('kind', 'in', erasableKinds)
        .limit(1)
        .executeTakeFirst();
      return said !== undefined || (await captionsOf(lineId)).some(({ captions }) => captions.some(spokenBy({})));
    },
  };
}
