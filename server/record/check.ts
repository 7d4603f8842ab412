import type { Kysely } from 'kysely';
import type { LineId } from '#protocol';
import type { RecordCheck } from '../protocol/operator-record.ts';
import type { Tables } from '../storage/tables.ts';
import type { State } from './record-format.ts';
import { readHead } from './record-head.ts';
import { statesByRev } from './states.ts';
import { verifyChain } from './verify-chain.ts';

/**
 * Goes through the whole chain of a line, as `verify-export` does with a file: what it costs grows with the line. What it
 * proves is said in docs/record.md. `not_found` where there is no such line.
 */
export async function checkRecord(db: Kysely<Tables>, lineId: LineId): Promise<RecordCheck> {
  const head = await readHead(db, lineId);
  const states: State[] = [];
  for await (const state of statesByRev(db, lineId, head.chain.rev)) states.push(state);
  const { problems } = verifyChain({ ...head, states });
  // What was erased while it was read looks taken out: its erasure came after the head.
  if (problems.length > 0 && (await readHead(db, lineId)).chain.rev !== head.chain.rev) return checkRecord(db, lineId);
  const erased = states.filter(({ content }) => content?.kind === 'erased');
  return {
    entries: head.chain.seq,
    erased: new Set(erased.map(({ seq }) => seq)).size,
    whole: problems.length === 0,
  };
}
