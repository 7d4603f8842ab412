import type { CallEnd, CallId, CallPart, EntryId, LineId, MemberId } from '#protocol';
import type { Parts } from '../parts.ts';
import { type CallCaptions, toSpokenLines } from './call-captions.ts';
import type { CallStore } from './store.ts';

/** A disk that is full or a database that is held: looked at again after this, twice as long each time, up to an hour, ms. */
const REWRITE_FIRST_MS = 5000;
const REWRITE_MOST_MS = 3_600_000;

/** How a call went, to be written. */
export interface CallOver {
  readonly id: CallId;
  readonly lineId: LineId;
  readonly startedBy: MemberId;
  /** Epoch ms. */
  readonly at: number;
  readonly end: CallEnd;
  readonly talkMs: number;
  /** Undefined where it is not known who was in it. */
  readonly parts?: CallPart[];
  readonly captions?: CallCaptions;
}

export interface CallEnds {
  /** Writes the end with its entry; where it cannot be written, reports that and tries again by itself. */
  write(over: CallOver): Promise<void>;
  /** Tries once more what could not be written: the next start of the server would take it for a running call. */
  close(): Promise<void>;
}

/** Undoes a transaction that found its work done already. */
class EndedAlready extends Error {}

export function openCallEnds(
  { announce, clock, report, timeline }: Pick<Parts, 'announce' | 'clock' | 'report' | 'timeline'>,
  store: CallStore,
  queue: (lineId: LineId, task: () => Promise<void>) => void,
): CallEnds {
  /** Not written yet, and how to call off the next try. */
  const unwritten = new Map<CallOver, () => void>();
  /** Last words that are awaited. */
  const late = new Set<Promise<void>>();

  /** The entry does not wait for the last words, which are recognised after the call: it changes when they are there. */
  async function addLastWords(entryId: EntryId, captions: CallCaptions, known: CallCaptions['said']): Promise<void> {
    try {
      await captions.end();
      if (captions.said === known) return;
      // Asked for when the line is locked: what was erased meanwhile is empty in it.
      await timeline.change(entryId, ({ body }) =>
        body.kind === 'call' ? { ...body, captions: toSpokenLines(captions.said) } : null,
      );
    } catch (error) {
      report('last words of a call', error);
    } finally {
      captions.close();
    }
  }

  /** The end and its entry together or not at all; a repeated write adds no second entry. */
  async function writeOnce(over: CallOver): Promise<void> {
    const { id, lineId, startedBy, at, end, talkMs, parts, captions } = over;
    const said = captions?.said ?? [];
    const spoken = said.length > 0 ? { captions: toSpokenLines(said) } : {};
    const body = { kind: 'call', callId: id, end, talkMs, ...(parts && { parts }), ...spoken } as const;
    try {
      // No client id: one that its starter could guess could be taken before, and the call would be on no record.
      const entry = await timeline.add(lineId, { by: startedBy, clientId: null, body }, async (trx, entryId) => {
        if (!(await store.ended(trx, id, { at, as: end }))) throw new EndedAlready();
        await announce(trx, { id: entryId, lineId, at, by: startedBy, body });
      });
      if (captions === undefined) return;
      const work = addLastWords(entry.id, captions, said).finally(() => late.delete(work));
      late.add(work);
    } catch (error) {
      if (!(error instanceof EndedAlready)) throw error;
      captions?.close();
    }
  }

  async function write(over: CallOver, againMs: number): Promise<void> {
    unwritten.delete(over);
    try {
      await writeOnce(over);
    } catch (error) {
      report('call end', error);
      const again = () => queue(over.lineId, () => write(over, Math.min(againMs * 2, REWRITE_MOST_MS)));
      unwritten.set(over, clock.after(againMs, again));
    }
  }

  return {
    write: (over) => write(over, REWRITE_FIRST_MS),
    async close() {
      for (const [over, stop] of unwritten) {
        stop();
        await writeOnce(over).catch((error: unknown) => report('call end', error));
      }
      unwritten.clear();
      await Promise.all(late);
    },
  };
}
