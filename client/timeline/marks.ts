import { LINES_MAX } from '../../server/protocol/limits.ts';
import { AskError, type Connection } from '../connection.ts';
import { oneAtATime } from '../one-at-a-time.ts';
import type { LineId } from '#protocol';

/** Tells the server how far this page's member has come on all lines: what has arrived here, and what was read. */
export interface Marks {
  /** An entry has arrived at this phone. */
  arrived(lineId: LineId, seq: number): void;
  /** Everything up to `seq` is in the page's hands and can be read as soon as somebody looks. */
  shown(lineId: LineId, seq: number): void;
  /** The reader sees the newest entries of the line, or no longer. */
  look(lineId: LineId, looking: boolean): void;
  /** The server has these marks already. */
  known(lineId: LineId, mark: { readonly delivered: number; readonly read: number }): void;
  close(): void;
}

export interface MarksParts {
  readonly connection: Connection;
  /** Calls back once after `ms`. Default: the browser's timer. */
  readonly after?: (ms: number, run: () => void) => void;
  /** Whether anybody can see the page. Default: the document says. */
  readonly isVisible?: () => boolean;
}

/** Marks of a busy minute go together: each telling is a write for the server and a notice for the others. */
const TOGETHER_MS = 1000;
/** The server was busy: marks are the last thing that matters then. */
const AGAIN_MS = 5000;

interface LineMarks {
  shown: number;
  looking: boolean;
  delivered: number;
  read: number;
  told: { delivered: number; read: number };
  /** The server had it in the present connection. It writes marks down late: where it ended, they are told again. */
  isFresh: boolean;
}

/** At most one `timeline.mark` a second, for all lines of the page; what was not acknowledged is told after a reconnect. */
export function createMarks({ connection, ...parts }: MarksParts): Marks {
  const after = parts.after ?? ((ms: number, run: () => void) => void setTimeout(run, ms));
  const isVisible = parts.isVisible ?? (() => globalThis.document?.visibilityState !== 'hidden');
  const lines = new Map<LineId, LineMarks>();
  let isDue = false;
  let closed = false;

  function of(lineId: LineId): LineMarks {
    const known = lines.get(lineId);
    if (known) return known;
    const fresh = { shown: 0, looking: false, delivered: 0, read: 0, told: { delivered: 0, read: 0 }, isFresh: false };
    lines.set(lineId, fresh);
    return fresh;
  }
  const isUntold = ({ delivered, read, told }: LineMarks) => delivered > told.delivered || read > told.read;

  /** Everything that changes a mark ends here. */
  function advance(mark: LineMarks) {
    if (mark.looking && isVisible()) mark.read = Math.max(mark.read, mark.shown);
    mark.delivered = Math.max(mark.delivered, mark.shown, mark.read);
    if (isUntold(mark)) tellSoon(TOGETHER_MS);
  }
  function tellSoon(ms: number) {
    if (isDue) return;
    isDue = true;
    after(ms, () => {
      isDue = false;
      tell();
    });
  }
  const tell = oneAtATime(async () => {
    const due = [...lines].filter(([, mark]) => isUntold(mark)).slice(0, LINES_MAX);
    if (closed || due.length === 0) return;
    const marks = due.map(([lineId, { delivered, read }]) => ({ lineId, delivered, read }));
    try {
      await connection.ask('timeline.mark', { marks });
    } catch (error) {
      if (!(error instanceof AskError)) throw error;
      if (error.passes) tellSoon(AGAIN_MS);
      if (error.passes || error.code === 'offline') return;
      // Refused for good, as on a line one was taken off: told again only when there is something new.
    }
    for (const { lineId, delivered, read } of marks)
      Object.assign(of(lineId), { told: { delivered, read }, isFresh: true });
    if ([...lines.values()].some(isUntold)) tellSoon(TOGETHER_MS);
  });

  function onVisibility() {
    for (const mark of lines.values()) advance(mark);
    // The page may not live to the end of the second.
    if (!isVisible()) tell();
  }
  const stopOnline = connection.onOnline(() => {
    for (const mark of lines.values()) {
      if (mark.isFresh) Object.assign(mark, { told: { delivered: 0, read: 0 }, isFresh: false });
      advance(mark);
    }
  });
  globalThis.document?.addEventListener('visibilitychange', onVisibility);

  return {
    arrived(lineId, seq) {
      const mark = of(lineId);
      mark.delivered = Math.max(mark.delivered, seq);
      advance(mark);
    },
    shown(lineId, seq) {
      const mark = of(lineId);
      mark.shown = Math.max(mark.shown, seq);
      advance(mark);
    },
    look(lineId, looking) {
      const mark = of(lineId);
      mark.looking = looking;
      advance(mark);
    },
    known(lineId, { delivered, read }) {
      const mark = of(lineId);
      mark.told.delivered = Math.max(mark.told.delivered, delivered);
      mark.told.read = Math.max(mark.told.read, read);
      mark.isFresh = true;
    },
    close() {
      if (closed) return;
      closed = true;
      stopOnline();
      globalThis.document?.removeEventListener('visibilitychange', onVisibility);
    },
  };
}
