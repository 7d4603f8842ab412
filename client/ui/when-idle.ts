/** Once the page has shown what it is for. */
const IDLE_MS = 3000;

/** Calls back later, unless the returned function is called or the person pays for every byte. */
export function whenIdle(run: () => void): () => void {
  const { connection } = navigator as { connection?: { saveData?: boolean; effectiveType?: string } };
  if (connection?.saveData || connection?.effectiveType?.endsWith('2g')) return () => {};
  const timer = setTimeout(run, IDLE_MS);
  return () => clearTimeout(timer);
}
