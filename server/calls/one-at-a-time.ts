/** Runs tasks of one key in the order given, tasks of different keys side by side. */
export interface OneAtATime<Key> {
  /** Settles as the task does; a task that fails stops no other. */
  run<T>(key: Key, task: () => Promise<T>): Promise<T>;
  /** Resolves once nothing runs or waits. */
  idle(): Promise<void>;
}

export function oneAtATime<Key>(): OneAtATime<Key> {
  const last = new Map<Key, Promise<unknown>>();
  return {
    run(key, task) {
      const before = last.get(key) ?? Promise.resolve();
      const result = before.then(task);
      const settled = result.then(
        () => undefined,
        () => undefined,
      );
      last.set(key, settled);
      void settled.then(() => last.get(key) === settled && last.delete(key));
      return result;
    },
    async idle() {
      while (last.size > 0) await Promise.all(last.values());
    },
  };
}
