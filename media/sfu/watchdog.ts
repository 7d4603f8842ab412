import type { types } from 'mediasoup';

/** How often a worker is asked whether it is there, ms. */
const ASK_EVERY_MS = 2500;
/**
 * A worker that leaves so many questions in a row without an answer hangs: by then its phones have given it up, too (their
 * consent checks were not answered). Counted in questions, not in time, so that a computer that slept ends nobody.
 */
const UNANSWERED_MAX = 4;

/** Ends a worker that hangs: its calls hear of its death, which a process that merely does nothing would never tell them. */
export function watchWorker(worker: types.Worker): void {
  let unanswered = 0;
  const asking = setInterval(() => {
    if (unanswered === UNANSWERED_MAX) {
      process.kill(worker.pid, 'SIGKILL');
      return;
    }
    unanswered += 1;
    worker.getResourceUsage().then(
      () => (unanswered = 0),
      () => undefined,
    );
  }, ASK_EVERY_MS);
  asking.unref();
  worker.observer.once('close', () => clearInterval(asking));
}
