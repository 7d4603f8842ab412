import type { LineId, MemberId } from '#protocol';
import type { Connection } from '../connection.ts';
import type { CallModel } from './call-model.ts';

export type { CallModel } from './call-model.ts';

export interface CallModelParts {
  readonly connection: Connection;
  readonly lineId: LineId;
  /** The member that this page is on the line. */
  readonly me: MemberId;
}

/** The call of one line on this device. Rings by itself when another member calls. */
export function createCallModel(_parts: CallModelParts): CallModel {
  throw new Error('Not built yet');
}
