import type { Call, CallId, DeviceId, IceServer, LineId, MemberId } from '#protocol';
import type { Sfu } from '../../media/sfu.ts';
import { RefusedError } from '../edge/refused-error.ts';
import type { Caller, OnLine, Parts } from '../parts.ts';
import { type CallParts, type LiveCall, openCall } from './call.ts';
import { openRoom } from './call-media.ts';
import { openCallEnds } from './call-ends.ts';
import type { Captions } from './captions.ts';
import type { CallObserver } from './call-observer.ts';
import type { Leg, LiveState } from './call-state.ts';
import { couriersOnCalls } from './couriers-on-calls.ts';
import { keepCall, restoreCall } from './kept-call.ts';
import { oneAtATime } from './one-at-a-time.ts';
import { openCallEars } from './quality.ts';
import { startCall } from './rules.ts';
import { callStore } from './store.ts';
import { whomToRing } from './whom-to-ring.ts';

type Needs = Pick<
  Parts,
  'announce' | 'db' | 'clock' | 'newId' | 'log' | 'report' | 'notify' | 'membership' | 'timeline' | 'deliveries'
> & {
  readonly sfu: Sfu | null;
  /** The device has a socket. */
  readonly isHere: (deviceId: DeviceId) => boolean;
  /** TURN servers with fresh credentials for one device. */
  readonly iceServers: () => IceServer[];
  readonly captions: Captions;
  readonly observer: CallObserver;
  readonly ring: CallParts['ring'];
};

/** How often the running calls are marked as alive, ms: so much of a call's length may be missing after a crash. */
const REFRESH_MS = 15_000;

export interface LiveCalls {
  /** Goes on with the calls that the last server left. To be called before anybody is let in. */
  restore(): Promise<void>;
  /** Runs work on the line's call after what was asked before; `null` where there is none. */
  onLine<T>(lineId: LineId, work: (call: LiveCall | null) => Promise<T>): Promise<T>;
  /** The same for one call, by its id; `call_over` where it does not live. */
  on<T>(lineId: LineId, callId: CallId, work: (call: LiveCall) => Promise<T>): Promise<T>;
  /** Starts a call, or takes the one that is there. `members`: whom it rings, where it is not left to the rules. */
  start(caller: Caller, member: OnLine, members: readonly MemberId[] | undefined): Promise<Call>;
  answer(caller: Caller, member: OnLine, callId: CallId, listening: boolean): Promise<Call>;
  /** Rings somebody who is on the line and not in the call. */
  ring(member: OnLine, callId: CallId, memberId: MemberId): Promise<void>;
  /** Does something on every call for each of its devices that is meant. */
  onLegs(isMeant: (leg: Leg) => boolean, work: (call: LiveCall, deviceId: DeviceId) => Promise<void>): void;
  /** Lets go of all calls, which stay as they are kept, and resolves once all is written. Nothing starts afterwards. */
  close(): Promise<void>;
}

