import { type Entry, type EntryBody, type MemberId, TAKE_BACK_MS } from '#protocol';

type Words = Pick<Entry, 'body' | 'replyTo'>;

/**
 * Whether what came again under a client id is what was said first. Of a file only its bytes count: what was measured on it
 * may differ from run to run. What was taken back or erased meanwhile can no longer be compared, and is taken for the same.
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
        other.point.lat === one.point.lat &&
        other.point.lng === one.point.lng &&
        other.name === one.name &&
        other.source === one.source &&
        other.accuracy === one.accuracy &&
        again.replyTo === first.replyTo
      );
    // Written by the server itself, without a client id.
    case 'call':
    case 'status':
    case 'member':
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
  if (kind !== 'text' && kind !== 'photo' && kind !== 'voice') return 'not_theirs';
  return now - entry.at > TAKE_BACK_MS ? 'too_late' : { kind: 'taken_back', was: kind };
}
