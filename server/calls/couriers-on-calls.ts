import type { CallId, MemberId } from '#protocol';
import type { LiveCall } from './call.ts';
import { isEngaged } from './call-members.ts';

export interface CourierOnCall {
  readonly call: LiveCall;
  /** As the operator names them: the same on all their lines. */
  readonly courierId: string;
  readonly memberId: MemberId;
}

/** A courier has many lines and one voice: by this a call on one line knows of their call on another. */
export interface CouriersOnCalls {
  add(courier: CourierOnCall): void;
  remove(callId: CallId): void;
  of(callId: CallId): CourierOnCall | null;
  /** The courier of the call as they are in their other calls. */
  elsewhere(courierId: string, callId: CallId | null): CourierOnCall[];
  speaksElsewhere(courierId: string, callId: CallId | null): boolean;
}

export function couriersOnCalls(): CouriersOnCalls {
  const known = new Map<CallId, CourierOnCall>();
  const elsewhere: CouriersOnCalls['elsewhere'] = (courierId, callId) =>
    [...known.values()].filter(({ call, courierId: other }) => other === courierId && call.id !== callId);
  return {
    add: (courier) => void known.set(courier.call.id, courier),
    remove: (callId) => void known.delete(callId),
    of: (callId) => known.get(callId) ?? null,
    elsewhere,
    speaksElsewhere: (courierId, callId) =>
      elsewhere(courierId, callId).some(({ call, memberId }) => isEngaged(call.state, memberId)),
  };
}
