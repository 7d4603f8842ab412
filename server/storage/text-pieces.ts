import { type Kysely, type RawBuilder, type Selectable, sql } from 'kysely';
import type { Tables } from './tables.ts';
import { gramsOf } from './text-grams.ts';

/** How an engine keeps the pieces of texts. Conditions name the table `texts`. */
export interface Pieces {
  /** Adds rows of `texts`, in this order, and their pieces. */
  add(trx: Kysely<Tables>, texts: readonly NewText[]): Promise<void>;
  /** Gives a row other words. */
  replace(trx: Kysely<Tables>, text: Text, words: string): Promise<void>;
  remove(trx: Kysely<Tables>, text: Text): Promise<void>;
  /** Marks what was said on a line, and what will be, as the desk's too. */
  showToDesk(trx: Kysely<Tables>, lineId: string): Promise<void>;
  contains(words: string): RawBuilder<boolean>;
  /** Query of the newest texts (`id`, `line_id`, `seq`) that contain the words, newest first. */
  find(wanted: Wanted): RawBuilder<unknown>;
}

type Text = Selectable<Tables['texts']>;

interface NewText {
  readonly lineId: string;
  readonly seq: number;
  readonly folded: string;
}

interface Wanted {
  readonly words: string;
  /** What each such text has of pieces: these, or one that begins with `prefix`. */
  readonly whole: readonly string[];
  readonly prefix: string | null;
  readonly desk: boolean;
  readonly before: number;
  readonly limit: number;
}

/** Stands among the pieces of texts on lines that an agent is or was on. No piece of a text has four characters. */
const DESK = 'desk';
/** Pieces of a search that are looked up, spread over it: all of a long sentence's tell no more, and cost more. */
const PIECES_MAX = 12;

/** The desk's mark of a new text: the line has or had an agent. */
const onDesk = (lineId: RawBuilder<unknown>) =>
  sql`exists (select 1 from members where members.line_id = ${lineId} and members.role = 'agent')`;

/** Every piece to look up, quoted: pieces have letters, digits, marks and spaces only. */
function conditions({ whole, prefix, desk }: Wanted, quote: (piece: string) => string, asPrefix: string): string[] {
  const step = Math.ceil(whole.length / PIECES_MAX);
  const pieces = whole.filter((_, i) => i % step === 0).map(quote);
  if (prefix !== null) pieces.push(quote(prefix) + asPrefix);
  if (desk) pieces.push(quote(DESK));
  return pieces;
}

const asRow = ({ id, folded, desk }: Pick<Text, 'id' | 'folded' | 'desk'>) => [
  id,
  [...gramsOf(folded), ...(desk ? [DESK] : [])].join('\n'),
];

/**
 * SQLite: an FTS5 table that keeps nothing but which piece is in which rows, 130 bytes a text. It gives rows newest first and
 * stops when the answer is full. One statement takes any number of rows as JSON, so that it stays prepared.
 */
export const sqlitePieces: Pieces = {
  async add(trx, texts) {
    const rows = JSON.stringify(texts.map(({ lineId, seq, folded }) => [lineId, seq, folded]));
    const added = await sql<Text>`insert into texts (line_id, seq, folded, desk)
      select value ->> 0, value ->> 1, value ->> 2, ${onDesk(sql`value ->> 0`)} from json_each(${rows})
      returning *`.execute(trx);
    await keepPieces(trx, added.rows);
  },
  async replace(trx, text, words) {
    await forgetPieces(trx, [text]);
    await trx.updateTable('texts').set({ folded: words }).where('id', '=', text.id).execute();
    await keepPieces(trx, [{ ...text, folded: words }]);
  },
  async remove(trx, text) {
    await forgetPieces(trx, [text]);
    await trx.deleteFrom('texts').where('id', '=', text.id).execute();
  },
  async showToDesk(trx, lineId) {
    const texts = await trx
      .selectFrom('texts')
      .selectAll()
      .where('line_id', '=', lineId)
      .where('desk', '=', 0)
      .execute();
    await forgetPieces(trx, texts);
    const marked = await trx
      .updateTable('texts')
      .set({ desk: 1 })
      .where('line_id', '=', lineId)
      .where('desk', '=', 0)
      .returningAll()
      .execute();
    await keepPieces(trx, marked);
  },
  contains: (words) => sql`instr(texts.folded, ${words}) > 0`,
  find(wanted) {
    const query = conditions(wanted, (piece) => `"${piece}"`, '*').join(' AND ');
    // A cross join keeps the order of the two: the index leads.
    return sql`select texts.id, texts.line_id, texts.seq from text_pieces cross join texts on texts.id = text_pieces.rowid
      where text_pieces match ${query} and text_pieces.rowid < ${wanted.before} and ${sqlitePieces.contains(wanted.words)}
      order by text_pieces.rowid desc limit ${wanted.limit}`;
  },
};

