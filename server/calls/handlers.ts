import type { CallId, LineId } from '#protocol';
import { RefusedError } from '../edge/refused-error.ts';
import type { Caller, Handlers, Parts } from '../parts.ts';
import type { LiveCall } from './call.ts';
import { legOf } from './call-members.ts';
import { type LiveCalls, openLiveCalls } from './live-calls.ts';
import { orRefuse } from './media-refusals.ts';

type CallHandlers = Pick<Handlers, Extract<keyof Handlers, `calls.${string}`>>;

interface Needs extends Pick<Parts, 'happenings'> {
  /** Agents may come to a call only to listen. */
  readonly agentsListen: boolean;
}

/**
 * Calls. Those that run outlive the server: `close` leaves them as they are kept, `restore` goes on with them, and is to be
 * called before anybody is let in. Without an SFU nobody can call, and everything else goes on.
 */
export function callsHandlers(parts: Parameters<typeof openLiveCalls>[0] & Needs): {
  handlers: CallHandlers;
  restore(): Promise<void>;
  close(): Promise<void>;
} {
  const { agentsListen, happenings, membership, report } = parts;
  const live: LiveCalls = openLiveCalls(parts);

  /** For what happens to a line: a failure is a bug, and nobody waits for it. */
  const onLine = (lineId: LineId, work: (call: LiveCall) => Promise<void>): void =>
    void live
      .onLine(lineId, async (call) => {
        if (call !== null) await work(call);
      })
      .catch((error: unknown) => report('call', error));

  happenings.onDeviceGone(({ deviceId, shutOut }) =>
    // Whose link has ended is out at once: he must not listen on through the time to come back.
    live.onLegs(
      (leg) => leg.deviceId === deviceId,
      (call) => call.apply(shutOut ? { type: 'lost', deviceId } : { type: 'socket', deviceId, up: false }),
    ),
  );
  happenings.onDeviceBack(({ deviceId }) =>
    live.onLegs(
      (leg) => leg.deviceId === deviceId,
      (call) => call.apply({ type: 'socket', deviceId, up: true }),
    ),
  );
  // Also where the network of the device is away and nothing could be closed.
  happenings.onLinkRevoked((linkId) =>
    live.onLegs(
      (leg) => leg.linkId === linkId,
      (call, deviceId) => call.apply({ type: 'lost', deviceId }),
    ),
  );
  happenings.onLineOver((lineId) => onLine(lineId, (call) => call.apply({ type: 'line_over' })));
  happenings.onMemberChanged(({ lineId, memberId, change }) => {
    // Who comes is not rung: those who talk call them, or they join by themselves.
    if (change === 'left') onLine(lineId, (call) => call.apply({ type: 'member_left', memberId }));
  });

  /** For what a device may do only to its own leg. */
  async function onOwnLeg<T>(
    { actor, deviceId }: Caller,
    { lineId, callId }: { lineId: LineId; callId: CallId },
    work: (call: LiveCall) => Promise<T>,
  ): Promise<T> {
    const { id: memberId } = await membership.mustBeOn(actor, lineId, 'call');
    return live.on(lineId, callId, (call) => {
      if (call.state.phase === 'ended' || legOf(call.state, deviceId)?.memberId !== memberId)
        throw new RefusedError('conflict', 'This device is not in the call');
      return orRefuse(() => work(call));
    });
  }

  const handlers: CallHandlers = {
    async 'calls.start'(caller, { lineId, members }) {
      return live.start(caller, await membership.mustBeOn(caller.actor, lineId, 'call'), members);
    },
    async 'calls.current'({ actor, deviceId }, { lineId }) {
      await membership.mustBeOn(actor, lineId, 'call');
      return live.onLine(lineId, async (call) =>
        call === null || call.state.phase === 'ended'
          ? null
          : {
              call: call.view(),
              captions: [...call.captions.said],
              here: legOf(call.state, deviceId)?.answered === true,
            },
      );
    },
    async 'calls.answer'(caller, { lineId, callId, listening = false }) {
      const member = await membership.mustBeOn(caller.actor, lineId, listening ? 'listen' : 'call');
      if (listening && !agentsListen) throw new RefusedError('forbidden', 'Here nobody comes to a call only to listen');
      return live.answer(caller, member, callId, listening);
    },
    async 'calls.ring'({ actor }, { lineId, callId, memberId }) {
      await live.ring(await membership.mustBeOn(actor, lineId, 'call'), callId, memberId);
      return null;
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
      return live.on(lineId, callId, (call) => call.openMedia({ deviceId, memberId, linkId: actor.linkId }));
    },
    async 'calls.connect_transport'(caller, { transportId, dtlsParameters, ...where }) {
      await onOwnLeg(caller, where, (call) => call.connect(caller.deviceId, transportId, dtlsParameters));
      return null;
    },
    'calls.restart_ice': (caller, { transportId, ...where }) =>
      onOwnLeg(caller, where, (call) => call.restartIce(caller.deviceId, transportId)),
    async 'calls.set_captions'(caller, { on, ...where }) {
      await onOwnLeg(caller, where, (call) => call.setCaptions(caller.deviceId, on));
      return null;
    },
    async 'calls.report'({ actor }, { lineId, callId, ...report }) {
      const { id: memberId } = await membership.mustBeOn(actor, lineId, 'call');
      await live.on(lineId, callId, async (call) => call.report(memberId, report));
      return null;
    },
    'calls.produce': (caller, { rtpParameters, ...where }) =>
      onOwnLeg(caller, where, (call) => call.produce(caller.deviceId, rtpParameters)),
    'calls.receive': (caller, { rtpCapabilities, ...where }) =>
      onOwnLeg(caller, where, async (call) => ({ tracks: await call.receive(caller.deviceId, rtpCapabilities) })),
    async 'calls.resume'(caller, { consumerId, ...where }) {
      await onOwnLeg(caller, where, (call) => call.resume(caller.deviceId, consumerId));
      return null;
    },
  };
  return { handlers, restore: () => live.restore(), close: () => live.close() };
}
