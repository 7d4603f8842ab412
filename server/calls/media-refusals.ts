import { SfuFullError, SfuInputError, SfuUnavailableError } from '../../media/sfu.ts';
import { RefusedError } from '../edge/refused-error.ts';

/** What the SFU refuses, in our codes; whatever else it throws is thrown on. */
export async function orRefuse<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof SfuInputError)
      throw new RefusedError('bad_request', 'The media engine cannot use this', { cause: error });
    if (error instanceof SfuFullError)
      throw new RefusedError('full', 'There are as many calls as we can carry', { cause: error });
    if (error instanceof SfuUnavailableError)
      throw new RefusedError('unavailable', 'Calls are not possible at the moment', { cause: error });
    throw error;
  }
}
