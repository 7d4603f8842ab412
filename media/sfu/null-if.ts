/** What failed because what it was done to, or the worker of it, went meanwhile, is null; whatever else fails is thrown. */
export async function nullIf<T>(gone: () => boolean, work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch (error) {
    if (gone()) return null;
    throw error;
  }
}
