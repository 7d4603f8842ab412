import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type QuickReply, roles, statuses } from '#protocol';
import { defaultQuickReplies } from '../../server/people/default-quick-replies.ts';
import { startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startServer({ sfu: null });
});
afterAll(() => server.close());
afterEach(() => server.operator('DELETE', '/quick-replies'));

const own = {
  ...defaultQuickReplies,
  recipient: [{ statuses: ['arrived'], zh: '放物业', en: 'Leave it with the caretaker' }],
};

describe('quick replies', () => {
  it("are the asker's own in the first answer a page gets", async () => {
    const { tokens } = await server.createDelivery();
    for (const role of ['recipient', 'courier'] as const) {
      const phone = await server.phone(tokens[role]);
      const { quickReplies } = await phone.ask('people.hello', {});
      expect(quickReplies).toEqual(defaultQuickReplies[role]);
    }
  });

  it('are as the operator sets them, after a restart too, until it takes them back', async () => {
    const { tokens } = await server.createDelivery();
    expect(await server.operator('PUT', '/quick-replies', own)).toEqual({ status: 200, body: own });
    const asked = async () => (await (await server.phone(tokens.recipient)).ask('people.hello', {})).quickReplies;
    expect(await asked()).toEqual(own.recipient);
    await server.restart();
    expect(await asked()).toEqual(own.recipient);
    expect((await server.operator('GET', '/quick-replies')).body).toEqual(own);
    const again = { ...own, recipient: [] };
    await server.operator('PUT', '/quick-replies', again);
    expect(await asked()).toEqual([]);
    expect(await server.operator('DELETE', '/quick-replies')).toEqual({ status: 200, body: defaultQuickReplies });
    expect(await asked()).toEqual(defaultQuickReplies.recipient);
  });

  const reply = (fields: Partial<Record<keyof QuickReply, unknown>> = {}) => ({
    statuses: ['arrived'],
    zh: '好',
    en: 'OK',
    ...fields,
  });
  it.each([
    ['with a role too few', { recipient: [], courier: [], station: [] }],
    ['with 13 for a role', { ...own, agent: Array.from({ length: 13 }, () => reply()) }],
    ['with one language only', { ...own, agent: [{ statuses: ['arrived'], zh: '好' }] }],
    ['with empty words', { ...own, agent: [reply({ en: ' ' })] }],
    ['with words that nobody sees', { ...own, agent: [reply({ zh: '\u200b\u2060' })] }],
    ['with 41 characters', { ...own, agent: [reply({ zh: '好'.repeat(41) })] }],
    ['for a status that is none', { ...own, agent: [reply({ statuses: ['lunch'] })] }],
    ['for no status', { ...own, agent: [reply({ statuses: [] })] }],
    ['for a status twice', { ...own, agent: [reply({ statuses: ['arrived', 'arrived'] })] }],
    ['that are no list', { ...own, agent: 'OK' }],
  ])('are refused %s, and nothing changes', async (_, wrong) => {
    const { status, body } = await server.operator('PUT', '/quick-replies', wrong);
    expect({ status, body }).toMatchObject({ status: 400, body: { code: 'bad_request' } });
    expect((await server.operator('GET', '/quick-replies')).body).toEqual(defaultQuickReplies);
  });

  it('come with Doorline for every role and status, within the limits that the operator keeps to', async () => {
    expect((await server.operator('PUT', '/quick-replies', defaultQuickReplies)).body).toEqual(defaultQuickReplies);
    for (const role of roles) {
      for (const status of statuses) {
        const offered = defaultQuickReplies[role].filter((one) => one.statuses.includes(status));
        expect(offered.length, `${role}, ${status}`).toBeGreaterThan(0);
        expect(new Set(offered.flatMap(({ zh, en }) => [zh, en])).size).toBe(2 * offered.length);
      }
    }
  });
});
