import { type Entry, type EntryBody, type MemberId, type Point, TAKE_BACK_MS } from '#protocol';

type Words = Pick<Entry, 'body' | 'replyTo'>;

type Place = Extract<EntryBody, { kind: 'place' }>;

/**
 * Whether what came again under a client id is what was said first. Of a file only its bytes count: what was measured on it
 * may differ from run to run. What was taken back or erased meanwhile can no longer be compared, and is taken for the same;
 * so is a place's photo, which may be gone, and the place may have been moved.
 */
export function saysTheSame(first: Words, again: Words): boolean {
  const [one, other] = [first.body, again.body];
  switch (one.kind) {
    case 'taken_back':
    case 'erased':
      return true;
    case 'photo':
    case 'voice':
      return other.kind === one.kind && other.sha256 === one.sha256;
    case 'text':
      return other.kind === 'text' && other.text === one.text && again.replyTo === first.replyTo;
    case 'place':
      return (
        other.kind === 'place' &&
        isSamePoint(other.point, one.firstPoint ?? one.point) &&
        other.meet === one.meet &&
        other.name === one.name &&
        other.source === one.source &&
        other.accuracy === one.accuracy &&
        again.replyTo === first.replyTo
      );
    case 'exported':
      return other.kind === 'exported';
    // Written by the server itself, without a client id.
    case 'call':
    case 'status':
    case 'member':
    case 'suggestion':
      return false;
  }
}

/**
 * What an entry becomes that its sender takes back at `now`, epoch ms; `done` where it was taken back before. `not_theirs`:
 * somebody else's, or nothing that can be taken back.
 */
export function takenBack(entry: Entry, by: MemberId, now: number): EntryBody | 'done' | 'not_theirs' | 'too_late' {
  const { kind } = entry.body;
  if (entry.by !== by) return 'not_theirs';
  if (kind === 'taken_back') return 'done';
  if (kind !== 'text' && kind !== 'photo' && kind !== 'voice' && kind !== 'place') return 'not_theirs';
  return now - entry.at > TAKE_BACK_MS ? 'too_late' : { kind: 'taken_back', was: kind };
}

const isSamePoint = (one: Point, other: Point): boolean => one.lat === other.lat && one.lng === other.lng;

/** What a place becomes that `by` agrees to as it stands at `point`; null where nothing changes. */
export function accepted({ body, by: sender }: Entry, by: MemberId, point: Point): Place | 'no_place' | 'moved' | null {
  if (body.kind !== 'place') return 'no_place';
  if (!isSamePoint(body.point, point)) return 'moved';
  const { acceptedBy = [] } = body;
  if ((body.movedBy ?? sender) === by || acceptedBy.includes(by)) return null;
  return { ...body, acceptedBy: [...acceptedBy, by] };
}

/** What a place becomes that `by` puts to `point`; null where it is there already. Nobody has agreed to the new spot yet. */
export function moved({ body }: Entry, by: MemberId, point: Point): Place | 'no_place' | 'no_pin' | null {
  if (body.kind !== 'place') return 'no_place';
  if (body.source !== 'pin') return 'no_pin';
  if (isSamePoint(body.point, point)) return null;
  const { acceptedBy: _, firstPoint = body.point, ...rest } = body;
  return { ...rest, point, movedBy: by, firstPoint };
}
