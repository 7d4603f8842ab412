import { newId } from '../new-id.ts';
import type { ClientId, EntryId, ErrorCode, PlaceSource, Point } from '#protocol';

/** What a person says on a line, as the phone has it before the server does. */
export type Said =
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'place';
      readonly point: Point;
      /** Empty for a mere position. */
      readonly name: string;
      readonly source: PlaceSource;
      /** Radius of error, m; null where somebody pointed. */
      readonly accuracy: number | null;
      /** An offer to meet there. */
      readonly meet?: boolean;
      /** Its photo, which was said before it. */
      readonly photoClientId?: ClientId;
    }
  | {
      readonly kind: 'photo';
      /** A JPEG without metadata, at most PHOTO_SIDE_MAX px. */
      readonly photo: Blob;
      readonly width: number;
      readonly height: number;
    }
  | {
      readonly kind: 'voice';
      readonly audio: Blob;
      readonly durationMs: number;
      /** Loudness of equal slices, 0-1. */
      readonly levels: readonly number[];
    };

/** Something said that the server has not acknowledged. `failed`: it was refused for this reason and waits for the person. */
export interface Unsent {
  readonly clientId: ClientId;
  /** Epoch ms at which it was said. */
  readonly at: number;
  readonly replyTo: EntryId | null;
  readonly said: Said;
  readonly failed: ErrorCode | null;
}

/** What is said now, after everything in `before`: its time is later than theirs, for the order is kept by it. */
export function unsentAfter(
  before: readonly Unsent[],
  said: Said,
  replyTo: EntryId | null,
  now: number,
  clientId: ClientId = newId<ClientId>(),
): Unsent {
  const at = Math.max(now, (before[before.length - 1]?.at ?? 0) + 1);
  return { clientId, at, replyTo, said, failed: null };
}
