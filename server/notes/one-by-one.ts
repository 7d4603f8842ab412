import { FairQueue } from '../fair-queue.ts';

/** Runs works one at a time, the keys in turn: whoever brings many, or long ones, keeps nobody else waiting for them all. */
export function oneByOne(): <T>(key: string, work: () => Promise<T>) => Promise<T> {
  // Each link sends only a few files at once.
  const queue = new FairQueue<() => Promise<void>>(Infinity);
  let running = false;

  async function run(): Promise<void> {
    if (running) return;
    running = true;
    for (let next = queue.next(); next; next = queue.next()) await next();
    running = false;
  }

  return <T>(key: string, work: () => Promise<T>) => {
    const done = Promise.withResolvers<T>();
    queue.push(key, () => work().then(done.resolve, done.reject));
    void run();
    return done.promise;
  };
}
