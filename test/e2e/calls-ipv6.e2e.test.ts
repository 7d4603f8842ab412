import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { openBrowser } from '../support/browser.ts';
import { hear, loudnessOf } from '../support/heard.ts';
import { recordingPath } from '../support/recordings.ts';
import { API_KEY, startServerProcess } from '../support/server-process.ts';

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();

it('carries speech both ways where there is IPv6 alone', async () => {
  const dataFolder = await mkdtemp(join(tmpdir(), 'doorline-ipv6-'));
  try {
    await using server = await startServerProcess(dataFolder, { HOST: '::1' });
    const response = await fetch(`${server.url}/api/v1/deliveries`, {
      method: 'POST',
      headers: { authorization: `Bearer ${API_KEY}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        reference: 'ipv6',
        courier: { id: 'courier-1', name: '王师傅' },
        recipient: { name: '李女士' },
        address: '演示花园',
        point: { lat: 31.2, lng: 121.4 },
      }),
    });
    const { links } = (await response.json()) as { links: { courier: string; recipient: string } };
    await using browser = await openBrowser({ speechFile: recordingPath('en-jfk.wav') });
    await using courier = await browser.open(links.courier);
    await using recipient = await browser.open(links.recipient);
    await press(courier.page, 'Call');
    await press(recipient.page, 'Answer');
    for (const { page } of [courier, recipient]) {
      await page
        .getByRole('dialog', { name: /^Call with/ })
        .getByText('In a call')
        .waitFor();
      await expect.poll(async () => loudnessOf(await hear(page, 3)), { timeout: 30_000 }).toBeGreaterThan(0.005);
    }
  } finally {
    await rm(dataFolder, { recursive: true, force: true });
  }
});
