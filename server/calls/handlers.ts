import type { CallId, LineId } from '#protocol';
import { SfuInputError, SfuUnavailableError } from '../../media/sfu.ts';
import { RefusedError } from '../edge/refused-error.ts';
import type { Caller, Handlers, Parts } from '../parts.ts';
import type { LiveCall } from './call.ts';
import { type LiveCalls, openLiveCalls } from './live-calls.ts';
import { toCall } from './call-view.ts';

type CallHandlers = Pick<Handlers, Extract<keyof Handlers, `calls.${string}`>>;

/**
 * Calls. `close` ends those that live, as failed, each with its entry; what a crash left open is ended at the start.
 * Without an SFU nobody can call, and everything else goes on.
 */
export function callsHandlers(parts: Parameters<typeof openLiveCalls>[0] & Pick<Parts, 'happenings'>): {
  handlers: CallHandlers;
  close(): Promise<void>;
} {
  const { happenings, membership } = parts;
  const live: LiveCalls = openLiveCalls(parts);

  happenings.onDeviceGone(({ deviceId, shutOut }) =>
    // Whose link has ended is out at once: he must not listen on through the time to come back.
    live.onDevice(deviceId, (call) =>
      call.apply(shutOut ? { type: 'lost', deviceId } : { type: 'socket', deviceId, up: false }),
    ),
  );
  happenings.onDeviceBack(({ deviceId }) =>
    live.onDevice(deviceId, (call) => call.apply({ type: 'socket', deviceId, up: true })),
  );
  happenings.onLineOver(
    (lineId) =>
      void live
        .onLine(lineId, async (call) => call?.apply({ type: 'line_over' }))
        .catch((error: unknown) => {
          parts.report('line over', error);
        }),
  );

  happenings.onMemberChanged(
    ({ lineId, memberId, change }) =>
      void live
        .onLine(lineId, async (call) =>
          call?.apply({ type: change === 'joined' ? 'member_came' : 'member_left', memberId }),
        )
        .catch((error: unknown) => {
          parts.report('call: member changed', error);
        }),
  );

  /** For what a device may do only to its own leg. */
  async function onOwnLeg<T>(
    { actor, deviceId }: Caller,
    { lineId, callId }: { lineId: LineId; callId: CallId },
    work: (call: LiveCall) => Promise<T>,
  ): Promise<T> {
    const { id: memberId } = await membership.mustBeOn(actor, lineId, 'call');
    return live.on(lineId, callId, (call) => {
      if (!call.state.legs.some((leg) => leg.deviceId === deviceId && leg.memberId === memberId))
        throw new RefusedError('conflict', 'This device is not in the call');
      return engine(work(call));
    });
  }

  const handlers: CallHandlers = {
    async 'calls.start'(caller, { lineId }) {
      return live.start(caller, await membership.mustBeOn(caller.actor, lineId, 'call'));
    },
    async 'calls.current'({ actor, deviceId }, { lineId }) {
      await membership.mustBeOn(actor, lineId, 'call');
      return live.onLine(lineId, async (call) =>
        call === null
          ? null
          : {
              call: toCall(call.state),
              captions: [],
              here: call.state.legs.some((leg) => leg.answered && leg.deviceId === deviceId),
            },
      );
    },
    async 'calls.answer'(caller, { lineId, callId }) {
      return live.answer(caller, await membership.mustBeOn(caller.actor, lineId, 'call'), callId);
    },
    async 'calls.decline'({ actor }, { lineId, callId }) {
      const { id: memberId } = await membership.mustBeOn(actor, lineId, 'call');
      await live.on(lineId, callId, (call) => call.apply({ type: 'decline', memberId }));
      return null;
    },
    async 'calls.hang_up'(caller, where) {
      await onOwnLeg(caller, where, (call) => call.apply({ type: 'hang_up', deviceId: caller.deviceId }));
      return null;
    },
    async 'calls.set_muted'(caller, { muted, ...where }) {
      await onOwnLeg(caller, where, (call) => call.apply({ type: 'mute', deviceId: caller.deviceId, muted }));
      return null;
    },
    async 'calls.open_media'({ actor, deviceId }, { lineId, callId }) {
      const { id: memberId } = await membership.mustBeOn(actor, lineId, 'call');
      return live.on(lineId, callId, (call) => call.openMedia({ deviceId, memberId }));
    },
    async 'calls.connect_transport'(caller, { transportId, dtlsParameters, ...where }) {
      await onOwnLeg(caller, where, (call) => call.connect(caller.deviceId, transportId, dtlsParameters));
      return null;
    },
    'calls.restart_ice': (caller, { transportId, ...where }) =>
      onOwnLeg(caller, where, (call) => call.restartIce(caller.deviceId, transportId)),
    'calls.ring': () => {
      throw new RefusedError('unavailable', 'Not yet');
    },
    'calls.set_captions': () => {
      throw new RefusedError('unavailable', 'Not yet');
    },
    'calls.report': () => null,
    'calls.produce': (caller, { rtpParameters, ...where }) =>
      onOwnLeg(caller, where, (call) => call.produce(caller.deviceId, rtpParameters)),
    'calls.receive': (caller, { rtpCapabilities, ...where }) =>
      onOwnLeg(caller, where, async (call) => ({ tracks: await call.receive(caller.deviceId, rtpCapabilities) })),
    async 'calls.resume'(caller, { consumerId, ...where }) {
      await onOwnLeg(caller, where, (call) => call.resume(caller.deviceId, consumerId));
      return null;
    },
  };
  return { handlers, close: () => live.close() };
}

/** What the engine says of a phone's objects, in our codes. */
async function engine<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof SfuInputError)
      throw new RefusedError('bad_request', 'The media engine cannot use this', { cause: error });
    if (error instanceof SfuUnavailableError)
      throw new RefusedError('unavailable', 'Calls are not possible at the moment', { cause: error });
    throw error;
  }
}
