import { StorageUnavailableError } from '../storage/storage-unavailable-error.ts';
import { RefusedError } from './refused-error.ts';

/** What a page or an operator is told of an error that is reported as well: whether to try again, and nothing else. */
export const asRefusal = (error: unknown): RefusedError =>
  error instanceof StorageUnavailableError
    ? new RefusedError('unavailable', 'Nothing can be kept at the moment; please try again')
    : new RefusedError('internal', 'Something went wrong on our side');
