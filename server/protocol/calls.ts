import * as v from 'valibot';
import { CallId, DeviceId, LineId, MemberId } from './ids.ts';

export const callEnds = ['hung_up', 'declined', 'no_answer', 'busy', 'failed'] as const;
export const CallEnd = v.picklist(callEnds);
export type CallEnd = v.InferOutput<typeof CallEnd>;

/**
 * One member's device in a call. `invited`: rings here or its media is being connected; `talking`: answered;
 * `reconnecting`: answered, but its network is gone for the moment.
 */
export const CallLeg = v.object({
  memberId: MemberId,
  state: v.picklist(['invited', 'talking', 'reconnecting']),
  muted: v.boolean(),
});
export type CallLeg = v.InferOutput<typeof CallLeg>;

const callFields = { id: CallId, lineId: LineId, startedBy: MemberId, startedAt: v.number() };
export const Call = v.variant('phase', [
  v.object({ ...callFields, phase: v.literal('ringing'), legs: v.array(CallLeg) }),
  v.object({ ...callFields, phase: v.literal('talking'), legs: v.array(CallLeg), answeredAt: v.number() }),
  v.object({ ...callFields, phase: v.literal('ended'), end: CallEnd, talkMs: v.number() }),
]);
export type Call = v.InferOutput<typeof Call>;

/** Objects of the WebRTC engine (RTP capabilities and parameters, DTLS and ICE parameters): it checks them itself. */
export const EngineObject = v.record(v.string(), v.unknown());
export type EngineObject = v.InferOutput<typeof EngineObject>;

export const TransportOptions = v.object({
  id: v.string(),
  iceParameters: EngineObject,
  iceCandidates: v.array(EngineObject),
  dtlsParameters: EngineObject,
});
export type TransportOptions = v.InferOutput<typeof TransportOptions>;

/** The far side's audio as this device receives it; it stays paused until `calls.resume`. */
export const Track = v.object({
  consumerId: v.string(),
  producerId: v.string(),
  memberId: MemberId,
  rtpParameters: EngineObject,
});
export type Track = v.InferOutput<typeof Track>;

const onCall = { lineId: LineId, callId: CallId };
const engineId = v.pipe(v.string(), v.minLength(1), v.maxLength(64));

export const requests = {
  /** Rings the others. While a call rings or runs on the line, answers with that call: both calling at once is one call. */
  'calls.start': { payload: v.strictObject({ lineId: LineId }), reply: Call },
  /**
   * The line's running call, for a page that has just opened or come back; null where there is none. `here`: this
   * device made or took it, and may open its media again.
   */
  'calls.current': {
    payload: v.strictObject({ lineId: LineId }),
    reply: v.nullable(v.object({ call: Call, here: v.boolean() })),
  },
  'calls.answer': { payload: v.strictObject(onCall), reply: Call },
  'calls.decline': { payload: v.strictObject(onCall), reply: v.null() },
  'calls.hang_up': { payload: v.strictObject(onCall), reply: v.null() },
  'calls.set_muted': { payload: v.strictObject({ ...onCall, muted: v.boolean() }), reply: v.null() },
  /** Opens this device's media while it still rings. Again: the earlier transports are closed, fresh ones made. */
  'calls.open_media': {
    payload: v.strictObject(onCall),
    reply: v.object({ rtpCapabilities: EngineObject, send: TransportOptions, receive: TransportOptions }),
  },
  'calls.connect_transport': {
    payload: v.strictObject({ ...onCall, transportId: engineId, dtlsParameters: EngineObject }),
    reply: v.null(),
  },
  /** Offers this device's microphone. Nothing of it is forwarded before the device has answered. */
  'calls.produce': {
    payload: v.strictObject({ ...onCall, rtpParameters: EngineObject }),
    reply: v.object({ producerId: v.string() }),
  },
  /** Says what this device can decode: the tracks that are there come as the answer, later ones as `calls.track_added`. */
  'calls.receive': {
    payload: v.strictObject({ ...onCall, rtpCapabilities: EngineObject }),
    reply: v.object({ tracks: v.array(Track) }),
  },
  /** The device is ready to play the track. */
  'calls.resume': { payload: v.strictObject({ ...onCall, consumerId: engineId }), reply: v.null() },
} as const;

export const notices = {
  /** To all devices of the line, on every change. */
  'calls.changed': Call,
  /** To one device. */
  'calls.track_added': v.object({ callId: CallId, deviceId: DeviceId, track: Track }),
  /** To one device: nothing will ever come on this track again. */
  'calls.track_removed': v.object({ callId: CallId, deviceId: DeviceId, consumerId: v.string() }),
} as const;
