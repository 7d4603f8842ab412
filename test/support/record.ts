import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClientId, Entry, EntryId, LineId, StationId } from '#protocol';
import { newId } from '../../server/new-id.ts';
import type { DeliveryRecord } from '../../server/record/record-format.ts';
import { LOCAL_HEADER_BYTES, readLocalHeader } from '../../server/record/zip.ts';
import { nameGuest } from './guests.ts';
import { door } from './photos.ts';
import { recordingBytes } from './recordings.ts';
import type { TestServer } from './server.ts';

/** Sends a photo or a recording as a page does. */
export async function sendFile(
  server: TestServer,
  { token, lineId, kind, bytes }: { token: string; lineId: LineId; kind: 'photos' | 'notes'; bytes: Uint8Array },
): Promise<Entry> {
  const response = await fetch(`${server.url}/api/lines/${lineId}/${kind}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'x-client-id': newId<ClientId>() },
    body: Buffer.from(bytes),
  });
  if (response.status !== 201) throw new Error(`The file was refused: ${await response.text()}`);
  return (await response.json()) as Entry;
}

/** Words of a recipient that must be found nowhere once they are erased. */
export const secret = 'gate code 7391, key under the blue pot';

/** A line on which everything was said that can be: every kind, an answer, two things taken back, a station that came and left. */
export async function fullLine(server: TestServer) {
  const created = await server.createDelivery();
  const { delivery, tokens } = created;
  const lineId = delivery.id;
  await using courier = await server.phone(tokens.courier);
  await using recipient = await server.phone(tokens.recipient);
  const say = (phone: typeof courier, text: string, replyTo?: EntryId) =>
    phone.ask('timeline.send', { lineId, clientId: newId<ClientId>(), text, ...(replyTo ? { replyTo } : {}) });

  const asked = await say(courier, '您好，快递到楼下了，放哪里方便？');
  await say(recipient, '放 3 号楼驿站吧 <b onclick="alert(1)">谢谢</b> 🙏', asked.id);
  await say(recipient, secret);
  const note = await sendFile(server, {
    token: tokens.recipient,
    lineId,
    kind: 'notes',
    bytes: recordingBytes('zh-aishell-guangzhou.wav'),
  });
  const photo = await sendFile(server, { token: tokens.courier, lineId, kind: 'photos', bytes: door() });
  await recipient.ask('timeline.send_place', {
    lineId,
    clientId: newId<ClientId>(),
    point: { lat: 30.28114, lng: 120.02243 },
    name: '东门保安亭',
    source: 'pin',
    accuracy: null,
  });
  const slip = await say(courier, 'sorry, wrong parcel');
  await courier.ask('timeline.take_back', { lineId, entryId: slip.id });
  const blurred = await sendFile(server, { token: tokens.recipient, lineId, kind: 'photos', bytes: door() });
  await recipient.ask('timeline.take_back', { lineId, entryId: blurred.id });
  const keeper = await nameGuest(server, 'station', '菜鸟驿站 3 号楼');
  await courier.ask('people.invite', { lineId, invite: { role: 'station', stationId: keeper.id as StationId } });
  await using station = await keeper.phone();
  await say(station, 'مرحبا ‮reversed‬ the shelf is B-12');
  await courier.ask('deliveries.set_status', { lineId, status: 'out_for_delivery' });
  await courier.ask('deliveries.set_status', { lineId, status: 'at_station' });
  await station.ask('people.leave', { lineId });
  return { ...created, lineId, asked, note, photo, slip, blurred };
}

/** The files of a ZIP as Doorline writes it, and where they are in it. */
export function unzip(zip: Buffer): { name: string; start: number; contentAt: number; content: Buffer }[] {
  const files = [];
  for (let at = 0; ;) {
    const header = readLocalHeader(zip.subarray(at, at + LOCAL_HEADER_BYTES));
    if (!header) return files;
    const contentAt = at + LOCAL_HEADER_BYTES + header.nameBytes;
    const name = zip.subarray(at + LOCAL_HEADER_BYTES, contentAt).toString();
    files.push({ name, start: at, contentAt, content: zip.subarray(contentAt, contentAt + header.bytes) });
    at = contentAt + header.bytes;
  }
}

export interface Exported {
  readonly path: string;
  readonly bytes: Buffer;
  readonly headers: Headers;
  readonly record: DeliveryRecord;
}

/** Downloads the export of a line into the server's data folder. */
export async function download(server: TestServer, lineId: LineId, query = ''): Promise<Exported> {
  const response = await fetch(`${server.url}/api/v1/deliveries/${lineId}/export${query}`, {
    headers: { authorization: `Bearer ${server.apiKey}` },
  });
  if (response.status !== 200) throw new Error(`The export was refused: ${await response.text()}`);
  const bytes = Buffer.from(await response.arrayBuffer());
  const path = join(server.dataFolder, `export-${newId()}.zip`);
  await writeFile(path, bytes);
  const record = unzip(bytes).find(({ name }) => name === 'record.json');
  return { path, bytes, headers: response.headers, record: JSON.parse(String(record?.content)) as DeliveryRecord };
}
