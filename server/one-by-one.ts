type Work = () => Promise<void>;

/**
 * Runs works one at a time, the keys in turn: whoever brings many, or long ones, keeps others waiting for the one that is being
 * done and no more.
 */
export function oneByOne(): <T>(key: string, work: () => Promise<T>) => Promise<T> {
  // Keys in the order of their turns: a Map keeps the order of insertion. The first one's work is being done.
  const waiting = new Map<string, Work[]>();

  async function run(): Promise<void> {
    for (let [turn] = waiting; turn; [turn] = waiting) {
      const [key, works] = turn;
      await works.shift()?.();
      waiting.delete(key);
      if (works.length > 0) waiting.set(key, works);
    }
  }

  return <T>(key: string, work: () => Promise<T>) => {
    const done = Promise.withResolvers<T>();
    const works = waiting.get(key) ?? [];
    works.push(() => work().then(done.resolve, done.reject));
    const isIdle = waiting.size === 0;
    waiting.set(key, works);
    if (isIdle) void run();
    return done.promise;
  };
}
