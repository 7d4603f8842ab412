import type { DeliveriesModel } from '../deliveries/model.ts';
import type { Connection } from '../connection.ts';
import type { SharingModel } from '../location/sharing.ts';
import type { OpenLine } from './open-line.ts';
import type { LineId, LineSummary } from '#protocol';

/** What every page is made of. */
export interface PageParts {
  readonly connection: Connection;
  readonly deliveries: DeliveriesModel;
  readonly sharing: SharingModel;
  /**
   * The models of a line: made on the first call, kept for as long as the page lives, so that what was said offline is
   * sent from a line that is no longer in front.
   */
  readonly lineOf: (line: LineSummary) => OpenLine;
  /** The same, of a line that was opened before. */
  readonly openedOn: (lineId: LineId) => OpenLine | undefined;
  /** How much of what was said here waits on this phone, on all lines. */
  readonly unsent: () => number;
}
