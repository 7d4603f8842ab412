import { io, type Socket } from 'socket.io-client';
import {
  type Answer,
  type DeviceId,
  type NoticeName,
  type NoticeOf,
  type PayloadOf,
  PROTOCOL_VERSION,
  type ReplyOf,
  type RequestName,
} from '#protocol';
import { demoCourier, demoReference } from './demo.ts';
import { demoPlace } from './location/demo-place.ts';
import { newId } from './new-id.ts';
import type { DeliveryWithLinks } from './protocol/operator.ts';
import { readSettings, SettingsError } from './settings.ts';
import { openKeys } from './storage/keys.ts';

/** The program behind `npm run demo-ride`: a demo courier rides, on the server that runs already or on one of its own. */

const usage = `Usage: npm run demo-ride [LINK]

  LINK   of a demo's line on a server that runs somewhere; else the demo's line is ridden, of the server on PORT or of one that is started`;

/** Something that the person at the terminal can act on. */
class Trouble extends Error {}

/** A server's notices, as listeners of a socket. */
type Notices = { [N in NoticeName]: (body: NoticeOf<N>) => void };

const say = (text: string) => void process.stdout.write(`${text}\n`);

async function main(): Promise<void> {
  const [link, ...others] = process.argv.slice(2);
  if (others.length > 0 || (link !== undefined && !URL.canParse(link))) throw new Trouble(usage);
  if (link !== undefined) return ride(link, false);

  process.env['DOORLINE_DEMO'] = 'on';
  const settings = readSettings(process.env);
  const url = `http://${settings.HOST === '0.0.0.0' ? '127.0.0.1' : settings.HOST}:${settings.PORT}`;
  const runs = await fetch(`${url}/healthz`).then(
    ({ ok }) => ok,
    () => false,
  );
  if (!runs) await import('./main.ts');
  const { links } = await delivery(`${url}/api/v1`, settings.API_KEY ?? openKeys(settings.DATA_DIR).apiKey);
  if (!links.recipient)
    throw new Trouble('The recipient’s link of the demo was revoked. Give another: npm run demo-ride LINK');
  say(
    `\nThe line that is ridden on:\n  the recipient's page: ${links.recipient}\n  the courier's page: ${links.courier}\n`,
  );
  await ride(links.recipient, !runs);
}

/** The demo's delivery, or where that one has seen its courier already, a fresh one. */
async function delivery(api: string, apiKey: string): Promise<DeliveryWithLinks> {
  async function post(path: string, body: unknown): Promise<DeliveryWithLinks> {
    const response = await fetch(`${api}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (response.status === 401)
      throw new Trouble(`The server at ${api} has another API key. Give a link of it: npm run demo-ride LINK`);
    if (!response.ok) throw new Trouble(`The server at ${api} answered ${response.status}: ${await response.text()}`);
    return (await response.json()) as DeliveryWithLinks;
  }
  const create = (reference: string, courier: typeof demoCourier) =>
    post('/deliveries', {
      reference,
      courier,
      recipient: { name: '李女士' },
      address: '演示花园',
      addressDetail: '3 号楼 2 单元 1201',
      point: demoPlace.home,
    });
  const now = new Date();
  const today = await create(demoReference(now), demoCourier);
  const isFresh = today.status === 'assigned' || today.status === 'out_for_delivery';
  // A courier of its own: the stops of others would come before it.
  const id = newId();
  const chosen = isFresh ? today : await create(`demo-ride-${id}`, { ...demoCourier, id: `${demoCourier.id}-${id}` });
  if (chosen.status === 'assigned') await post(`/deliveries/${chosen.id}/status`, { status: 'out_for_delivery' });
  return chosen;
}

/** Rides on the line of the link, and says how far the courier is; until the door, or until Ctrl+C. */
async function ride(link: string, isOwnServer: boolean): Promise<void> {
  const { origin, pathname } = new URL(link);
  const token = pathname.split('/l/')[1] ?? '';
  const socket: Socket<Notices> = io(origin, {
    auth: { token, deviceId: newId<DeviceId>(), version: PROTOCOL_VERSION },
    transports: ['websocket'],
    reconnection: false,
  });
  async function ask<N extends RequestName>(name: N, payload: PayloadOf<N>): Promise<ReplyOf<N>> {
    const asking: Socket = socket;
    const answer = (await asking.timeout(10_000).emitWithAck(name, payload)) as Answer<ReplyOf<N>>;
    if (!answer.ok) throw new Trouble(`The server refused: ${answer.error.message}.`);
    return answer.value;
  }

  await new Promise<void>((connected, failed) => {
    socket.once('connect', connected);
    socket.once('connect_error', (error) => failed(new Trouble(`${origin} does not let us in: ${error.message}`)));
  });
  const { lines } = await ask('people.hello', {});
  const line = lines[0];
  if (!line) throw new Trouble('This link opens no line.');
  const { id: lineId, status } = line.delivery;
  const courier = line.members.find(({ role }) => role === 'courier');

  const over = Promise.withResolvers<string>();
  socket.on('location.away', (told) => {
    const isOfCourier = told.lineId === lineId && told.memberId === courier?.id;
    if (isOfCourier && told.away.distanceM !== null) say(`  ${awayInWords(told.away.distanceM, told.away.leftMs)}`);
  });
  socket.on('deliveries.changed', (told) => {
    if (told.id !== lineId) return;
    if (told.status === 'nearby') say('The courier is nearby.');
    else if (told.status === 'arrived') over.resolve('The courier has arrived, and waits at the door for ten minutes.');
  });
  socket.on('location.demo_ride_changed', (told) => {
    if (told.lineId === lineId && !told.runs) over.resolve('The ride was stopped.');
  });
  socket.once('disconnect', () => over.resolve('The server has gone.'));
  // A server of our own ends its rides itself. Ctrl+C comes twice: from the terminal, and from npm.
  const stop = isOwnServer ? () => {} : () => void ask('location.demo_ride', { lineId, run: false }).catch(over.reject);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, stop);

  say(
    `A demo ride: nobody really rides. ${courier?.name ?? 'The courier'} is on the way to the door, about 8 minutes.`,
  );
  if (status !== 'out_for_delivery') say(`The delivery is ${status} already, so its status stays as it is.`);
  say(isOwnServer ? 'Ctrl+C ends the ride and the server.' : 'Ctrl+C ends the ride.');
  await ask('location.demo_ride', { lineId, run: true });
  const end = await over.promise;
  socket.close();
  if (end) say(end);
  if (isOwnServer) say('The server goes on: Ctrl+C ends it.');
}

function awayInWords(distanceM: number, leftMs: number | null): string {
  const far = distanceM < 1000 ? `${distanceM} m` : `${(distanceM / 1000).toFixed(1)} km`;
  return `${far} from the door${leftMs === null ? '' : `, about ${leftMs / 60_000} min`}`;
}

try {
  await main();
} catch (error) {
  if (!(error instanceof Trouble || error instanceof SettingsError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
