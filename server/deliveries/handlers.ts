import type { Delivery, LineId, MemberId, RoundId, Role, Status } from '#protocol';
import { RefusedError } from '../edge/refused-error.ts';
import type { Deliveries, Handlers, Parts } from '../parts.ts';
import { isFinal, mayBeSetBy, mayFollow } from './rules.ts';
import type { DeliveryStore, NewDelivery } from './store.ts';

export type DeliveryOrder = Omit<NewDelivery, 'id' | 'at' | 'ids' | 'day'> & { readonly day: string | null };

/** The read side, for every slice. */
export function openDeliveries(store: DeliveryStore): Deliveries {
  return {
    async get(lineId) {
      const found = await store.byId(lineId);
      if (!found) throw new RefusedError('not_found', 'There is no such delivery');
      return found.delivery;
    },
    linesOf: (actor) => store.linesOf(actor.role, actor.scopeId),
    courierOf: (lineId) => store.courierOf(lineId),
  };
}

type Needs = Pick<Parts, 'clock' | 'newId' | 'notify' | 'membership' | 'timeline' | 'deliveries'> & {
  store: DeliveryStore;
  /** Tells the other slices that the delivery has reached a final status. */
  lineOver: (lineId: LineId) => void;
};

/** Deliveries as people move them and as the operator's backend creates and moves them. */
export function deliveriesHandlers(parts: Needs) {
  const { clock, newId, notify, membership, timeline, deliveries, store, lineOver } = parts;

  async function step(delivery: Delivery, to: Status, role: Role | 'operator', by: MemberId | null): Promise<Delivery> {
    if (delivery.status === to) return delivery; // Said twice, or by two people at once: it is so.
    if (!mayFollow(delivery.status, to) || !mayBeSetBy(role, to)) {
      throw new RefusedError('step_not_allowed', `A delivery that is ${delivery.status} cannot become ${to} this way`);
    }
    const at = clock.now();
    await timeline.add(delivery.id, { by, clientId: null, body: { kind: 'status', status: to } }, async (trx) => {
      if (!(await store.setStatus(trx, delivery.id, delivery.status, to, at))) {
        throw new RefusedError('conflict', 'Somebody else has just changed the status');
      }
    });
    const moved = { ...delivery, status: to, statusAt: at };
    notify.line(delivery.id, 'deliveries.changed', moved);
    if (isFinal(to)) lineOver(delivery.id);
    return moved;
  }

  return {
    handlers: {
      async 'deliveries.set_status'({ actor }, { lineId, status }) {
        const me = await membership.mustBeOn(actor, lineId);
        return step(await deliveries.get(lineId), status, me.role, me.id);
      },
    } satisfies Pick<Handlers, 'deliveries.set_status'>,

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
          notify.admit(roundId, delivery.id, 'courier');
          const summary = (await store.linesOf('courier', roundId)).find((line) => line.delivery.id === delivery.id);
          if (summary) notify.scope(roundId, 'deliveries.added', summary);
        }
        return { ...found, created };
      },

      async get(id: string): Promise<{ delivery: Delivery; roundId: RoundId }> {
        const found = await store.byId(id);
        if (!found) throw new RefusedError('not_found', 'There is no such delivery');
        return found;
      },

      async setStatus(id: string, status: Status): Promise<Delivery> {
        const found = await store.byId(id);
        if (!found) throw new RefusedError('not_found', 'There is no such delivery');
        return step(found.delivery, status, 'operator', null);
      },
    },
  };
}
