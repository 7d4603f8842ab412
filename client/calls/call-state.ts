import type { CallEnd, CallId, MemberId } from '#protocol';

/**
 * How it went, for the few seconds after: an end of the call, or why this device is out of it. `missed`: it rang here and
 * nobody answered. `over`: it ended while we were away or was declined on another device; the timeline says how.
 */
export type EndReason = CallEnd | 'missed' | 'answered_elsewhere' | 'not_started' | 'over';

/**
 * What this device is doing about the line's call. `starting`: the microphone is being asked for and nobody rings yet.
 * `connecting`: answered, but no sound can flow yet.
 */
export type CallState =
  | { phase: 'idle' }
  | { phase: 'starting' }
  | { phase: 'calling'; callId: CallId; ringing: MemberId[] }
  | { phase: 'incoming'; callId: CallId; from: MemberId }
  | { phase: 'connecting'; callId: CallId }
  | { phase: 'talking'; callId: CallId; others: MemberId[]; othersAway: boolean }
  | { phase: 'reconnecting'; callId: CallId }
  | { phase: 'ended'; reason: EndReason; byMe: boolean; talkMs: number };

/** Why something is missing in the call, as a word that the page explains. */
export type CallProblem =
  | 'microphone_denied'
  | 'microphone_missing'
  | 'microphone_in_use'
  | 'microphone_lost'
  | 'no_path'
  | 'unavailable'
  | 'in_another_call'
  | 'offline'
  | 'failed';
