import { language } from '../language.ts';
import { distanceM } from '../../server/protocol/distance.ts';
import { distanceInWords } from './distance-in-words.ts';
import { directionInWords } from './compass-words.ts';
import { t } from './pin-strings.ts';
import { t as pointing } from './pointing-strings.ts';
import { nameOf } from './whose.ts';
import type { EntryBody, Member, MemberId, Point } from '#protocol';

type Place = Extract<EntryBody, { kind: 'place' }>;

/** Nearer than this it is the door, m. */
const DOOR_M = 15;

/** `40 m from the door`. */
export function fromDoorInWords(point: Point, door: Point): string {
  const m = distanceM(point, door);
  return m < DOOR_M ? t().atDoor : t().fromDoor(distanceInWords(m, language.value));
}

/** `40 m north of the door`: what a finger points at. */
export function spotInWords(point: Point, door: Point): string {
  const m = distanceM(point, door);
  if (m < DOOR_M) return pointing().atDoor;
  return pointing().fromDoor(distanceInWords(m, language.value), directionInWords(door, point));
}

/** What a pin is called where people speak of it. */
export const pinTitle = ({ name, meet }: Pick<Place, 'name' | 'meet'>): string => name || (meet ? t().meet : t().place);

/** Whose pin it is. */
export const fromWhom = (by: MemberId | null, members: readonly Member[], me: MemberId): string =>
  by === me ? t().fromYou : t().by(nameOf(members, by));

/** Who moved a place, and who agreed to where it is; empty where nobody has. */
export function placeStates(place: Place, members: readonly Member[], me: MemberId): { moved: string; agreed: string } {
  const { movedBy, acceptedBy = [], meet } = place;
  const names = acceptedBy.map((id) => (id === me ? t().you : nameOf(members, id))).join(t().and);
  return {
    moved: !movedBy ? '' : movedBy === me ? t().youMoved : t().movedBy(nameOf(members, movedBy)),
    agreed: names && (meet ? t().agreed(names) : t().gotIt(names)),
  };
}

/** Whether the reader still has to say that a place suits them: not who put it there, nor who has said so. */
export const canAgree = (place: Place, by: MemberId | null, me: MemberId): boolean =>
  (place.movedBy ?? by) !== me && place.acceptedBy?.includes(me) !== true;