async function keepPieces(trx: Kysely<Tables>, texts: readonly Text[]): Promise<void> {
  await sql`insert into text_pieces (rowid, pieces) select value ->> 0, value ->> 1
    from json_each(${JSON.stringify(texts.map(asRow))})`.execute(trx);
}

/** The table does not know which pieces a row had: it is told. */
async function forgetPieces(trx: Kysely<Tables>, texts: readonly Text[]): Promise<void> {
  await sql`insert into text_pieces (text_pieces, rowid, pieces) select 'delete', value ->> 0, value ->> 1
    from json_each(${JSON.stringify(texts.map(asRow))})`.execute(trx);
}

/** Newest texts that PostgreSQL compares before it asks its index, 2 ms: a word in every 250th fills an answer there. */
const WALK = 8000;
/** Of so many texts with all the pieces it takes the newest by sorting them; of more, part by part. */
const FEW = 10_000;
/** Texts of one part. What part a text is in stands among its pieces: `part` and a number, longer than any piece of a text. */
const PART = 32_768;
const partOf = (id: RawBuilder<unknown>) => sql`('part' || ${id} / ${PART}::bigint)`;

/**
 * PostgreSQL: the pieces of a text as its `tsvector`, in a GIN index. That index gives all that match, in no order, which for a
 * common word is far too many. So the newest texts are compared without it first; and a word that is common, but not among them
 * (a festival's, half a year later), is looked up in each part of the texts, from the newest back, until the answer is full.
 */
export const postgresPieces: Pieces = {
  async add(trx, texts) {
    const rows = JSON.stringify(texts.map(({ lineId, seq, folded }) => [lineId, seq, folded, [...gramsOf(folded)]]));
    await sql`insert into texts (id, line_id, seq, folded, desk, pieces)
      select id, line_id, seq, folded, desk::int, array_to_tsvector(pieces)
        || case when desk then ${DESK} else '' end::tsvector || ${partOf(sql`id`)}::tsvector
      from (
        select nextval('texts_id_seq') as id, given.* from (
          select value ->> 0 as line_id, (value ->> 1)::int as seq, value ->> 2 as folded,
            array(select jsonb_array_elements_text(value -> 3)) as pieces, ${onDesk(sql`value ->> 0`)} as desk
          from jsonb_array_elements(${rows}::jsonb) with ordinality as listed (value, place) order by place
        ) as given
      ) as numbered`.execute(trx);
  },
  async replace(trx, text, words) {
    const [, pieces] = asRow({ ...text, folded: words });
    await sql`update texts set folded = ${words},
      pieces = array_to_tsvector(string_to_array(${pieces}, E'\n')) || ${partOf(sql`id`)}::tsvector
      where id = ${text.id}`.execute(trx);
  },
  async remove(trx, text) {
    await trx.deleteFrom('texts').where('id', '=', text.id).execute();
  },
  async showToDesk(trx, lineId) {
    await sql`update texts set desk = 1, pieces = pieces || ${DESK}::tsvector
      where line_id = ${lineId} and desk = 0`.execute(trx);
  },
  contains: (words) => sql`strpos(texts.folded, ${words}) > 0`,
  find(wanted) {
    const query = conditions(wanted, (piece) => `'${piece}'`, ':*').join(' & ');
    const { words, desk, before, limit } = wanted;
    const contains = postgresPieces.contains(words);
    const last = sql`(select max(id) from texts where id < ${before})`;
    // What is materialized or has an offset is planned for itself: else the planner, which takes pieces for independent of
    // each other and all parts for alike, would walk back through every text in hope of an early end.
    return sql`with
      walked as materialized (
        select id, line_id, seq from texts
        where id < ${before} and id > ${last} - ${WALK}::bigint and ${contains} and ${desk ? sql`desk = 1` : sql`true`}
        order by id desc limit ${limit}),
      enough as materialized (select count(*) >= ${limit} as so from walked),
      likely as materialized (
        select id, line_id, seq, folded from texts
        where not (select so from enough) and pieces @@ ${query}::tsquery and id < ${before}),
      few as materialized (select * from likely limit ${FEW + 1}),
      many as materialized (select count(*) > ${FEW} as so from few),
      parts as (
        select part from many, generate_series(${last} / ${PART}::bigint, 0, -1) as part where many.so),
      of_parts as materialized (
        select of_part.* from parts cross join lateral (
          select * from (
            select id, line_id, seq from texts
            where pieces @@ (${query} || ' & part' || part)::tsquery and id < ${before} and ${contains} offset 0
          ) as all_of_part order by id desc limit ${limit}
        ) as of_part limit ${limit})
      select * from walked where (select so from enough)
      union all select id, line_id, seq from few as texts where not (select so from many) and ${contains}
      union all select * from of_parts
      order by id desc limit ${limit}`;
  },
};
