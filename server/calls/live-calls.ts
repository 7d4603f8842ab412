import {
  type Call,
  type CallId,
  type DeviceId,
  type IceServer,
  type LineId,
  type Member,
  type MemberId,
  RING_MS,
} from '#protocol';
import type { Sfu } from '../../media/sfu.ts';
import { RefusedError } from '../edge/refused-error.ts';
import type { Caller, Parts } from '../parts.ts';
import { type LiveCall, openCall } from './call.ts';
import { oneAtATime } from './one-at-a-time.ts';
import { toCall } from './call-view.ts';
import { isEngaged, startCall } from './rules.ts';
import { type CallStore, callStore, type OpenCall } from './store.ts';

type Needs = Pick<
  Parts,
  'db' | 'clock' | 'newId' | 'log' | 'report' | 'notify' | 'membership' | 'timeline' | 'deliveries'
> & {
  readonly sfu: Sfu | null;
  /** TURN servers with fresh credentials for one device. */
  readonly iceServers: () => IceServer[];
};

/** A disk that is full or a database that is held: looked at again after this, twice as long each time, up to an hour, ms. */
const REWRITE_FIRST_MS = 5000;
const REWRITE_MOST_MS = 3_600_000;

/** A courier has many lines and one voice: by this a call on one line knows of his call on another. */
interface CourierOnCall {
  readonly courierId: string;
  readonly memberId: MemberId;
}

export interface LiveCalls {
  /** Runs work on the line's call after what was asked before; `null` where there is none. */
  onLine<T>(lineId: LineId, work: (call: LiveCall | null) => Promise<T>): Promise<T>;
  /** The same for one call, by its id; `call_over` where it does not live. */
  on<T>(lineId: LineId, callId: CallId, work: (call: LiveCall) => Promise<T>): Promise<T>;
  /** Starts a call, or joins the one that is there. */
  start(caller: Caller, member: Member): Promise<Call>;
  answer(caller: Caller, member: Member, callId: CallId): Promise<Call>;
  /** Does something on every call that the device is in. */
  onDevice(deviceId: DeviceId, work: (call: LiveCall) => Promise<void>): void;
  /** Ends every call as failed and resolves once all is written. Nothing starts afterwards. */
  close(): Promise<void>;
}

