import { expect, describe, it } from 'vitest';
import type { Answer, ClientId, Entry, LineId } from '#protocol';
import { wavFile } from '../../media/audio/wav-file.ts';
import { newId } from '../../server/new-id.ts';
import { openKeys } from '../../server/storage/keys.ts';
import { openDatabase } from '../../server/storage/open-database.ts';
import { expectWholeChain } from '../support/chain.ts';
import { door } from '../support/photos.ts';
import { openRawPhone, type RawPhone } from '../support/raw-phone.ts';
import { recordingBytes } from '../support/recordings.ts';
import { seedLines } from '../support/seed-lines.ts';
import { API_KEY, startServerProcess } from '../support/server-process.ts';
import { smallDisks } from '../support/small-disk.ts';

/** What each gets that is said at once. */
const AT_ONCE = 30;

describe.each(smallDisks)('With $name', ({ open }) => {
  it('the line can be read, everything new is refused as passing, and all goes through once there is room', async () => {
    using disk = open();
    const db = await openDatabase({ databaseUrl: null, dataFolder: disk.folder });
    const [line] = await seedLines(db, openKeys(disk.folder).linkSecret, { lines: 1 });
    await db.destroy();
    if (!line) throw new Error('There is no line');
    const { lineId, recipientToken, courierToken } = line;
    await using server = await startServerProcess(disk.folder, { LOG_LEVEL: 'silent' });
    const pid = server.child.pid ?? 0;
    const [recipient, courier] = await Promise.all([
      openRawPhone(server.url, recipientToken),
      openRawPhone(server.url, courierToken),
    ]);
    const texts = [recipient, courier].flatMap((phone) =>
      Array.from({ length: AT_ONCE }, () => ({ phone, clientId: newId<ClientId>(), text: '马上下来'.repeat(400) })),
    );
    const sayAll = () => Promise.all(texts.map(({ phone, clientId, text }) => say(phone, lineId, clientId, text)));
    const words = async () => {
      const answer = await courier.ask('timeline.open', { lineId });
      return answer.ok ? answer.value.entries.length : answer.error.code;
    };
    expect(codeOf(await say(recipient, lineId, newId<ClientId>(), '你好'))).toBe('ok');

    disk.fill(pid, 0);
    expect(new Set((await sayAll()).map(codeOf))).toEqual(new Set(['unavailable']));
    expect(await words()).toBe(1);
    expect((await courier.ask('people.hello', {})).ok).toBe(true);
    expect(codeOf(await courier.ask('deliveries.set_status', { lineId, status: 'arrived' }))).toBe('unavailable');
    const files = () =>
      Promise.all([
        send(server.url, recipientToken, `lines/${lineId}/notes`, Buffer.from(recordingBytes('en-jfk.wav'))),
        send(server.url, recipientToken, `lines/${lineId}/photos`, Buffer.from(door())),
      ]);
    expect(await files()).toEqual([503, 503]);
    expect(await order(server.url)).toBe(503);
    // Somebody new can still come in and read.
    const late = await openRawPhone(server.url, recipientToken);
    expect((await late.ask('timeline.open', { lineId })).ok).toBe(true);

    disk.free(pid);
    // The same words again, under the same ids: nobody need do anything but try again.
    const answers = await sayAll();
    expect(answers.map(codeOf)).toEqual(answers.map(() => 'ok'));
    expect(answers.flatMap((answer) => (answer.ok ? [answer.value.seq] : [])).sort((a, b) => a - b)).toEqual(
      answers.map((_, i) => i + 2),
    );
    expect(await files()).toEqual([201, 201]);
    expect(await order(server.url)).toBe(201);
    expect(codeOf(await courier.ask('deliveries.set_status', { lineId, status: 'arrived' }))).toBe('ok');
    for (const phone of [recipient, courier, late]) phone.close();
    expect(await server.end('SIGTERM')).toBe(0);

    const after = await openDatabase({ databaseUrl: null, dataFolder: disk.folder });
    await expectWholeChain(after, lineId);
    await after.destroy();
  });

  it('a recording that does not fit is refused as passing, and smaller things still go through', async () => {
    using disk = open();
    const db = await openDatabase({ databaseUrl: null, dataFolder: disk.folder });
    const [line] = await seedLines(db, openKeys(disk.folder).linkSecret, { lines: 1 });
    await db.destroy();
    if (!line) throw new Error('There is no line');
    const { lineId, recipientToken } = line;
    await using server = await startServerProcess(disk.folder, { LOG_LEVEL: 'silent' });
    const pid = server.child.pid ?? 0;
    const phone = await openRawPhone(server.url, recipientToken);
    const minute = Buffer.from(wavFile(new Int16Array(16_000 * 59).map((_, i) => (i * 37) % 9000)));
    const sendNote = () => send(server.url, recipientToken, `lines/${lineId}/notes`, minute);

    disk.fill(pid, 1_500_000);
    expect(await sendNote()).toBe(503);
    expect(codeOf(await say(phone, lineId, newId<ClientId>(), '那我打字'))).toBe('ok');
    disk.free(pid);
    expect(await sendNote()).toBe(201);
    phone.close();
  });
});

const say = (phone: RawPhone, lineId: LineId, clientId: ClientId, text: string): Promise<Answer<Entry>> =>
  phone.ask('timeline.send', { lineId, clientId, text });

const codeOf = (answer: Answer<unknown>) => (answer.ok ? 'ok' : answer.error.code);

async function send(url: string, token: string, path: string, body: Buffer<ArrayBuffer>): Promise<number> {
  const headers = { authorization: `Bearer ${token}`, 'x-client-id': newId<ClientId>() };
  return (await fetch(`${url}/api/${path}`, { method: 'POST', headers, body })).status;
}

async function order(url: string): Promise<number> {
  const body = {
    reference: `ref-${newId()}`,
    courier: { id: 'courier-1', name: '王师傅' },
    recipient: { name: '李女士' },
    address: '演示花园',
    point: { lat: 30.28, lng: 120.02 },
  };
  const headers = { authorization: `Bearer ${API_KEY}`, 'content-type': 'application/json' };
  return (await fetch(`${url}/api/v1/deliveries`, { method: 'POST', headers, body: JSON.stringify(body) })).status;
}
