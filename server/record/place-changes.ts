import type { MemberId, Point } from '#protocol';
import type { State } from './record-format.ts';

/** What became of a place after it was said. */
export interface PlaceChange {
  readonly what: 'moved' | 'agreed';
  readonly by: MemberId;
  /** Epoch ms. */
  readonly at: number;
  /** Where it stands from then on. */
  readonly point: Point;
}

/** Who moved a place and who agreed to it, in order; `states` are all of one entry, oldest first. */
export function placeChanges(states: readonly State[]): PlaceChange[] {
  const changes: PlaceChange[] = [];
  let known: readonly MemberId[] = [];
  let at: Point | null = null;
  for (const { content, changedAt } of states) {
    if (content?.kind !== 'place') continue;
    const { point, movedBy, acceptedBy = [] } = content;
    const isMoved = at !== null && (at.lat !== point.lat || at.lng !== point.lng);
    if (isMoved && movedBy) changes.push({ what: 'moved', by: movedBy, at: changedAt, point });
    const agreed = isMoved ? acceptedBy : acceptedBy.filter((by) => !known.includes(by));
    for (const by of agreed) changes.push({ what: 'agreed', by, at: changedAt, point });
    [known, at] = [acceptedBy, point];
  }
  return changes;
}
