import './pins.css';
import type { Connection } from '../connection.ts';
import { MapFingers } from './map-fingers.tsx';
import { MapPins } from './map-pins.tsx';
import type { LinePins } from './line-pins.ts';
import type { MapView } from './map-view.ts';
import type { Unsent } from '../timeline/said.ts';
import type { Entry, EntryId, LineId, Member, MemberId, Point } from '#protocol';

export interface MapOverProps {
  readonly view: MapView;
  readonly connection: Connection;
  readonly lineId: LineId;
  readonly me: MemberId;
  readonly members: readonly Member[];
  readonly door: Point;
  readonly pins: LinePins;
  /** What waits on this phone: its pins are on the map at once. */
  readonly unsent: readonly Unsent[];
  /** Takes in a place as it is now. */
  readonly learn: (entry: Entry) => void;
  /** The reader has tapped a pin. */
  readonly onOpen: (id: EntryId) => void;
}

/** What people point at with on a line's map: pins, and fingers while they talk. */
export function MapOver(props: MapOverProps) {
  return (
    <>
      <MapPins {...props} />
      <MapFingers {...props} />
    </>
  );
}
