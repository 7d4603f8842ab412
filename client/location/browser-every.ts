/** Calls back every `ms` until the returned function is called. */
export function browserEvery(ms: number, run: () => void): () => void {
  const timer = setInterval(run, ms);
  return () => clearInterval(timer);
}
