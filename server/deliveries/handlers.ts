import type { Delivery, EntryBody, LineId, MemberId, RoundId, Status, TimeWindow } from '#protocol';
import { RefusedError } from '../edge/refused-error.ts';
import type { Deliveries, Handlers, OnLine, Parts, Scope } from '../parts.ts';
import type { LineChoice, Lines } from './lines.ts';
import { isGuest, may } from '../people/rules.ts';
import { isTakenBack, mayBeSetBy, mayFollow, mayMakeStep } from '../protocol/steps.ts';
import { isAhead, isAtDoor, isFinal, isSameWindow, judgeWindow, mayBeCorrected } from './rules.ts';
import type { DeliveryStore, NewDelivery, Standing } from './store.ts';
import type { Waiting } from './waiting.ts';

export type DeliveryOrder = Omit<NewDelivery, 'id' | 'at' | 'ids' | 'day'> & { readonly day: string | null };

interface Sources extends Pick<Parts, 'clock'> {
  readonly store: DeliveryStore;
  readonly lines: Lines;
}

/** Keepers and agents are on many lines: one that ended is in their lists for so long, ms. */
const ENDED_SHOWN_MS = 3 * 86_400_000;

/** The read side, for every slice. */
export function openDeliveries({ clock, store, lines }: Sources): Deliveries {
  // A round is a day's, and a recipient's link is of one line: theirs are all shown.
  const listed = (scope: Scope): LineChoice =>
    isGuest(scope) ? { scope, endedSince: clock.now() - ENDED_SHOWN_MS } : { scope };
  return {
    async get(lineId) {
      const found = await store.byId(lineId);
      if (!found) throw new RefusedError('not_found', 'There is no such delivery');
      return found.delivery;
    },
    linesOf: (scope) => lines.summaries(listed(scope)),
    lineIdsOf: (scope) => lines.ids(listed(scope)),
    lineOf: async (scope, lineId) => (await lines.summaries({ scope, lineId }))[0] ?? null,
    courierOf: (lineId) => store.courierOf(lineId),
    stopsOf: (roundId) => store.stopsOf(roundId),
  };
}

type Needs = Pick<Parts, 'clock' | 'newId' | 'notify' | 'membership' | 'timeline' | 'deliveries' | 'announce'> & {
  store: DeliveryStore;
  waiting: Waiting;
  /** Tells the other slices that a round has another stop, or a stop of it another status. */
  roundChanged: (roundId: RoundId) => void;
  /** Tells the other slices that the delivery has reached a final status. */
  lineOver: (lineId: LineId) => void;
};

