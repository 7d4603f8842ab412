import { lateLoad } from '../late-load.ts';
import type { Marks, MarksParts } from './marks.ts';

/** Marks whose code comes right after the first paint; what happens before that is told then. */
export function createLateMarks(parts: MarksParts): Marks {
  let marks: Marks | null = null;
  let closed = false;
  const early: ((marks: Marks) => void)[] = [];
  const load = lateLoad(async () => {
    const { createMarks } = await import('./marks.ts');
    if (closed || marks) return;
    marks = createMarks(parts);
    for (const tell of early.splice(0)) tell(marks);
  });
  load.soon();
  const soon = (tell: (marks: Marks) => void) => {
    if (marks) tell(marks);
    else early.push(tell);
  };
  return {
    arrived: (lineId, seq) => soon((marks) => marks.arrived(lineId, seq)),
    shown: (lineId, seq) => soon((marks) => marks.shown(lineId, seq)),
    look: (lineId, looking) => soon((marks) => marks.look(lineId, looking)),
    known: (lineId, mark) => soon((marks) => marks.known(lineId, mark)),
    close() {
      closed = true;
      load.stop();
      marks?.close();
    },
  };
}