export function openLiveCalls(parts: Needs): LiveCalls {
  const { clock, deliveries, membership, newId, sfu, timeline } = parts;
  const store = callStore(parts.db);
  const queue = oneAtATime<LineId>();
  const calls = new Map<LineId, LiveCall>();
  const couriers = new Map<CallId, CourierOnCall>();
  let closed = false;

  const leftBehind = endLeftBehind(parts, store).catch((error: unknown) => parts.report('calls left behind', error));
  const inBackground = (lineId: LineId, work: () => Promise<void>): void =>
    void queue.run(lineId, work).catch((error: unknown) => parts.report('call', error));

  /** Tries again where it cannot be written: the next start of the server would only know that the call was cut off. */
  async function keepEnd(call: OpenCall, end: Parameters<typeof writeEnd>[3], againMs: number): Promise<void> {
    try {
      await writeEnd(timeline, store, call, end);
    } catch (error) {
      parts.report('call end', error);
      if (againMs > REWRITE_MOST_MS) return;
      clock.after(againMs, () => {
        if (!closed) inBackground(call.lineId, () => keepEnd(call, end, againMs * 2));
      });
    }
  }

  const others = (courierId: string, callId: CallId | null) =>
    [...calls.values()].flatMap((call) => {
      const courier = couriers.get(call.id);
      return courier?.courierId === courierId && call.id !== callId ? [{ call, courier }] : [];
    });

  const speaksElsewhere = (courierId: string, callId: CallId | null): boolean =>
    others(courierId, callId).some(({ call, courier }) => isEngaged(call.state, courier.memberId));

  /** Whoever rings a courier who has just begun to speak elsewhere hears that he is busy. */
  function turnOthersAway(callId: CallId): void {
    const own = couriers.get(callId);
    if (own === undefined) return;
    for (const { call } of others(own.courierId, callId)) {
      inBackground(call.lineId, async () => {
        if (call.state.phase === 'ringing') await call.apply({ type: 'busy' });
      });
    }
  }

  function mustBeFree(member: Member, courierId: string | null, callId: CallId | null): void {
    if (member.role !== 'courier' || courierId === null || !speaksElsewhere(courierId, callId)) return;
    throw new RefusedError('conflict', 'You are in a call on another line');
  }

  async function begin(caller: Caller, member: Member): Promise<LiveCall> {
    if (closed || sfu === null || sfu.workers === 0)
      throw new RefusedError('unavailable', 'Calls are not possible at the moment');
    const { lineId } = member;
    const [courierId, members] = await Promise.all([
      deliveries.courierOf(lineId),
      membership.members(lineId),
      leftBehind,
    ]);
    mustBeFree(member, courierId, null);
    const invited = members.filter((one) => !one.left && one.id !== member.id).map((one) => one.id);
    if (invited.length === 0) throw new RefusedError('conflict', 'Nobody else is on this line');

    const id = newId<CallId>();
    const startedAt = clock.now();
    await store.add({ id, lineId, startedBy: member.id, startedAt });
    const { call, started } = openCall(
      {
        ...parts,
        ringMs: RING_MS,
        queue: (task) => inBackground(lineId, task),
        recordAnswer: (at) => store.answered(id, at),
        async onEnded({ end, talkMs }) {
          calls.delete(lineId);
          couriers.delete(id);
          await keepEnd({ id, lineId, startedBy: member.id }, { at: clock.now(), as: end, talkMs }, REWRITE_FIRST_MS);
        },
      },
      startCall({ id, lineId, startedBy: member.id, startedAt, invited }, caller.deviceId),
    );
    calls.set(lineId, call);
    const courier = members.find((one) => one.role === 'courier');
    if (courier !== undefined && courierId !== null) couriers.set(id, { courierId, memberId: courier.id });
    await started;
    if (member.role === 'courier') turnOthersAway(id);
    else if (courierId !== null && speaksElsewhere(courierId, id)) await call.apply({ type: 'busy' });
    return call;
  }

  async function take(call: LiveCall, caller: Caller, member: Member): Promise<Call> {
    mustBeFree(member, couriers.get(call.id)?.courierId ?? null, call.id);
    await call.apply({ type: 'answer', deviceId: caller.deviceId, memberId: member.id });
    turnOthersAway(call.id);
    return toCall(call.state);
  }

  const onLine: LiveCalls['onLine'] = (lineId, work) => queue.run(lineId, () => work(calls.get(lineId) ?? null));
  const on: LiveCalls['on'] = (lineId, callId, work) =>
    onLine(lineId, (call) => {
      if (call?.id !== callId) throw new RefusedError('call_over', 'This call is over');
      return work(call);
    });

  return {
    onLine,
    on,
    start: (caller, member) =>
      onLine(member.lineId, async (running) =>
        running === null ? toCall((await begin(caller, member)).state) : take(running, caller, member),
      ),
    answer: (caller, member, callId) => on(member.lineId, callId, (call) => take(call, caller, member)),
    onDevice(deviceId, work) {
      for (const call of calls.values()) {
        inBackground(call.lineId, async () => {
          if (call.state.phase !== 'ended' && call.state.legs.some((leg) => leg.deviceId === deviceId))
            await work(call);
        });
      }
    },
    async close() {
      closed = true;
      await leftBehind;
      for (const call of calls.values()) {
        inBackground(call.lineId, async () => {
          if (call.state.phase !== 'ended') await call.apply({ type: 'server_closing' });
        });
      }
      await queue.idle();
    },
  };
}

/** Undoes a transaction that found its work done already. */
class EndedAlready extends Error {}

/** The end and its entry together or not at all; a repeated write adds no second entry. */
async function writeEnd(
  timeline: Parts['timeline'],
  store: CallStore,
  call: OpenCall,
  end: { at: number; as: 'hung_up' | 'declined' | 'no_answer' | 'busy' | 'failed'; talkMs: number },
): Promise<void> {
  const body = { kind: 'call', callId: call.id, end: end.as, talkMs: end.talkMs } as const;
  try {
    // No client id: one that its starter could guess could be taken before, and the call would be on no record.
    await timeline.add(call.lineId, { by: call.startedBy, clientId: null, body }, async (trx) => {
      if (!(await store.ended(trx, call.id, end))) throw new EndedAlready();
    });
  } catch (error) {
    if (!(error instanceof EndedAlready)) throw error;
  }
}

/** Ends what a crash left open. How long they talked is not known: nobody was there to see the end. */
async function endLeftBehind({ clock, timeline }: Needs, store: CallStore): Promise<void> {
  const now = clock.now();
  for (const call of await store.open(now)) {
    await writeEnd(timeline, store, call, { at: now, as: 'failed', talkMs: 0 });
  }
}
