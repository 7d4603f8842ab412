import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LineId } from '#protocol';
import { newId } from '../../server/new-id.ts';
import { type Phone, startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startServer({ sfu: null });
});
afterAll(() => server.close());

async function line() {
  const made = await server.createDelivery({ courier: { id: `courier-${newId()}`, name: 'Wang' } });
  const courier = await server.phone(made.tokens.courier);
  const recipient = await server.phone(made.tokens.recipient);
  const say = (text: string) => courier.ask('timeline.send', { lineId: made.delivery.id, clientId: newId(), text });
  return { ...made, lineId: made.delivery.id, courier, recipient, say };
}

/** A station or an agent, named by the operator, with a page. */
async function guest(kind: 'stations' | 'agents'): Promise<{ id: string; phone: Phone }> {
  const id = `${kind}-${newId().replace(/^-/, 'x')}`;
  const { body } = await server.operator('PUT', `/${kind}/${id}`, { name: 'Zhao' });
  const url = JSON.stringify(body).match(/\/l\/([^"]+)"/)?.[1] ?? '';
  return { id, phone: await server.phone(url) };
}

const join = (lineId: LineId, role: 'station' | 'agent', id: string) =>
  server.operator('POST', `/deliveries/${lineId}/members`, { role, [`${role}Id`]: id });
const wordsOf = (found: { entry: { body: object } }[]) =>
  found.map(({ entry: { body } }) => ('text' in body ? body.text : null));

describe('a search', () => {
  it('in a line finds what its members may see, with the parcel, and is refused to strangers', async () => {
    const { lineId, delivery, courier, recipient, say } = await line();
    const other = await line();
    await say('放菜鸟驿站吧');
    await other.say('放驿站');
    for (const phone of [courier, recipient]) {
      const { found, next } = await phone.ask('timeline.search', { lineId, text: '驿站', after: null });
      expect(found).toMatchObject([
        { reference: delivery.reference, recipientName: '李女士', entry: { seq: 1, lineId } },
      ]);
      expect(next).toBeNull();
    }
    await expect(other.recipient.ask('timeline.search', { lineId, text: '驿站', after: null })).rejects.toThrow(
      'forbidden',
    );
    await expect(courier.ask('timeline.search', { lineId: null, text: '驿站', after: null })).rejects.toThrow(
      'forbidden',
    );
  });

  it('leaves out what a keeper may not see', async () => {
    const { lineId, say } = await line();
    const keeper = await guest('stations');
    await say('the gate code');
    expect((await join(lineId, 'station', keeper.id)).status).toBe(201);
    await say('at the gate');
    const { found } = await keeper.phone.ask('timeline.search', { lineId, text: 'gate', after: null });
    expect(wordsOf(found)).toEqual(['at the gate']);
  });

  it("over the desk's lines finds those that an agent is or was on, and no others", async () => {
    const [ours, others] = [await line(), await line()];
    const agent = await guest('agents');
    const word = `word${newId().replaceAll(/[-_]/g, 'x')}`;
    await ours.say(`${word} one`);
    await others.say(`${word} other`);
    const search = async () =>
      wordsOf((await agent.phone.ask('timeline.search', { lineId: null, text: word, after: null })).found);
    expect(await search()).toEqual([]);
    await join(ours.lineId, 'agent', agent.id);
    await ours.say(`${word} two`);
    expect(await search()).toEqual([`${word} two`, `${word} one`]);
    await agent.phone.ask('people.leave', { lineId: ours.lineId });
    expect(await search()).toEqual([`${word} two`, `${word} one`]);
    await expect(agent.phone.ask('timeline.search', { lineId: ours.lineId, text: word, after: null })).rejects.toThrow(
      'forbidden',
    );
  });

  it('over the API finds everything, page by page', async () => {
    const { lineId, say } = await line();
    const word = `page${newId().replaceAll(/[-_]/g, 'x')}`;
    for (let i = 0; i < 70; i++) await say(`${word} ${i}`);
    const seen: unknown[] = [];
    for (let after = ''; ;) {
      const { status, body } = await server.operator('GET', `/search?q=${word}${after}`);
      expect(status).toBe(200);
      const { found, next } = body as { found: { entry: { body: { text: string } } }[]; next: string | null };
      seen.push(...wordsOf(found));
      if (next === null) break;
      after = `&after=${next}`;
    }
    expect(seen).toEqual(Array.from({ length: 70 }, (_, i) => `${word} ${69 - i}`));
    const inLine = await server.operator('GET', `/search?q=${encodeURIComponent(`${word} 33`)}&lineId=${lineId}`);
    expect(inLine.body).toMatchObject({ found: [{ entry: { lineId, body: { text: `${word} 33` } } }], next: null });
  });

  it('says what is wrong with a request, and finds nothing by signs alone', async () => {
    for (const query of ['', 'q=', 'q=a', `q=${'x'.repeat(61)}`, 'q=ab&after=x', 'q=ab&more=1', 'q=ab&q=cd']) {
      expect((await server.operator('GET', `/search?${query}`)).status, query).toBe(400);
    }
    expect((await server.operator('GET', '/search?q=ab&lineId=nobody-here')).status).toBe(404);
    for (const words of ['"*"', '%%', '👍🏽', '\\\\', '？！', "'--", '驿'.repeat(60)]) {
      const { status, body } = await server.operator('GET', `/search?q=${encodeURIComponent(words)}`);
      expect({ status, body }, words).toEqual({ status: 200, body: { found: [], next: null } });
    }
    const { lineId, recipient } = await line();
    await expect(recipient.ask('timeline.search', { lineId, text: 'ab', after: 'x' })).rejects.toThrow('bad_request');
    await expect(recipient.ask('timeline.search', { lineId, text: ' a ', after: null })).rejects.toThrow('bad_request');
  });
});
