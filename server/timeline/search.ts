import type { Found, LineId } from '#protocol';
import { RefusedError } from '../edge/refused-error.ts';
import type { Handlers, Parts } from '../parts.ts';
import type { TextIndex, TextSearch } from '../storage/text-index.ts';
import { toEntry } from './write-entries.ts';

/** Found entries in one answer: more than anybody reads. */
const FOUND_MAX = 30;

type Needs = Pick<Parts, 'membership'> & { texts: TextIndex };

/** Searching what was said, newest first. */
export function timelineSearch({ membership, texts }: Needs) {
  async function page(
    text: string,
    where: TextSearch['where'],
    after: string | null,
  ): Promise<{ found: Found[]; next: string | null }> {
    const rows = await texts.find({ text, where, before: positionOf(after), limit: FOUND_MAX + 1 });
    const shown = rows.slice(0, FOUND_MAX);
    return {
      found: shown.map((row) => ({
        entry: toEntry(row),
        reference: row.reference,
        recipientName: row.recipient_name,
      })),
      next: rows.length > FOUND_MAX ? String(shown.at(-1)?.position) : null,
    };
  }

  return {
    handlers: {
      async 'timeline.search'({ actor }, { lineId, text, after }) {
        if (lineId !== null) {
          const { hiddenSeq } = await membership.mustBeOn(actor, lineId, 'search');
          return page(text, { lineId, afterSeq: hiddenSeq }, after);
        }
        if (actor.role !== 'agent') throw new RefusedError('forbidden', 'Only the desk searches more than one line');
        return page(text, 'desk', after);
      },
    } satisfies Pick<Handlers, 'timeline.search'>,

    /** Of one line, or of all: the operator's are all. */
    everything: (text: string, lineId: LineId | null, after: string | null) =>
      page(text, lineId === null ? 'all' : { lineId, afterSeq: 0 }, after),
  };
}

/** `next` of the answer before, as a position. */
function positionOf(after: string | null): number | null {
  if (after === null) return null;
  if (!/^\d{1,15}$/.test(after)) throw new RefusedError('bad_request', 'after must be the next of another answer');
  return Number(after);
}
