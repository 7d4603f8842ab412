import * as v from 'valibot';
import { callQualities } from './call-quality.ts';
import { CallId, DeviceId, LineId, MemberId } from './ids.ts';
import { CALL_MEMBERS_MAX } from './limits.ts';

export const callEnds = ['hung_up', 'declined', 'no_answer', 'busy', 'failed'] as const;
export const CallEnd = v.picklist(callEnds);
export type CallEnd = v.InferOutput<typeof CallEnd>;

/**
 * One member in a call. `called`: rung, and no device of theirs says yet that it rings; `ringing`: a device does;
 * `talking`: answered; `reconnecting`: answered, but their network is gone for the moment. Out of it: `declined`, `missed`
 * (it rang out) and `left`; they can be rung again, and may join by themselves.
 */
export const CallMember = v.object({
  memberId: MemberId,
  state: v.picklist(['called', 'ringing', 'talking', 'reconnecting', 'declined', 'missed', 'left']),
  muted: v.boolean(),
  /** Only hears: nothing of their microphone is forwarded. */
  listening: v.boolean(),
  /** How well they hear the others; null where it is not known yet. */
  quality: v.nullable(v.picklist(callQualities)),
});
export type CallMember = v.InferOutput<typeof CallMember>;

const callFields = { id: CallId, lineId: LineId, startedBy: MemberId, startedAt: v.number() };
/** Everybody who was called or came, in the order of their coming; `captions`: what is said is being written down. */
const liveFields = { ...callFields, members: v.array(CallMember), captions: v.boolean() };
export const Call = v.variant('phase', [
  v.object({ ...liveFields, phase: v.literal('ringing') }),
  v.object({ ...liveFields, phase: v.literal('talking'), answeredAt: v.number() }),
  v.object({ ...callFields, phase: v.literal('ended'), end: CallEnd, talkMs: v.number() }),
]);
export type Call = v.InferOutput<typeof Call>;

/** What a member said in a call, in writing. A caption that is not `final` is replaced by the next of its `id`. */
export const Caption = v.object({
  id: v.number(),
  memberId: MemberId,
  /** When they began to say it, ms after the answer. */
  at: v.number(),
  text: v.string(),
  final: v.boolean(),
});
export type Caption = v.InferOutput<typeof Caption>;

/** A TURN server with credentials for this device and a short time, as RTCIceServer. */
export const IceServer = v.object({ urls: v.array(v.string()), username: v.string(), credential: v.string() });
export type IceServer = v.InferOutput<typeof IceServer>;

/** How one device hears another, over the last seconds. */
export const Heard = v.object({
  memberId: MemberId,
  /** Packets that never came or came too late, percent. */
  lossPercent: v.pipe(v.number(), v.minValue(0), v.maxValue(100)),
  jitterMs: v.pipe(v.number(), v.minValue(0), v.maxValue(10_000)),
  /** What the jitter buffer adds, ms. */
  bufferMs: v.pipe(v.number(), v.minValue(0), v.maxValue(10_000)),
});
export type Heard = v.InferOutput<typeof Heard>;

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
  /**
   * Rings the members that are named, or else the courier and the recipient. While a call rings or runs on the line, takes
   * that call: both calling at once is one call. `full` where the servers carry all they can.
   */
  'calls.start': {
    payload: v.strictObject({
      lineId: LineId,
      members: v.optional(v.pipe(v.array(MemberId), v.minLength(1), v.maxLength(CALL_MEMBERS_MAX - 1))),
    }),
    reply: Call,
  },
  /**
   * The line's running call, for a page that has just opened or come back; null where there is none. `here`: this
   * device made or took it, and may open its media again.
   */
  'calls.current': {
    payload: v.strictObject({ lineId: LineId }),
    reply: v.nullable(v.object({ call: Call, here: v.boolean(), captions: v.array(Caption) })),
  },
  /**
   * Takes a call that rings, or joins one that runs, also uninvited. In the call on another device already: it moves here.
   * `listening`: only to hear, `forbidden` where the operator has not allowed the role to.
   */
  'calls.answer': {
    payload: v.strictObject({ ...onCall, listening: v.optional(v.boolean()) }),
    reply: Call,
  },
  /** Rings one more member of the line, or once more who did not come. */
  'calls.ring': { payload: v.strictObject({ ...onCall, memberId: MemberId }), reply: v.null() },
  'calls.decline': { payload: v.strictObject(onCall), reply: v.null() },
  'calls.hang_up': { payload: v.strictObject(onCall), reply: v.null() },
  'calls.set_muted': { payload: v.strictObject({ ...onCall, muted: v.boolean() }), reply: v.null() },
  /** Begins or ends to write down what is said, for everybody; all are told. */
  'calls.set_captions': { payload: v.strictObject({ ...onCall, on: v.boolean() }), reply: v.null() },
  /** Opens this device's media while it still rings. Again: the earlier transports are closed, fresh ones made. */
  'calls.open_media': {
    payload: v.strictObject(onCall),
    reply: v.object({
      rtpCapabilities: EngineObject,
      send: TransportOptions,
      receive: TransportOptions,
      iceServers: v.array(IceServer),
    }),
  },
  /** Fresh ICE parameters for a transport whose network path is gone; what was connected on it stays. */
  'calls.restart_ice': {
    payload: v.strictObject({ ...onCall, transportId: engineId }),
    reply: v.object({ iceParameters: EngineObject }),
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
  /** How the others are heard here, every few seconds: becomes the call's quality. `rttMs`: to the server and back. */
  'calls.report': {
    payload: v.strictObject({
      ...onCall,
      rttMs: v.pipe(v.number(), v.minValue(0), v.maxValue(60_000)),
      heard: v.pipe(v.array(Heard), v.maxLength(CALL_MEMBERS_MAX)),
    }),
    reply: v.null(),
  },
} as const;

export const notices = {
  /** To all devices of the line, on every change. */
  'calls.changed': Call,
  /** To one device: its member goes on with the call on another one. */
  'calls.moved': v.object({ callId: CallId, deviceId: DeviceId }),
  /** To all devices of the line, where a call has captions. */
  'calls.caption': v.object({ lineId: LineId, callId: CallId, caption: Caption }),
  /** To one device. */
  'calls.track_added': v.object({ callId: CallId, deviceId: DeviceId, track: Track }),
  /** To one device: nothing will ever come on this track again. */
  'calls.track_removed': v.object({ callId: CallId, deviceId: DeviceId, consumerId: v.string() }),
} as const;