export function openLiveCalls(parts: Needs): LiveCalls {
  const { announce, captions, clock, db, deliveries, membership, newId, observer, report, sfu } = parts;
  const store = callStore(db);
  const queue = oneAtATime<LineId>();
  const calls = new Map<LineId, LiveCall>();
  const couriers = couriersOnCalls();
  let closed = false;

  const inBackground = (lineId: LineId, work: () => Promise<void>): void =>
    void queue.run(lineId, work).catch((error: unknown) => report('call', error));
  const ends = openCallEnds(parts, store, inBackground);

  let stopRefreshing = (): void => undefined;
  function refresh(): void {
    const ids = [...calls.values()].map(({ id }) => id);
    store.refresh(ids, clock.now()).catch((error: unknown) => report('calls: sign of life', error));
    for (const call of calls.values()) inBackground(call.lineId, () => call.keep());
    stopRefreshing = clock.after(REFRESH_MS, refresh);
  }
  refresh();

  /** Whoever rings a courier who has just begun to speak elsewhere hears that they are busy. */
  function turnOthersAway(callId: CallId): void {
    const own = couriers.of(callId);
    if (own === null) return;
    for (const { call, memberId } of couriers.elsewhere(own.courierId, callId)) {
      inBackground(call.lineId, async () => {
        if (call.state.phase !== 'ended') await call.apply({ type: 'busy', memberId });
      });
    }
  }

  function mustBeFree({ role }: OnLine, courierId: string | null, callId: CallId | null): void {
    if (role !== 'courier' || courierId === null || !couriers.speaksElsewhere(courierId, callId)) return;
    throw new RefusedError('conflict', 'You are in a call on another line');
  }

  const partsFor = (state: LiveState): CallParts => ({
    ...parts,
    queue: (task) => inBackground(state.lineId, task),
    async keep(kept, unreached) {
      const { id, lineId, startedBy: by } = state;
      const row = { id, aliveAt: clock.now(), ...kept };
      if (unreached.length === 0) return store.keep(row);
      const members = (await membership.members(lineId)).filter((member) => unreached.includes(member.id));
      await db.transaction().execute(async (trx) => {
        await store.keep(row, trx);
        for (const { id: memberId, role } of members) {
          const body = { kind: 'call_unreached', callId: id, memberId, role } as const;
          await announce(trx, { id: null, lineId, at: row.aliveAt, by, body });
        }
      });
    },
    async onEnded({ id, lineId, startedBy, end, talkMs }, callParts, said) {
      calls.delete(lineId);
      couriers.remove(id);
      await ends.write({ id, lineId, startedBy, at: clock.now(), end, talkMs, parts: callParts, captions: said });
    },
  });

  async function courierOf(lineId: LineId, members: Awaited<ReturnType<typeof membership.members>>) {
    const courierId = await deliveries.courierOf(lineId);
    const memberId = members.find((one) => one.role === 'courier')?.id;
    return courierId === null || memberId === undefined ? null : { courierId, memberId };
  }

  async function begin(caller: Caller, member: OnLine, named: readonly MemberId[] | undefined): Promise<LiveCall> {
    if (closed) throw new RefusedError('unavailable', 'Calls are not possible at the moment');
    const { lineId } = member;
    const members = await membership.members(lineId);
    const courier = await courierOf(lineId, members);
    const called = whomToRing(members, member.id, named);
    // Before anybody is rung: whether there is room for a call is decided here.
    const room = await openRoom(sfu);
    const fields = { id: newId<CallId>(), lineId, startedBy: member.id, startedAt: clock.now() };
    const state = startCall(fields, called, { deviceId: caller.deviceId, linkId: caller.actor.linkId });
    const beside = { ears: openCallEars(observer.heard), captions: captions.open(fields) };
    const call = openCall(partsFor(state), state, beside, room);
    try {
      // Nothing is awaited between this look and the courier's being known to talk here: they may call on two lines at once.
      mustBeFree(member, courier?.courierId ?? null, null);
      if (courier !== null) couriers.add({ ...courier, call });
      await store.add({ ...fields, answeredAt: null, aliveAt: fields.startedAt, live: keepCall(state, {}) });
    } catch (error) {
      couriers.remove(call.id);
      call.close();
      beside.captions.close();
      throw error;
    }
    calls.set(lineId, call);
    await call.begin();
    if (member.role === 'courier') turnOthersAway(call.id);
    else if (courier !== null && couriers.speaksElsewhere(courier.courierId, call.id))
      await call.apply({ type: 'busy', memberId: courier.memberId });
    return call;
  }

  async function take(call: LiveCall, caller: Caller, member: OnLine, listening: boolean): Promise<Call> {
    const { actor, deviceId } = caller;
    // They may have left the line while this waited for its turn.
    await membership.mustBeOn(actor, member.lineId, 'call');
    mustBeFree(member, couriers.of(call.id)?.courierId ?? null, call.id);
    await call.apply({ type: 'answer', deviceId, memberId: member.id, linkId: actor.linkId, listening });
    if (member.role === 'courier') turnOthersAway(call.id);
    return call.view();
  }

  async function restoreOne(open: Awaited<ReturnType<typeof store.open>>[number]): Promise<void> {
    const restored = restoreCall(open);
    if (restored === null) {
      const talkMs = open.answeredAt === null ? 0 : Math.max(0, open.aliveAt - open.answeredAt);
      return ends.write({ ...open, at: clock.now(), end: 'failed', talkMs });
    }
    const { state, scores } = restored;
    const beside = { ears: openCallEars(observer.heard, scores), captions: captions.open(state, restored.captions) };
    const call = openCall(partsFor(state), state, beside, null);
    calls.set(state.lineId, call);
    const courier = await courierOf(state.lineId, await membership.members(state.lineId));
    if (courier !== null) couriers.add({ ...courier, call });
    await call.begin();
  }

  const onLine: LiveCalls['onLine'] = (lineId, work) => queue.run(lineId, () => work(calls.get(lineId) ?? null));
  const on: LiveCalls['on'] = (lineId, callId, work) =>
    onLine(lineId, (call) => {
      if (call?.id !== callId) throw new RefusedError('call_over', 'This call is over');
      return work(call);
    });

  return {
    async restore() {
      for (const open of await store.open()) {
        await queue.run(open.lineId, () => restoreOne(open)).catch((error: unknown) => report('calls: restore', error));
      }
    },
    onLine,
    on,
    start: (caller, member, members) =>
      onLine(member.lineId, async (running) =>
        running === null ? (await begin(caller, member, members)).view() : take(running, caller, member, false),
      ),
    answer: (caller, member, callId, listening) =>
      on(member.lineId, callId, (call) => take(call, caller, member, listening)),
    ring: (member, callId, memberId) =>
      on(member.lineId, callId, async (call) => {
        whomToRing(await membership.members(member.lineId), member.id, [memberId]);
        const courier = couriers.of(callId);
        if (courier?.memberId === memberId && couriers.speaksElsewhere(courier.courierId, callId))
          throw new RefusedError('conflict', 'They are in a call on another line');
        await call.apply({ type: 'ring', by: member.id, memberId });
      }),
    onLegs(isMeant, work) {
      const meant = (call: LiveCall) => (call.state.phase === 'ended' ? [] : call.state.legs.filter(isMeant));
      for (const call of calls.values()) {
        // After a restart everybody comes at once, and most are in no call. Who is about to join looks whether they are here.
        if (meant(call).length === 0) continue;
        inBackground(call.lineId, async () => {
          // The first that leaves may end the call for all.
          for (const { deviceId } of meant(call)) if (call.state.phase !== 'ended') await work(call, deviceId);
        });
      }
    },
    async close() {
      closed = true;
      stopRefreshing();
      for (const call of calls.values()) inBackground(call.lineId, () => call.keep());
      await queue.idle();
      const ids = [...calls.values()].map(({ id }) => id);
      for (const call of calls.values()) call.close();
      calls.clear();
      // What they still had to say of themselves is passed over.
      await queue.idle();
      await store.refresh(ids, clock.now()).catch((error: unknown) => report('calls: sign of life', error));
      await ends.close();
    },
  };
}
