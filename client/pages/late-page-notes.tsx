import { rememberedLong } from '../remembered.ts';
import { useLoaded } from '../ui/use-loaded.ts';
import type { Connection } from '../connection.ts';

/** A clock that is less wrong than this confuses nobody, ms. */
const WRONG_CLOCK_MS = 5 * 60_000;

/** What does not work on this phone, where something does not: it keeps nothing, or its clock is wrong. */
export function LatePageNotes({ connection }: { connection: Connection }) {
  const offMs = connection.now() - Date.now();
  const isOff = Math.abs(offMs) > WRONG_CLOCK_MS;
  const keeps = rememberedLong.works();
  return keeps && !isOff ? null : <Notes keeps={keeps} offMs={isOff ? offMs : 0} />;
}

function Notes(props: { keeps: boolean; offMs: number }) {
  const part = useLoaded(() => import('./page-notes.tsx'));
  return part === null || part === 'gone' ? null : <part.PageNotes {...props} />;
}
