import { AskError, type Connection } from '../connection.ts';
import { t } from './pin-strings.ts';
import type { Entry, EntryId, LineId, Point } from '#protocol';

export interface PlaceAnswerParts {
  readonly connection: Pick<Connection, 'ask'>;
  /** Takes in the place as it is now. */
  readonly learn: (entry: Entry) => void;
}

/** Agrees to a place as it stands at `point`, or puts it there. Null where it is done, else why not in words. */
export async function answerPlace(
  { connection, learn }: PlaceAnswerParts,
  name: 'timeline.accept_place' | 'timeline.move_place',
  place: { readonly lineId: LineId; readonly entryId: EntryId; readonly point: Point },
): Promise<string | null> {
  try {
    learn(await connection.ask(name, place));
    return null;
  } catch (error) {
    if (!(error instanceof AskError)) throw error;
    return trouble(error.code);
  }
}

function trouble(code: AskError['code']): string {
  if (code === 'offline' || code === 'timed_out') return t().offline;
  if (code === 'conflict') return t().conflict;
  return code === 'not_found' ? t().gone : t().failed;
}
