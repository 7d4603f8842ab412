import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser, type TestBrowser } from '../support/browser.ts';
import { hear, loudnessOf } from '../support/heard.ts';
import { startServer, type TestServer } from '../support/server.ts';

const recording = (name: string) => join(import.meta.dirname, '../speech', name);

let server: TestServer;
let browser: TestBrowser;

beforeAll(async () => {
  server = await startServer();
  browser = await openBrowser({ speechFile: recording('en-jfk.wav') });
});
afterAll(async () => {
  await browser[Symbol.asyncDispose]();
  await server.close();
});

const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true }).click();
const incoming = (page: Page) => page.getByRole('alertdialog');
const call = (page: Page) => page.getByRole('dialog', { name: /^Call with/ });
const inCall = (page: Page) => call(page).getByText('In a call').waitFor();
const strip = (page: Page) => page.getByRole('region', { name: /^Call going on/ });
const row = (page: Page, name: string) => call(page).getByRole('listitem').filter({ hasText: name });
const axe = async (page: Page) =>
  expect(
    (await new AxeBuilder({ page }).analyze()).violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`),
  ).toEqual([]);

let line = 0;
/** A line with a courier, a recipient and somebody of customer service, each with a page. */
async function openThree(of: TestServer) {
  line += 1;
  const { links, delivery, tokens } = await of.createDelivery({ courier: { id: `courier-${line}`, name: '王师傅' } });
  const { body } = await of.operator('PUT', `/agents/agent-${line}`, { name: '小林' });
  const agentLink = (body as { link: string }).link;
  {
    await using asks = await of.phone(tokens.recipient);
    await asks.ask('people.invite', { lineId: delivery.id, invite: { role: 'agent' } });
    await using comes = await of.phone(agentLink.split('/l/')[1] ?? '');
    await comes.ask('people.join', { lineId: delivery.id });
  }
  const [courier, recipient, agent] = await Promise.all([
    browser.open(links.courier),
    browser.open(links.recipient),
    browser.open(`${agentLink}#${delivery.id}`, { viewport: { width: 1280, height: 800 } }),
  ]);
  return {
    courier: courier.page,
    recipient: recipient.page,
    agent: agent.page,
    async [Symbol.asyncDispose]() {
      for (const one of [courier, recipient, agent]) await one[Symbol.asyncDispose]();
    },
  };
}

describe('a call of several', () => {
  it('asks whom to ring, shows the call to who is not in it, and lets them join and leave', async () => {
    await using three = await openThree(server);
    const { courier, recipient, agent } = three;
    await press(courier, 'Call');
    const whom = courier.getByRole('dialog', { name: 'Call whom?' });
    await whom.getByRole('button', { name: /Everyone/ }).waitFor();
    await axe(courier);
    await whom.getByRole('button', { name: /李女士/ }).click();
    await incoming(recipient).waitFor();
    expect(await incoming(agent).count()).toBe(0);
    await press(recipient, 'Answer');
    for (const page of [courier, recipient]) await inCall(page);

    await strip(agent).getByText('王师傅, 李女士').waitFor();
    await axe(agent);
    await agent.keyboard.press('c');
    await inCall(agent);
    await strip(agent).waitFor({ state: 'detached' });
    for (const page of [courier, recipient]) {
      await row(page, '小林').getByText('customer service').waitFor();
      await page.getByRole('status').getByText('小林 joined the call').waitFor({ state: 'attached' });
    }
    await row(agent, '李女士').waitFor();
    expect(loudnessOf(await hear(agent, 3))).toBeGreaterThan(0.005);
    await axe(courier);

    await press(agent, 'Mute');
    await row(courier, '小林').getByText('muted').waitFor();
    await agent.keyboard.press('Shift+C');
    await recipient.getByRole('status').getByText('小林 left the call').waitFor({ state: 'attached' });
    await inCall(courier);
    await press(courier, 'Hang up');
    for (const page of [courier, recipient]) await call(page).waitFor({ state: 'detached' });
    await courier.getByRole('region', { name: 'Timeline' }).getByText('With 李女士, 小林').waitFor();
  });

  it('rings one more while it runs, who sees who is there already', async () => {
    await using three = await openThree(server);
    const { courier, recipient, agent } = three;
    await press(recipient, 'Call');
    await press(recipient, /^王师傅/);
    await press(courier, 'Answer');
    await inCall(recipient);
    await press(courier, 'Add');
    const add = courier.getByRole('dialog', { name: 'Add to the call' });
    await axe(courier);
    await add.getByRole('button', { name: /小林/ }).click();
    await incoming(agent).getByText('Also in the call: 王师傅').waitFor();
    await axe(agent);
    await press(agent, 'Decline');
    await add.getByRole('button', { name: /小林.*declined · Ring again/ }).click();
    await press(agent, 'Answer');
    await inCall(agent);
    await courier.keyboard.press('Escape');
    await add.waitFor({ state: 'detached' });
    // Escape has closed the sheet and hung up nothing.
    await row(courier, '小林').waitFor();
    await inCall(courier);
    await press(courier, 'Hang up');
    await inCall(recipient);
    await press(recipient, 'Hang up');
  });

  it('is not listened in on where the operator does not allow it, and all are told where they do', async () => {
    await using open = await startServer({ settings: { DOORLINE_AGENTS_LISTEN: 'on' } });
    for (const [of, isAllowed] of [
      [server, false],
      [open, true],
    ] as const) {
      await using three = await openThree(of);
      const { courier, recipient, agent } = three;
      await press(courier, 'Call');
      await press(courier, /^李女士/);
      await press(recipient, 'Answer');
      await inCall(recipient);
      await strip(agent).getByRole('button', { name: 'Listen only' }).click();
      if (isAllowed) {
        await call(agent).getByText('nobody hears you').waitFor();
        expect(await call(agent).getByRole('button', { name: 'Mute' }).count()).toBe(0);
        for (const page of [courier, recipient]) await row(page, '小林').getByText('is listening').waitFor();
        await press(agent, 'Talk');
        await inCall(agent);
        await row(courier, '小林').getByText('is listening').waitFor({ state: 'detached' });
      } else {
        await agent.getByText('Listening in is not allowed here').first().waitFor();
        expect(await row(courier, '小林').count()).toBe(0);
      }
      await press(courier, 'Hang up');
    }
  });

  it('goes on on another device of the same person with one tap', async () => {
    const { links } = await server.createDelivery({ courier: { id: 'courier-moves', name: '王师傅' } });
    await using courier = await browser.open(links.courier);
    await using phone = await browser.open(links.recipient);
    await using tablet = await browser.open(links.recipient);
    await press(courier.page, 'Call');
    await press(phone.page, 'Answer');
    await inCall(phone.page);
    await strip(tablet.page).getByRole('button', { name: 'Join' }).click();
    await inCall(tablet.page);
    await phone.page.getByRole('region', { name: 'Continued on another device' }).waitFor();
    expect(loudnessOf(await hear(courier.page, 3))).toBeGreaterThan(0.005);
    await press(tablet.page, 'Hang up');
    await call(courier.page).waitFor({ state: 'detached' });
  });
});

