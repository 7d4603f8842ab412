import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pino } from 'pino';
import { expect, it } from 'vitest';
import type { Entry, Suggestion } from '#protocol';
import { newId } from '../../server/new-id.ts';
import { download, unzip } from '../support/record.ts';
import { type Phone, startServer } from '../support/server.ts';
import { startWebhookReceiver } from '../support/webhook-receiver.ts';

/** Every byte that the server keeps on disk. */
async function diskOf(folder: string): Promise<Buffer> {
  const files = await readdir(folder, { recursive: true, withFileTypes: true });
  const kept = files.filter((file) => file.isFile() && !file.name.startsWith('export-'));
  return Buffer.concat(await Promise.all(kept.map((file) => readFile(join(file.parentPath, file.name)))));
}

it('a recipient who is erased while the assistant is at their words is in no byte of what was made of them, and never was in log, metrics or webhooks', async () => {
  const logged: string[] = [];
  await using backend = await startWebhookReceiver();
  await using server = await startServer({
    sfu: null,
    log: pino({ level: 'trace' }, { write: (one: string) => void logged.push(one) }),
    settings: {
      DOORLINE_ASSISTANT: 'on',
      DOORLINE_WEBHOOK_URL: backend.url,
      DOORLINE_WEBHOOK_SECRET: `whsec_${Buffer.from('a key that only the two of us know').toString('base64')}`,
    },
  });
  const secrets = ['李女士', '3 号楼 2 单元'];
  for (const colour of ['橙', '黄', '紫']) {
    const made = await server.createDelivery({ recipient: { name: '李女士', id: `recipient-${newId()}` } });
    const { id: lineId } = made.delivery;
    await server.operator('POST', `/deliveries/${lineId}/status`, { status: 'arrived' });
    const courier = await server.phone(made.tokens.courier);
    const recipient = await server.phone(made.tokens.recipient);
    await Promise.all([courier.ask('people.hello', {}), recipient.ask('people.hello', {})]);
    const say = (phone: Phone, text: string) => phone.ask('timeline.send', { lineId, clientId: newId(), text });
    const suggested = (what: Suggestion['act']['do']): Promise<Entry> =>
      courier.next('timeline.changed', ({ body }) => body.kind === 'suggestion' && body.act.do === what);
    const spot = `放门口鞋柜里的${colour}色盒子，谢谢`;
    const way = `从北门进，第二个路口右转，${colour}色信箱旁边的楼梯上三楼`;
    const code = `${colour.charCodeAt(0)}#`;
    secrets.push(`${colour}色盒子`, `${colour}色信箱`, code, `${colour}狗`);

    await recipient.ask('preferences.add_note', { lineId, text: `有${colour}狗` });
    await say(recipient, spot);
    const place = await suggested('leave_at');
    await courier.ask('assistant.answer', { lineId, entryId: place.id, answer: 'confirm' });
    await say(recipient, way);
    const note = await suggested('remember');
    await recipient.ask('assistant.answer', { lineId, entryId: note.id, answer: 'confirm' });
    await say(recipient, `门禁密码是${code}`);
    await say(courier, '门禁密码多少？');
    await suggested('answer');
    // Stored, and not understood yet.
    await Promise.all(Array.from({ length: 10 }, () => say(recipient, spot)));
    expect((await server.operator('POST', `/deliveries/${lineId}/erase`, { member: 'recipient' })).status).toBe(200);
    await server.restart();
    const disk = await diskOf(server.dataFolder);
    expect(secrets.filter((words) => disk.includes(words))).toEqual([]);
    const exported = unzip((await download(server, lineId)).bytes).map(({ content }) => String(content));
    expect(secrets.filter((words) => exported.join().includes(words))).toEqual([]);
  }
  const metrics = await fetch(`${server.url}/metrics`, { headers: { authorization: `Bearer ${server.apiKey}` } });
  const told = [...logged, ...backend.heard.map(({ body }) => body), await metrics.text()].join();
  expect(secrets.filter((words) => told.includes(words))).toEqual([]);
});
