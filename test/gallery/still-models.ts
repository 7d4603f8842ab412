import { still } from './still.ts';
import type { CallModel } from '../../client/calls/call-model.ts';
import type { CallOther, CallProblem, CallState } from '../../client/calls/call-state.ts';
import type { SharingModel, SharingState } from '../../client/location/sharing.ts';
import type { CallId, CallQuality, Caption, Fix, MemberId } from '#protocol';

export interface StillCall {
  readonly state: CallState;
  readonly muted?: boolean;
  readonly listening?: boolean;
  readonly quality?: CallQuality;
  readonly problem?: CallProblem;
  readonly soundBlocked?: boolean;
  readonly captions?: readonly Caption[];
  readonly unheard?: readonly MemberId[];
  /** Who speaks, 0 to 1. */
  readonly levels?: readonly (readonly [MemberId, number])[];
  readonly seconds?: number;
}

const nothing = () => {};
const nothingLater = () => Promise.resolve();
const noProblem = () => Promise.resolve(null);

export const callId = 'call-0001' as CallId;

export const other = (memberId: MemberId, more: Partial<CallOther> = {}): CallOther => ({
  memberId,
  state: 'talking',
  muted: false,
  listening: false,
  quality: 'good',
  ...more,
});

/** A call that stands still in one of its states; its buttons do nothing. */
export const stillCall = (call: StillCall): CallModel => ({
  state: still(call.state),
  muted: still(call.muted ?? false),
  listening: still(call.listening ?? false),
  seconds: still(call.seconds ?? 42),
  levels: still({ me: 0.3, others: new Map(call.levels ?? []) }),
  unheard: still(call.unheard ?? []),
  quality: still(call.quality ?? null),
  problem: still(call.problem ?? null),
  soundBlocked: still(call.soundBlocked ?? false),
  captions: still({ on: call.captions !== undefined, lines: call.captions ?? [] }),
  outputs: still({ all: [], chosen: '' }),
  call: nothingLater,
  answer: nothingLater,
  decline: nothingLater,
  hangUp: nothingLater,
  ring: noProblem,
  toggleMuted: nothing,
  setCaptions: noProblem,
  chooseOutput: nothingLater,
  hear: nothingLater,
  retryMicrophone: nothingLater,
  dismiss: nothing,
  close: nothing,
});

/** This phone's sharing as it stands; its buttons do nothing. */
export const stillSharing = (
  state: SharingState,
  {
    fix = null,
    endsAt = null,
    batteryLow = false,
  }: { fix?: Fix | null; endsAt?: number | null; batteryLow?: boolean } = {},
): SharingModel => ({
  state: still(state),
  fix: still(fix),
  endsAt: still(endsAt),
  batteryLow: still(batteryLow),
  share: nothing,
  shareByApp: nothing,
  stop: nothing,
  close: nothing,
});
