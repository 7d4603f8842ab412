import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../server/new-id.ts';
import { openBrowser, type TestBrowser } from '../support/browser.ts';
import { largeCompound } from '../support/large-compound.ts';
import { recordingBytes } from '../support/recordings.ts';
import { heard, ScriptedSpeech } from '../support/scripted-speech.ts';
import { startServer, type TestServer } from '../support/server.ts';

const speech = new ScriptedSpeech();
let server: TestServer;
let browser: TestBrowser;
beforeAll(async () => {
  [server, browser] = await Promise.all([startServer({ sfu: null, speech }), openBrowser()]);
});
afterAll(() => Promise.all([browser[Symbol.asyncDispose](), server.close()]));

describe('landmarks on the page', () => {
  it('are shown on the map by a tap on their names in texts and transcripts', async () => {
    const { delivery, links, tokens } = await server.createDelivery();
    const phone = await server.phone(tokens.courier);
    await phone.ask('timeline.send', {
      lineId: delivery.id,
      clientId: newId(),
      text: '在家，走北门，跟保安说 3 号楼',
    });
    speech.answers.push(heard('I am at the east gate'));
    const sent = await fetch(`${server.url}/api/lines/${delivery.id}/notes`, {
      method: 'POST',
      headers: { authorization: `Bearer ${tokens.courier}`, 'x-client-id': newId(), 'content-type': 'audio/wav' },
      body: new Uint8Array(recordingBytes('en-jfk.wav')),
    });
    expect(sent.status).toBe(201);

    await using recipient = await browser.open(links.recipient);
    const timeline = recipient.page.getByRole('region', { name: 'Timeline' });
    const pin = recipient.page.locator('.map-spoken-of');
    await timeline.getByText('在家，走北门，跟保安说 3 号楼').waitFor();
    await timeline.getByRole('button', { name: '北门', exact: true }).click();
    await expect.poll(() => pin.innerText()).toBe('North gate');
    await timeline.getByRole('button', { name: '3 号楼', exact: true }).press('Enter');
    await expect.poll(() => pin.innerText()).toBe('No. 3');
    await timeline.getByRole('button', { name: 'east gate', exact: true }).click();
    await expect.poll(() => pin.innerText()).toBe('East gate');
  });

  it('are found by what is typed in the place sheet, and sent by a tap', async () => {
    const { links } = await server.createDelivery();
    await using recipient = await browser.open(links.recipient);
    const { page } = recipient;
    await page.getByRole('button', { name: 'Place', exact: true }).click();
    await page.getByRole('button', { name: /^A landmark/ }).click();
    const list = page.getByRole('list', { name: 'Landmarks, nearest to the door first' });
    for (const [typed, first] of [
      ['三号楼', 'No. 3'],
      ['7', 'No. 7'],
      ['beimen', null],
      ['北门', 'North gate'],
    ] as const) {
      await page.getByRole('searchbox', { name: 'Find a landmark' }).fill(typed);
      if (first) await expect.poll(() => list.getByRole('button').first().innerText()).toContain(first);
      else await page.getByText('No such landmark').waitFor();
    }
    await list.getByRole('button').first().click();
    await page.getByRole('region', { name: 'Timeline' }).getByText('North gate').waitFor();
  });

  it('that carry marks and scripts in their names are words, and do nothing', async () => {
    const name = '<img src=x onerror="document.title=1">老榕树';
    const point = { lat: 31.2, lng: 121.5 };
    const put = await server.operator('PUT', '/compounds/hostile', {
      type: 'FeatureCollection',
      features: [
        ['gate', 0],
        ['entrance', 0.0003],
        ['parking', -0.0003],
      ].map(([kind, north]) => ({
        type: 'Feature',
        properties: { kind, name },
        geometry: { type: 'Point', coordinates: [point.lng, point.lat + Number(north)] },
      })),
    });
    expect(put.status).toBe(201);
    const { delivery, links, tokens } = await server.createDelivery({ point });
    const phone = await server.phone(tokens.courier);
    await phone.ask('timeline.send', {
      lineId: delivery.id,
      clientId: newId(),
      text: `在${name}下`,
    });
    await using recipient = await browser.open(links.recipient);
    const { page } = recipient;
    await page.getByRole('region', { name: 'Timeline' }).getByRole('button', { name, exact: true }).click();
    await expect.poll(() => page.locator('.map-spoken-of').innerText()).toBe(name);
    await expect.poll(() => page.locator('.map-place-gate').innerText()).toBe(name);
    expect(await page.title()).not.toBe('1');
    expect(await page.locator('img[src="x"]').count()).toBe(0);
  });

  it('of a compound of 20,000 points are drawn in few paths, and only those named that have room', async () => {
    const point = { lat: 31.3, lng: 121.5 };
    const compound = largeCompound(point);
    expect(await server.operator('PUT', '/compounds/large', compound)).toMatchObject({ body: { positions: 20_000 } });
    const { links } = await server.createDelivery({ point });
    await using recipient = await browser.open(links.recipient);
    const { page } = recipient;
    const parts = () => page.locator('.line-map-canvas *').count();
    await page.locator('.map-label-building.is-target').getByText('626 号楼').waitFor();
    await page.locator('.map-label-building:not(.is-target) .map-short').first().waitFor();
    expect(await page.locator('path.map-building').count()).toBe(2);
    expect(await parts()).toBeLessThan(1000);
    await page.getByRole('application').focus();
    for (const key of ['ArrowRight', 'ArrowUp']) await page.keyboard.press(key);
    // A key that is pressed while the map still zooms is not heard.
    await expect
      .poll(async () => {
        await page.keyboard.press('+');
        return page.locator('.map-place-entrance b').count();
      })
      .toBeGreaterThan(0);
    expect(await parts()).toBeLessThan(1000);

    await page.getByRole('button', { name: 'Place', exact: true }).click();
    await page.getByRole('button', { name: /^A landmark/ }).click();
    await page.getByText('2440 more: type a name to find them').waitFor();
    await page.getByRole('searchbox', { name: 'Find a landmark' }).fill('1249号楼一单元');
    await expect
      .poll(() => page.getByRole('list', { name: 'Landmarks, nearest to the door first' }).innerText())
      .toContain('1249 号楼 1 单元');
  });
});
