import { lastWordsOf } from '../../server/protocol/last-words.ts';
import { ago, freshId, NOW, say } from './still.ts';
import type {
  ClientId,
  Delivery,
  Entry,
  EntryBody,
  EntryId,
  LineId,
  LineSummary,
  Member,
  MemberId,
  Point,
  Position,
  Preferences,
  Remembered,
  Role,
  Status,
} from '#protocol';

/** One line with all that is on it, as the server would tell it. */
export interface ToldLine {
  readonly summary: LineSummary;
  readonly entries: readonly Entry[];
  readonly positions: readonly Position[];
  /** What past deliveries say of it. */
  readonly about: Preferences;
  /** What is remembered of its recipient. */
  readonly remembered: Remembered;
}

/** What somebody said: who, how long ago in minutes, and what. Null: the system speaks. */
export type Saying = readonly [by: Role | null, minutesAgo: number, what: string | EntryBody];

export interface LineOrder {
  readonly stop?: number;
  /** Who looks at the page. */
  readonly as: Role;
  readonly name: string;
  readonly door: string;
  readonly status?: Status;
  readonly statusAt?: number;
  readonly point?: Point;
  readonly reference?: string;
  readonly courierName?: string;
  readonly address?: string;
  readonly said?: readonly Saying[];
  readonly unread?: number;
  readonly waitsSince?: number;
  readonly window?: Delivery['window'];
  readonly positions?: (members: Record<Role, MemberId>) => Position[];
  readonly about?: Partial<Preferences>;
  readonly remembered?: Partial<Remembered>;
  /** Who is on it beside courier and recipient. */
  readonly also?: readonly Role[];
}

/** Where each stop of the round is: doors of the demo compound. */
const doors: readonly Point[] = [
  { lat: 30.279794, lng: 120.021951 },
  { lat: 30.280468, lng: 120.023941 },
  { lat: 30.27992, lng: 120.0239 },
  { lat: 30.27935, lng: 120.0238 },
  { lat: 30.2788, lng: 120.0226 },
];

export const memberId = (role: Role, stop: number): MemberId => `member-${role}-${stop}` as MemberId;
export const lineIdOf = (stop: number): LineId => `line-${freshId}-${stop}` as LineId;

const nothingRemembered: Omit<Remembered, 'shown'> = {
  remembering: 'never',
  deliveries: 0,
  since: null,
  place: null,
  channel: null,
  places: [],
  hours: [],
  channels: [],
  notes: [],
};

/** A line as the server tells it to `as`. */
export function toldLine(order: LineOrder): ToldLine {
  const about = { habit: null, risk: null, home: [], channel: null, notes: [], ...order.about };
  const { stop = 1, as, said = [], also = [] } = order;
  const id = lineIdOf(stop);
  const courierName = order.courierName ?? say('王师傅', 'Mr Wang');
  const names: Record<Role, string> = {
    courier: courierName,
    recipient: order.name,
    station: say('东门驿站', 'East gate station'),
    agent: say('小林', 'Lin'),
  };
  const present = (['courier', 'recipient', 'station', 'agent'] as const).filter(
    (role) => role === 'courier' || role === 'recipient' || role === as || also.includes(role),
  );
  const members: Member[] = present.map((role) => ({
    id: memberId(role, stop),
    lineId: id,
    role,
    name: names[role],
    left: false,
  }));
  const entries = said.map(([by, minutesAgo, what], index): Entry => {
    const seq = index + 1;
    return {
      id: `entry-${freshId}-${stop}-${seq}` as EntryId,
      lineId: id,
      seq,
      rev: seq,
      at: ago(minutesAgo),
      by: by && memberId(by, stop),
      clientId: `client-${freshId}-${stop}-${seq}` as ClientId,
      // The assistant speaks of what was said right before.
      replyTo:
        typeof what !== 'string' && what.kind === 'suggestion'
          ? (`entry-${freshId}-${stop}-${seq - 1}` as EntryId)
          : null,
      body: typeof what === 'string' ? { kind: 'text', text: what } : what,
    };
  });
  const last = entries.at(-1);
  const delivery: Delivery = {
    id,
    reference: order.reference ?? `YD-2606-${6207 + stop}`,
    status: order.status ?? 'out_for_delivery',
    recipientName: order.name,
    courierName,
    address: order.address ?? say('演示花园', 'Demo Garden'),
    addressDetail: order.door,
    point: order.point ?? doors[(stop - 1) % doors.length] ?? { lat: 0, lng: 0 },
    window: order.window ?? null,
    statusAt: order.statusAt ?? ago(5),
  };
  const ids = {
    courier: memberId('courier', stop),
    recipient: memberId('recipient', stop),
    station: memberId('station', stop),
    agent: memberId('agent', stop),
  };
  return {
    summary: {
      delivery,
      me: memberId(as, stop),
      members,
      stop,
      lastWords: last ? lastWordsOf(last.body, last.by, last.at) : null,
      unread: order.unread ?? 0,
      waitsSince: order.waitsSince ?? null,
    },
    entries,
    positions: order.positions?.(ids) ?? [],
    about,
    remembered: { ...nothingRemembered, shown: about, ...order.remembered },
  };
}

/** A member who shares and is at `point`, with the way they came. */
export const sharedAt = (of: MemberId, point: Point, more: Partial<Position> = {}): Position => ({
  memberId: of,
  sharing: true,
  sight: 'exact',
  fix: { point, accuracy: 12, speed: 6, heading: 130, at: NOW - 4000 },
  trail: [],
  away: null,
  endsAt: null,
  ...more,
});
