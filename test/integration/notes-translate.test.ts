import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { LinkId } from '#protocol';
import { newId } from '../../server/new-id.ts';
import { openTranslation } from '../../server/notes/translate.ts';
import { sendFile } from '../support/record.ts';
import { recordingBytes } from '../support/recordings.ts';
import { heard, ScriptedSpeech } from '../support/scripted-speech.ts';
import { startServer } from '../support/server.ts';

/** The operator's service, which does what the test says. */
async function startTranslator() {
  const asked: unknown[] = [];
  let answer: (response: ServerResponse) => void = (response) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"text":" 放在门口 "}');
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (part: string) => (body += part));
    request.on('end', () => {
      asked.push(JSON.parse(body));
      answer(response);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/translate`,
    asked,
    answerWith: (next: typeof answer) => void (answer = next),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

const isOffered = async (url: string) =>
  ((await (await fetch(`${url}/api/page-config`)).json()) as { translate: boolean }).translate;

describe('the words of a note in another language', () => {
  it('come from the operator’s service, which gets the words alone', async () => {
    await using translator = await startTranslator();
    const speech = new ScriptedSpeech();
    await using server = await startServer({ sfu: null, speech, settings: { DOORLINE_TRANSLATE_URL: translator.url } });
    expect(await isOffered(server.url)).toBe(true);
    const { delivery, tokens } = await server.createDelivery();
    const lineId = delivery.id;
    await using courier = await server.phone(tokens.courier);
    const bytes = recordingBytes('en-jfk.wav');
    const pending = Promise.withResolvers<Awaited<ReturnType<ReturnType<typeof heard>>>>();
    speech.answers.push(() => pending.promise);
    const note = await sendFile(server, { token: tokens.recipient, lineId, kind: 'notes', bytes });
    const asked = { lineId, entryId: note.id, to: 'zh' as const };
    await expect(courier.ask('notes.translate', asked)).rejects.toMatchObject({ code: 'conflict' });
    pending.resolve(await heard('leave it at the door')());
    await courier.next('timeline.changed', ({ id, rev }) => id === note.id && rev > 1);
    expect(await courier.ask('notes.translate', asked)).toEqual({ text: '放在门口' });
    expect(translator.asked).toEqual([{ text: 'leave it at the door', from: 'en', to: 'zh' }]);
    expect(await courier.ask('notes.translate', { ...asked, to: 'en' })).toEqual({ text: 'leave it at the door' });
    expect(translator.asked).toHaveLength(1);

    const stranger = await server.createDelivery({ courier: { id: `courier-${newId()}`, name: 'Other' } });
    await using other = await server.phone(stranger.tokens.courier);
    await expect(other.ask('notes.translate', asked)).rejects.toMatchObject({ code: 'forbidden' });
    const elsewhere = other.ask('notes.translate', { ...asked, lineId: stranger.delivery.id });
    await expect(elsewhere).rejects.toMatchObject({ code: 'not_found' });

    const faults: ((response: ServerResponse) => void)[] = [
      (response) => response.writeHead(500).end('{"text":"no"}'),
      (response) => response.writeHead(307, { location: '/elsewhere' }).end(),
      (response) => response.end('not JSON'),
      (response) => response.end('{"text":""}'),
      (response) => response.end('{"words":"x"}'),
      (response) => response.end(JSON.stringify({ text: 'x'.repeat(70_000) })),
      (response) => response.destroy(),
    ];
    for (const fault of faults) {
      translator.answerWith(fault);
      await expect(courier.ask('notes.translate', asked)).rejects.toMatchObject({ code: 'unavailable' });
    }
    // While the service hangs, one reader does not take the others' places.
    translator.answerWith(() => {});
    await using recipient = await server.phone(tokens.recipient);
    const before = translator.asked.length;
    const waiting = [courier, courier, recipient].map((phone) => phone.ask('notes.translate', asked).catch(() => null));
    await expect.poll(() => translator.asked.length, { timeout: 15_000 }).toBe(before + 3);
    await expect(courier.ask('notes.translate', asked)).rejects.toMatchObject({ code: 'too_many' });
    await translator[Symbol.asyncDispose]();
    await Promise.all(waiting);
  });

  it('cost eight waiting readers where the service hangs, and no more', async () => {
    await using translator = await startTranslator();
    translator.answerWith(() => {});
    const translate = openTranslation(translator.url);
    const ask = () => translate(newId<LinkId>(), 'leave it at the door', 'en', 'zh');
    const waiting = Array.from({ length: 8 }, () => ask().catch(() => null));
    await expect.poll(() => translator.asked.length, { timeout: 15_000 }).toBe(8);
    await expect(ask()).rejects.toMatchObject({ code: 'too_many' });
    await translator[Symbol.asyncDispose]();
    await Promise.all(waiting);
  });

  it('are not offered without one', async () => {
    await using server = await startServer({ sfu: null });
    expect(await isOffered(server.url)).toBe(false);
    const { delivery, tokens } = await server.createDelivery();
    await using phone = await server.phone(tokens.courier);
    const bytes = recordingBytes('en-jfk.wav');
    const note = await sendFile(server, { token: tokens.courier, lineId: delivery.id, kind: 'notes', bytes });
    const asked = phone.ask('notes.translate', { lineId: delivery.id, entryId: note.id, to: 'zh' });
    await expect(asked).rejects.toMatchObject({ code: 'unavailable' });
  });
});
