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

/**
 * Newest texts that PostgreSQL looks through before it asks the index, 5 ms: a word in every 400th fills an answer there. Its
 * index gives all that match at once, unordered, which for such a word would be far too many.
 */
const WALK = 20_000;

/** PostgreSQL: the pieces of a text as its `tsvector`, in a GIN index. */
export const postgresPieces: Pieces = {
  async add(trx, texts) {
    const rows = JSON.stringify(texts.map(({ lineId, seq, folded }) => [lineId, seq, folded, [...gramsOf(folded)]]));
    await sql`insert into texts (line_id, seq, folded, desk, pieces)
      select given.line_id, given.seq, given.folded, given.desk::int,
        array_to_tsvector(given.pieces) || case when given.desk then ${DESK} else '' end::tsvector
      from (
        select value ->> 0 as line_id, (value ->> 1)::int as seq, value ->> 2 as folded,
          array(select jsonb_array_elements_text(value -> 3)) as pieces, ${onDesk(sql`value ->> 0`)} as desk
        from jsonb_array_elements(${rows}::jsonb) with ordinality as listed (value, place) order by place
      ) as given`.execute(trx);
  },
  async replace(trx, text, words) {
    const [, pieces] = asRow({ ...text, folded: words });
    await sql`update texts set folded = ${words}, pieces = array_to_tsvector(string_to_array(${pieces}, E'\n'))
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
    // Materialized: the planner cannot know how few have all the pieces, and would walk back through every text.
    return sql`with
      head as (select least(${before}, (select max(id) + 1 from texts)) as id),
      walked as materialized (
        select id, line_id, seq from texts
        where id < (select id from head) and id >= (select id from head) - ${WALK}::bigint
          and ${desk ? sql`desk = 1` : sql`true`} and ${postgresPieces.contains(words)}
        order by id desc limit ${limit}),
      looked_up as materialized (
        select id, line_id, seq from texts
        where (select count(*) from walked) < ${limit} and id < (select id from head) - ${WALK}::bigint
          and pieces @@ ${query}::tsquery and ${postgresPieces.contains(words)})
      (select * from walked) union all (select * from looked_up) order by id desc limit ${limit}`;
  },
};
