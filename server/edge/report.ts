import type { Logger } from 'pino';

/** Reports bugs, each once: an error that passes two catches is not told twice. */
export function openReport(log: Logger): (where: string, error: unknown) => void {
  const told = new WeakSet();
  return (where, error) => {
    if (typeof error === 'object' && error !== null) {
      if (told.has(error)) return;
      told.add(error);
    }
    log.error({ where, err: error }, 'bug');
  };
}
