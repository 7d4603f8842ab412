import type { CallModel } from '../calls/call-model.ts';
import { createLateCallModel } from '../calls/late-model.ts';
import { createLateLocationModel } from '../location/late-model.ts';
import { createLinePins, type LinePins } from '../location/line-pins.ts';
import type { LocationModel } from '../location/model.ts';
import type { SharingModel } from '../location/sharing.ts';
import { createLateNotes, type LateNotes } from '../notes/late-model.ts';
import { createTimelineModel, type TimelineModel } from '../timeline/model.ts';
import type { Marks } from '../timeline/marks.ts';
import type { Connection } from '../connection.ts';
import type { LineId, MemberId } from '#protocol';

/** Everything that lives on one line of this page. */
export interface OpenLine {
  readonly timeline: TimelineModel;
  readonly notes: LateNotes;
  readonly calls: CallModel;
  readonly location: LocationModel;
  readonly pins: LinePins;
  close(): void;
}

export interface OpenLineParts {
  readonly connection: Connection;
  readonly lineId: LineId;
  readonly me: MemberId;
  readonly sharing: SharingModel;
  readonly marks: Marks;
}

export function openLine({ connection, lineId, me, sharing, marks }: OpenLineParts): OpenLine {
  const timeline = createTimelineModel({ connection, lineId, me, marks });
  const { say, learn, entries, unsent } = timeline;
  const notes = createLateNotes({ connection, lineId, me, say, learn, entries, unsent });
  const calls = createLateCallModel({ connection, lineId, me });
  const location = createLateLocationModel({ connection, lineId, me, sharing });
  return {
    timeline,
    notes,
    calls,
    location,
    pins: createLinePins(),
    close() {
      for (const model of [location, calls, notes, timeline]) model.close();
    },
  };
}
