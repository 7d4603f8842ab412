import type { CallEnd, CallId, CallMember, MemberId } from '#protocol';

/**
 * How it went, for the few seconds after: an end of the call, or why this device is out of it. `missed`: it rang here and
 * nobody answered. `moved`: it goes on on another device of the same member. `over`: it ended while we were away or was
 * declined on another device; the timeline says how.
 */
export type EndReason = CallEnd | 'missed' | 'answered_elsewhere' | 'moved' | 'not_started' | 'over';

/** Everybody else in the call, as the page shows them. */
export type CallOther = CallMember;

/**
 * What this device is doing about the line's call. `starting`: the microphone is being asked for and nobody rings yet.
 * `connecting`: answered, but no sound can flow yet. `running`: others talk on this line, and this device may join them.
 */
export type CallState =
  | { phase: 'idle' }
  | { phase: 'starting' }
  | { phase: 'calling'; callId: CallId; others: CallOther[] }
  | { phase: 'incoming'; callId: CallId; from: MemberId; others: CallOther[] }
  | { phase: 'running'; callId: CallId; others: CallOther[] }
  | { phase: 'connecting'; callId: CallId; others: CallOther[] }
  | { phase: 'talking'; callId: CallId; others: CallOther[] }
  | { phase: 'reconnecting'; callId: CallId; others: CallOther[] }
  | { phase: 'ended'; reason: EndReason; byMe: boolean; talkMs: number };

/** Why something is missing in the call, as a word that the page explains. `full`: the servers carry all they can. `not_allowed`: only to
 * listen, where the operator has not allowed it. */
export type CallProblem =
  | 'microphone_denied'
  | 'microphone_missing'
  | 'microphone_in_use'
  | 'microphone_unsupported'
  | 'microphone_lost'
  | 'no_path'
  | 'unavailable'
  | 'full'
  | 'in_another_call'
  | 'not_allowed'
  | 'offline'
  | 'failed';