describe('a person of several lines', () => {
  it('sees a call on a line that is not in front, and about which parcel it is', async () => {
    const of = { courier: { id: 'courier-round', name: '王师傅' } };
    const first = await server.createDelivery(of);
    const second = await server.createDelivery({ ...of, recipient: { name: '赵阿姨' }, addressDetail: '7 号楼 601' });
    await using courier = await browser.open(`${first.links.courier}#${first.delivery.id}`);
    await using recipient = await browser.open(second.links.recipient);
    await courier.page.getByRole('button', { name: 'Call', exact: true }).waitFor();
    await press(recipient.page, 'Call');
    await incoming(courier.page).getByRole('heading', { name: '赵阿姨 is calling' }).waitFor();
    await incoming(courier.page).getByText('7 号楼 601').waitFor();
    await press(courier.page, 'Answer');
    await inCall(recipient.page);
    expect(new URL(courier.page.url()).hash).toBe(`#${second.delivery.id}`);
    // Back on the other line the call goes on, in a strip that leads to it.
    await courier.page.goBack();
    await courier.page.getByRole('region', { name: 'Call with 赵阿姨' }).getByText('In a call').waitFor();
    await press(courier.page, 'Hang up');
    await call(recipient.page).waitFor({ state: 'detached' });
  });

  it('has one voice: to answer a second call ends the first, and the page says so before', async () => {
    await using three = await openThree(server);
    const { courier, agent } = three;
    const other = await server.createDelivery({
      recipient: { name: '赵阿姨' },
      courier: { id: 'c-2', name: '刘师傅' },
    });
    await using caller = await server.phone(other.tokens.recipient);
    const lineId = other.delivery.id;
    await caller.ask('people.invite', { lineId, invite: { role: 'agent' } });
    await agent.getByRole('button', { name: 'Join', exact: true }).click();
    const { members } = await caller.next('people.members_changed', (one) => one.lineId === lineId);
    const agentId = members.find(({ role }) => role === 'agent')?.id;
    if (agentId === undefined) throw new Error('The agent did not come to the line');

    await press(courier, 'Call');
    await press(courier, /^小林/);
    await press(agent, 'Answer');
    await inCall(courier);
    await caller.ask('calls.start', { lineId, members: [agentId] });
    await incoming(agent).getByText('Answering ends the call that you are in').waitFor();
    await press(agent, 'Answer');
    await agent.getByRole('dialog', { name: 'Call with 赵阿姨' }).waitFor();
    await courier.getByRole('region', { name: /^Call ended/ }).waitFor();
    await press(agent, 'Hang up');
  });
});