/** Deliveries as people move them and as the operator's backend creates and moves them. */
export function deliveriesHandlers(parts: Needs) {
  const { clock, newId, notify, membership, timeline, deliveries, announce, store, waiting, roundChanged, lineOver } =
    parts;

  /** Lines whose courier has said that they are not at the door: until the next step, positions do not say that they are. */
  const notThere = new Set<LineId>();

  /** What a member or the operator (`by` null) says has become of the parcel. */
  async function step(delivery: Delivery, status: Status, allowed: boolean, by: MemberId | null): Promise<Delivery> {
    if (delivery.status === status) return delivery; // Said twice, or by two people at once: it is so.
    // The old time holds no longer, and another is not agreed on yet.
    const window = status === 'rescheduled' ? null : delivery.window;
    return move(delivery, { status, window }, allowed, by);
  }

  /** `undone`: an agreement on another time is taken back. */
  async function move(
    delivery: Delivery,
    to: Standing,
    allowed: boolean,
    by: MemberId | null,
    undone = false,
  ): Promise<Delivery> {
    const { id: lineId, status: from, window: instead } = delivery;
    const { status, window } = to;
    if (!allowed)
      throw new RefusedError('step_not_allowed', `A delivery that is ${from} cannot become ${status} this way`);
    const at = clock.now();
    const body: EntryBody = { kind: 'status', status };
    if (!isSameWindow(window, instead)) {
      if (window) body.window = window;
      if (instead) body.instead = instead;
    }
    const takesBack = isTakenBack(from, status);
    if (takesBack) body.takenBack = 'arrived';
    if (undone) body.takenBack = 'rescheduled';
    await timeline.add(lineId, { by, clientId: null, body }, async (trx, entryId) => {
      if (!(await store.move(trx, lineId, delivery, { ...to, at }))) {
        throw new RefusedError('conflict', 'Somebody else has just changed the status');
      }
      await announce(trx, { id: entryId, lineId, at, by, body });
    });
    if (takesBack) notThere.add(lineId);
    else if (!isAhead(status) || status === 'arrived') notThere.delete(lineId);
    const moved = { ...delivery, ...to, statusAt: at };
    notify.line(lineId, 'deliveries.changed', moved);
    const roundId = await store.roundOf(lineId);
    if (roundId) roundChanged(roundId);
    if (isFinal(status)) lineOver(lineId);
    return moved;
  }

  const isAgreed = ({ status, window }: Standing, other: TimeWindow): boolean =>
    status === 'rescheduled' && isSameWindow(window, other);

  function mustBeAhead(window: TimeWindow): void {
    const verdict = judgeWindow(window, clock.now());
    if (verdict === 'over') throw new RefusedError('too_late', 'That time is over');
    if (verdict === 'too_far') throw new RefusedError('bad_request', 'That time is too far ahead');
  }

  /** Agrees on another window in place of the one that the asker has seen. */
  async function reschedule(
    delivery: Delivery,
    { window, instead }: { window: TimeWindow; instead: TimeWindow | null },
    me: OnLine,
  ): Promise<Delivery> {
    const isRescheduled = delivery.status === 'rescheduled';
    if (isAgreed(delivery, window)) return delivery;
    if (!isSameWindow(delivery.window, instead))
      throw new RefusedError('conflict', 'Another time was agreed on meanwhile');
    mustBeAhead(window);
    const allowed = isRescheduled
      ? mayBeSetBy(me.role, 'rescheduled')
      : mayMakeStep(me.role, delivery.status, 'rescheduled');
    return move(delivery, { status: 'rescheduled', window }, allowed, me.id);
  }

  return {
    handlers: {
      async 'deliveries.waiting'({ actor }) {
        if (!may(actor.role, 'join'))
          throw new RefusedError('forbidden', 'Only customer service sees who waits for it');
        return { lines: await waiting.list() };
      },

      async 'deliveries.set_status'({ actor }, { lineId, status }) {
        const me = await membership.mustBeOn(actor, lineId, 'write');
        const delivery = await deliveries.get(lineId);
        return step(delivery, status, mayMakeStep(me.role, delivery.status, status), me.id);
      },

      async 'deliveries.reschedule'({ actor }, { lineId, ...asked }) {
        const me = await membership.mustBeOn(actor, lineId, 'write');
        return reschedule(await deliveries.get(lineId), asked, me);
      },
    } satisfies Pick<Handlers, Extract<keyof Handlers, `deliveries.${string}`>>,

    /**
     * The courier's own positions say that they are near or at the door: a step of nobody, made only on the way forward.
     * False where the delivery is not on its way any more, or is there already.
     */
    async reach(lineId: LineId, to: 'nearby' | 'arrived'): Promise<boolean> {
      const delivery = await deliveries.get(lineId);
      const isOnItsWay = delivery.status === 'out_for_delivery' || (delivery.status === 'nearby' && to === 'arrived');
      if (!isOnItsWay || (to === 'arrived' && notThere.has(lineId))) return false;
      try {
        await step(delivery, to, true, null);
        return true;
      } catch (error) {
        // Somebody has just said something else of it: theirs holds.
        if (error instanceof RefusedError && error.code === 'conflict') return false;
        throw error;
      }
    },

    /** The recipient agrees to a window that was proposed to them. Answers how it stood before; again: the same window. */
    async agree(lineId: LineId, window: TimeWindow, by: MemberId): Promise<Standing> {
      const delivery = await deliveries.get(lineId);
      const { status, window: instead } = delivery;
      if (isAgreed(delivery, window)) return { status, window: instead };
      mustBeAhead(window);
      const allowed = status === 'rescheduled' || mayFollow(status, 'rescheduled');
      await move(delivery, { status: 'rescheduled', window }, allowed, by);
      return { status, window: instead };
    },

    /**
     * Takes an agreement on `window` back; `conflict` where something else has become of the delivery since, `too_late` where it was
     * agreed on before already. Again: nothing more.
     */
    async disagree(lineId: LineId, window: TimeWindow, before: Standing, by: MemberId): Promise<void> {
      const delivery = await deliveries.get(lineId);
      if (isAgreed(before, window)) throw new RefusedError('too_late', 'That time was agreed on before');
      // Where the courier was, the courier is no more.
      const status = isAtDoor(before.status) ? 'out_for_delivery' : before.status;
      // Done already, though whoever asked was not told.
      if (delivery.status === status && isSameWindow(delivery.window, before.window)) return;
      if (!isAgreed(delivery, window))
        throw new RefusedError('conflict', 'Something else has become of the delivery since');
      await move(delivery, { status, window: before.window }, true, by, true);
    },

    /** A step that a member makes by confirming that they have said so. */
    async stepBy({ id, role }: Pick<OnLine, 'id' | 'role'>, lineId: LineId, status: Status): Promise<void> {
      const delivery = await deliveries.get(lineId);
      await step(delivery, status, mayMakeStep(role, delivery.status, status), id);
    },

    operator: {
      /** Adds a delivery to its courier's round of the day; the same reference again answers the first one unchanged. */
      async create(order: DeliveryOrder): Promise<{ delivery: Delivery; roundId: RoundId; created: boolean }> {
        const at = clock.now();
        const created = await store.add({
          ...order,
          day: order.day ?? new Date(at).toISOString().slice(0, 10),
          id: newId<LineId>(),
          at,
          ids: { round: newId<RoundId>(), courier: newId<MemberId>(), recipient: newId<MemberId>() },
        });
        const found = await store.byReference(order.reference);
        if (!found) throw new Error('A delivery is gone right after it was added');
        if (created) {
          const { delivery, roundId } = found;
          const round: Scope = { role: 'courier', scopeId: roundId };
          roundChanged(roundId);
          notify.admit(round, delivery.id);
          const summary = await deliveries.lineOf(round, delivery.id);
          if (summary) notify.scope(round, 'deliveries.added', summary);
        }
        return { ...found, created };
      },

      async get(id: string): Promise<{ delivery: Delivery; roundId: RoundId }> {
        const found = await store.byId(id);
        if (!found) throw new RefusedError('not_found', 'There is no such delivery');
        return found;
      },

      /** `window`: the time that was agreed on. `correction`: a final status was a mistake and is taken back. */
      async setStatus(id: string, { status, window }: Standing, correction = false): Promise<Delivery> {
        const found = await store.byId(id);
        if (!found) throw new RefusedError('not_found', 'There is no such delivery');
        const { delivery } = found;
        const from = delivery.status;
        const allowed = mayMakeStep('operator', from, status) || (correction && mayBeCorrected(from, status));
        if (!window) return step(delivery, status, allowed, null);
        if (status !== 'rescheduled') throw new RefusedError('bad_request', 'Only rescheduled comes with a window');
        if (from === status && isSameWindow(window, delivery.window)) return delivery;
        return move(delivery, { status, window }, allowed || from === status, null);
      },
    },
  };
}
