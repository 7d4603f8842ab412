import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { createConnection } from '../../client/connection.ts';
import { createMarks } from '../../client/timeline/marks.ts';
import { createTimelineModel, type TimelineModel } from '../../client/timeline/model.ts';
import type { DeviceId } from '#protocol';
import { badNetwork } from '../support/bad-network.ts';
import { startServer, type TestServer } from '../support/server.ts';

/** A small seeded generator (mulberry32, T. Ettinger): a failure comes back under its seed. */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const ACTS = 120;

async function openPage(server: TestServer, token: string, name: string, random: () => number) {
  const network = await badNetwork(server.url);
  const connection = createConnection(token, {
    url: network.url,
    // Short waits: the page tries again ten times as often as a real one.
    random: () => random() / 10,
    deviceId: `device-${name}` as DeviceId,
  });
  await vi.waitFor(() => expect(connection.state.value.phase).toBe('online'));
  const [line] = (await connection.ask('people.hello', {})).lines;
  if (!line) throw new Error('The link opens no line');
  const marks = createMarks({ connection });
  const model = createTimelineModel({ connection, lineId: line.delivery.id, me: line.me, marks });
  return {
    network,
    model,
    said: [] as string[],
    async [Symbol.asyncDispose]() {
      model.close();
      connection.close();
      await network[Symbol.asyncDispose]();
    },
  };
}

const texts = (model: TimelineModel) =>
  model.entries.value.map(({ body }) => (body.kind === 'text' ? body.text : body.kind));

describe('two pages that talk over a network that breaks', () => {
  it.each([8_120_331, 44_907, 2_026_112, 77, 910_442])(
    'show the same words in the same order, each once, seed %i',
    async (seed) => {
      const random = chance(seed);
      await using server = await startServer({ sfu: null });
      const { tokens } = await server.createDelivery();
      await using courier = await openPage(server, tokens.courier, 'courier', random);
      await using recipient = await openPage(server, tokens.recipient, 'recipient', random);
      const pages = [courier, recipient];
      for (let act = 0; act < ACTS; act += 1) {
        const page = random() < 0.5 ? courier : recipient;
        const draw = random();
        if (draw < 0.6) {
          const text = `${page === courier ? 'courier' : 'recipient'} ${page.said.length}`;
          page.said.push(text);
          page.model.say({ kind: 'text', text });
        } else if (draw < 0.72) page.network.drop();
        else if (draw < 0.8) page.network.cut();
        else if (draw < 0.95) page.network.mend();
        await wait(random() * 12);
      }
      for (const page of pages) page.network.mend();
      const all = pages.flatMap((page) => page.said);
      for (const { model } of pages)
        await vi.waitFor(() => expect([...texts(model)].sort()).toEqual([...all].sort()), { timeout: 40_000 });
      expect(texts(courier.model)).toEqual(texts(recipient.model));
      for (const { said, model } of pages) {
        expect(texts(model).filter((text) => said.includes(text))).toEqual(said);
        expect(model.unsent.value).toEqual([]);
      }
    },
  );
});
