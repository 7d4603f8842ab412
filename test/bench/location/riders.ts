/** Couriers who ride and one watcher of each, as a child process: told by messages to connect more of them, and to ride. */
import { alongDemoWalk, demoPlace } from '../../../server/location/demo-place.ts';
import { PROTOCOL_VERSION } from '../../../server/protocol/version.ts';
import { newId } from '../../../server/new-id.ts';
import { frameBytes, type LeanSocket, openLeanSocket } from './lean-socket.ts';

/** A line whose courier rides. */
export interface Ride {
  readonly lineId: string;
  readonly memberId: string;
  readonly courierToken: string;
  readonly recipientToken: string;
}
export type Order =
  | { readonly do: 'connect'; readonly url: string; readonly rides: readonly Ride[] }
  | { readonly do: 'ride'; readonly everyMs: number; readonly seconds: number; readonly stands: boolean };

/** What came of one ride of all. */
export interface Ridden {
  /** Fix sent → told at the watcher's socket, ms, of those that came. */
  readonly samples: number[];
  readonly sent: number;
  readonly accepted: number;
  readonly bytesUp: number;
  readonly bytesDown: number;
  readonly bytesAnswer: number;
}

interface Pair {
  readonly courier: LeanSocket;
  step: number;
  sent: number;
  /** The last fixes under way, by their time. */
  readonly under: Map<number, number>;
}

const AT_ONCE = 50;
/** How often it is looked who is due, ms. */
const LOOK_MS = 4;
/** Steps of a rider of 6 m/s, there and back again: a jump would not be believed. */
const there = alongDemoWalk(6);
const steps = [...there, ...there.toReversed()];

const pairs: Pair[] = [];
let ridden = { samples: [] as number[], sent: 0, accepted: 0, bytesUp: 0, bytesDown: 0, bytesAnswer: 0 };

async function openPair(url: string, { lineId, memberId, courierToken, recipientToken }: Ride): Promise<Pair> {
  const auth = (token: string) => ({ token, deviceId: newId(), version: PROTOCOL_VERSION, lineId, memberId });
  const [courier, watcher] = await Promise.all([
    openLeanSocket(url, auth(courierToken)),
    openLeanSocket(url, auth(recipientToken)),
  ]);
  const pair: Pair = {
    courier,
    step: Math.floor(Math.random() * steps.length),
    sent: Math.floor(Math.random() * 10),
    under: new Map(),
  };
  courier.onPacket = (packet, bytes) => {
    if (!packet.startsWith('43')) return;
    if (packet.includes('"accepted":1')) ridden.accepted += 1;
    ridden.bytesAnswer += bytes;
  };
  watcher.onPacket = (packet, bytes) => {
    if (!packet.startsWith('42["location.moved"')) return;
    const at = Number(packet.slice(packet.indexOf('"at":') + 5, packet.indexOf('"at":') + 18));
    const sentAt = pair.under.get(at);
    if (sentAt === undefined) return;
    pair.under.clear();
    ridden.samples.push(performance.now() - sentAt);
    ridden.bytesDown += bytes;
  };
  if (courierToken !== '') await share(courier, lineId);
  return pair;
}

/** The bare relay knows no shares: it is told none. */
async function share(courier: LeanSocket, lineId: string): Promise<void> {
  const { onPacket } = courier;
  await new Promise<void>((shared) => {
    courier.onPacket = (packet) => {
      if (packet.startsWith('43')) shared();
    };
    courier.send(`421["location.share",{"lineIds":["${lineId}"],"forMs":null}]`);
  });
  courier.onPacket = onPacket;
}

function report(pair: Pair, stands: boolean): void {
  if (!stands) pair.step = (pair.step + 1) % steps.length;
  const point = steps[pair.step] ?? demoPlace.home;
  const at = Date.now();
  const fix = {
    point: { lat: Number(point.lat.toFixed(6)), lng: Number(point.lng.toFixed(6)) },
    accuracy: 8,
    speed: stands ? 0 : 5.9,
    heading: stands ? null : 127,
    at,
  };
  // As pages do: one in ten seconds is answered.
  pair.sent += 1;
  const id = pair.sent % 10 === 0 ? String(pair.sent) : '';
  const packet = `42${id}${JSON.stringify(['location.report', { fixes: [fix] }])}`;
  pair.under.set(at, performance.now());
  pair.courier.send(packet);
  ridden.sent += 1;
  ridden.bytesUp += frameBytes(packet);
}

/** Everybody sends once in `everyMs`, spread evenly, as phones are. */
function ride({ everyMs, seconds, stands }: Extract<Order, { do: 'ride' }>): Promise<void> {
  return new Promise((done) => {
    const from = performance.now();
    let sent = 0;
    const timer = setInterval(() => {
      const elapsedMs = performance.now() - from;
      const due = Math.floor((Math.min(elapsedMs, seconds * 1000) / everyMs) * pairs.length);
      for (; sent < due; sent++) {
        const pair = pairs[sent % pairs.length];
        if (pair) report(pair, stands);
      }
      if (elapsedMs < seconds * 1000) return;
      clearInterval(timer);
      setTimeout(done, 500);
    }, LOOK_MS);
  });
}

async function obey(order: Order): Promise<Ridden | null> {
  if (order.do === 'connect') {
    for (let from = 0; from < order.rides.length; from += AT_ONCE)
      pairs.push(
        ...(await Promise.all(order.rides.slice(from, from + AT_ONCE).map((one) => openPair(order.url, one)))),
      );
    return null;
  }
  ridden = { samples: [], sent: 0, accepted: 0, bytesUp: 0, bytesDown: 0, bytesAnswer: 0 };
  await ride(order);
  return ridden;
}

process.on('message', (order: Order) => {
  obey(order).then(
    (result) => process.send?.(result),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
