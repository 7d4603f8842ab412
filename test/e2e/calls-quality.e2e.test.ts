import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { CallPart } from '#protocol';
import { openBrowser, type TestBrowser } from '../support/browser.ts';
import { callEntries, eventually } from '../support/calling.ts';
import { startServer, type TestServer } from '../support/server.ts';

const recording = (name: string) => join(import.meta.dirname, '../speech', name);

let server: TestServer;
let couriers: TestBrowser;
let recipients: TestBrowser;
beforeAll(async () => {
  server = await startServer();
  couriers = await openBrowser({ speechFile: recording('en-jfk.wav') });
  recipients = await openBrowser({ speechFile: recording('en-librispeech.wav') });
});
afterAll(async () => {
  await Promise.allSettled([couriers[Symbol.asyncDispose](), recipients[Symbol.asyncDispose]()]);
  await server.close();
});

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
const call = (page: Page) => page.getByRole('dialog', { name: /^Call with/ });
/** A machine that does too much at once makes real gaps: which word it is, is its own affair here. */
const word = /clear sound|sound is a bit weak|words may be lost/;
const wordOnRecord = /clear sound|sound was a bit weak|weak network/;

it('says on both pages how it sounds, and keeps it for each with the entry', async () => {
  const { delivery, links, tokens } = await server.createDelivery();
  await using courier = await couriers.open(links.courier);
  await using recipient = await recipients.open(links.recipient);
  await press(courier.page, 'Call');
  await press(recipient.page, 'Answer');
  for (const { page } of [courier, recipient]) await call(page).getByText(word).waitFor();

  const metrics = await fetch(`${server.url}/metrics`, { headers: { authorization: `Bearer ${server.apiKey}` } });
  const text = await metrics.text();
  expect(text).toContain('doorline_call_connect_seconds_count 2');
  expect(Number(/^doorline_call_mos_count (\d+)$/m.exec(text)?.[1])).toBeGreaterThanOrEqual(2);

  await press(recipient.page, 'Hang up');
  for (const { page } of [courier, recipient]) {
    await call(page).waitFor({ state: 'detached' });
    await page.getByRole('region', { name: 'Timeline' }).getByText(wordOnRecord).waitFor();
  }
  await using reader = await server.phone(tokens.courier);
  const parts = await eventually(async (): Promise<CallPart[]> => {
    const [entry] = await callEntries(reader, delivery.id);
    if (entry?.parts === undefined) throw new Error('The call has no entry yet');
    return entry.parts;
  });
  expect(parts).toHaveLength(2);
  for (const { mos } of parts) {
    expect(mos).toBeGreaterThan(1);
    expect(mos).toBeLessThanOrEqual(4.5);
  }
});
