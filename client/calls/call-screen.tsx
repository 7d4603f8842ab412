import type { ComponentChildren, JSX } from 'preact';
import type { MemberId } from '#protocol';
import type { CallModel } from './call-model.ts';

export interface CallScreenProps {
  readonly model: CallModel;
  /** A member's name as this reader should see it. */
  nameOf(id: MemberId): string;
  /** The other side of the line, for a call that this device starts. */
  readonly otherName: string;
  /** On the incoming page, one line: which parcel it is about. */
  readonly about?: string;
  /** On the incoming page: where the caller is, in words or on a small map. */
  readonly where?: ComponentChildren;
}

/** The incoming page while it rings, the panel in a call, a strip of words after it, nothing while idle. */
export function CallScreen(_props: CallScreenProps): JSX.Element | null {
  return null;
}
