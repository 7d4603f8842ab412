/** Nothing can be written at the moment: the disk is full, or another process holds the database. Nothing was changed. */
export class StorageUnavailableError extends Error {
  override name = 'StorageUnavailableError';
}
