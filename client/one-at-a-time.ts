/** Runs the job never twice at once: asked for while it runs, it runs once more afterwards. The job handles its errors. */
export function oneAtATime(job: () => Promise<void>): () => void {
  let running = false;
  let again = false;
  async function run() {
    again = true;
    if (running) return;
    running = true;
    try {
      while (again) {
        again = false;
        await job();
      }
    } finally {
      running = false;
    }
  }
  return () => void run();
}
