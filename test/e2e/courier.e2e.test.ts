import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoPlace } from '../../server/location/demo-place.ts';
import { newId } from '../../server/new-id.ts';
import { openBrowser, type TestBrowser } from '../support/browser.ts';
import { startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
let browser: TestBrowser;
beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), openBrowser()]);
});
afterAll(() => Promise.all([browser[Symbol.asyncDispose](), server.close()]));

const doors = ['Building 3, 1201', 'Building 4, 302', 'Building 2, 1501'] as const;
const names = ['李女士', '陈先生', 'Emma'] as const;

/** A courier of their own with three stops, all on the way. */
async function round() {
  const courier = { id: `courier-${newId()}`, name: '王师傅' };
  const stops = [];
  for (const [i, addressDetail] of doors.entries()) {
    const stop = await server.createDelivery({ courier, recipient: { name: names[i] }, addressDetail });
    await server.operator('POST', `/deliveries/${stop.delivery.id}/status`, { status: 'out_for_delivery' });
    stops.push(stop);
  }
  const [first, second, third] = stops;
  if (!first || !second || !third) throw new Error('A round has three stops');
  return { link: first.links.courier, first, second, third };
}

const press = (on: Page | Locator, name: string) => on.getByRole('button', { name, exact: true }).click();
const message = (page: Page) => page.getByRole('textbox', { name: 'Message' });
const timeline = (page: Page) => page.getByRole('region', { name: 'Timeline' });
const heard = (page: Page, text: string) => timeline(page).getByText(text, { exact: true }).waitFor();
const row = (page: Page, door: string) => page.getByRole('listitem').filter({ hasText: door });
const inView = (one: Locator) =>
  one.evaluate((element) => {
    const { left, top, right, bottom } = element.getBoundingClientRect();
    return left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight && bottom - top >= 44;
  });

const boxOf = (one: Locator) => one.evaluate((element) => element.getBoundingClientRect().toJSON() as DOMRect);

/** Draws a finger from the middle of the element, px to the right. */
async function swipe(on: Locator, byPx: number): Promise<void> {
  await on.evaluate((element, px) => {
    const { left, top, width, height } = element.getBoundingClientRect();
    const at = { x: left + width / 2, y: top + height / 2 };
    const tell = (type: string, x: number) =>
      element.dispatchEvent(
        new PointerEvent(type, {
          pointerId: 7,
          pointerType: 'touch',
          isPrimary: true,
          bubbles: true,
          cancelable: true,
          clientX: x,
          clientY: at.y,
        }),
      );
    tell('pointerdown', at.x);
    for (const part of [0.3, 0.6, 1]) tell('pointermove', at.x + px * part);
    tell('pointerup', at.x + px);
  }, byPx);
}

describe('the round in one hand', () => {
  it('answers the next door with a tap, and any other by a swipe or a button: arrived and called in three taps', async () => {
    const { link, first, second } = await round();
    await using courier = await browser.open(link);
    await using recipient = await browser.open(first.links.recipient);
    await using other = await browser.open(second.links.recipient);
    const { page } = courier;
    await press(page, '5 minutes away');
    await heard(recipient.page, '5 minutes away');

    const its = row(page, doors[1]);
    const acts = page.getByRole('group', { name: `Reply, call or update: ${doors[1]}` });
    // The test's pointer is none of the browser's, which would refuse to be captured.
    await page.evaluate(() => (Element.prototype.setPointerCapture = () => {}));
    const link2 = its.getByRole('link');
    await swipe(link2, -90);
    await acts.waitFor();
    await swipe(link2, 90);
    await acts.waitFor({ state: 'detached' });
    await swipe(link2, -30);
    expect(await acts.count()).toBe(0);

    await press(its, `Reply, call or update: ${doors[1]}`);
    await press(acts, 'Arrived');
    await press(acts, 'Call');
    await other.page.getByRole('heading', { name: 'At the door' }).waitFor({ state: 'attached' });
    await other.page.getByRole('alertdialog').getByRole('button', { name: 'Decline' }).click();
    await press(acts, 'Are you home?');
    await heard(other.page, 'Are you home?');
    expect(await page.getByRole('heading', { name: doors[0] }).count()).toBe(1);
  });

  it('keeps a call and what was begun to be written while another line is read, and leads back', async () => {
    const { link, first } = await round();
    await using courier = await browser.open(link);
    await using recipient = await browser.open(first.links.recipient);
    const { page } = courier;
    const back = page.getByRole('link', { name: 'Back to the round' });
    await page.getByRole('link', { name: /Open$/ }).click();
    await message(page).fill('which st');
    await press(page, 'Call');
    await press(recipient.page, 'Answer');
    const panel = page.getByRole('dialog', { name: 'Call with 李女士' });
    await panel.getByText('In a call').waitFor();

    await back.click();
    await page.getByRole('link', { name: new RegExp(doors[2]) }).click();
    const strip = page.getByRole('region', { name: 'Call with 李女士' });
    await strip.waitFor();
    expect(await panel.count()).toBe(0);
    await message(page).fill('On my way');
    await press(page, 'Send');
    await heard(page, 'On my way');
    await message(page).fill('half a sent');
    await press(strip, 'Mute');
    await recipient.page.getByText('王师傅 is muted').waitFor();

    await strip.getByRole('link', { name: /Back to the call$/ }).click();
    await panel.waitFor();
    expect(await panel.getByRole('button', { name: 'Mute' }).getAttribute('aria-pressed')).toBe('true');
    await press(panel, 'Hang up');
    expect(await message(page).inputValue()).toBe('which st');
    await recipient.page.getByRole('dialog', { name: 'Call with 王师傅' }).waitFor({ state: 'detached' });
    await back.click();
    await page.getByRole('link', { name: new RegExp(doors[2]) }).click();
    expect(await message(page).inputValue()).toBe('half a sent');
  });

  it('ends a recording where its line is left, and keeps it to be sent', async () => {
    const { link, first, second } = await round();
    await using courier = await browser.open(link);
    await using recipient = await browser.open(first.links.recipient);
    const { page } = courier;
    await page.getByRole('link', { name: /Open$/ }).click();
    await page.getByRole('button', { name: 'Hold to talk', exact: true }).press('Enter');
    // Long enough not to be a slip.
    await page.getByText('0:02').waitFor();
    // The list shows the same stop, and goes on recording.
    await page.goBack();
    await page.getByText('0:03').waitFor();
    await page.evaluate((id) => (location.hash = id), second.delivery.id);
    await page.getByRole('heading', { name: doors[1] }).waitFor();
    await page.goBack();
    await press(page.getByRole('region', { name: 'A recording was cut off and is not sent' }), 'Send');
    await timeline(recipient.page).getByRole('button', { name: /^Play/ }).waitFor();
  });

  it('tells how a stop ended otherwise, after a second tap, and goes on to the next with the focus', async () => {
    const { link, first } = await round();
    await using courier = await browser.open(link);
    await using recipient = await browser.open(first.links.recipient);
    const { page } = courier;
    // First too early, which is taken back.
    await press(page, 'Arrived');
    await recipient.page.getByRole('heading', { name: 'At the door' }).waitFor();
    await page.getByRole('button', { name: 'Not there yet', exact: true, disabled: false }).click();
    await recipient.page.getByRole('heading', { name: 'On the way' }).waitFor();
    await timeline(recipient.page).getByText('Not there yet, the parcel is on its way').waitFor();
    await press(page, 'Not handed over…');
    const sheet = page.getByRole('dialog', { name: 'Not handed over' });
    await sheet.getByLabel('Refused by the recipient').click();
    await press(sheet, 'Confirm: Refused by the recipient');
    await recipient.page.getByText('The parcel goes back to the sender', { exact: false }).first().waitFor();
    await page.getByRole('heading', { name: '2 to go today' }).waitFor();
    await sheet.waitFor({ state: 'detached' });
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe(doors[1]);
  });
});

describe('riding', () => {
  it('is opened also on a small phone on its side, says where a phone has no voice, and is read in the sun', async () => {
    const { link, first } = await round();
    await using courier = await browser.open(link, {
      viewport: { width: 568, height: 320 },
      script: () => Object.defineProperty(globalThis, 'speechSynthesis', { value: undefined }),
    });
    await using recipient = await server.phone(first.tokens.recipient);
    const { page } = courier;
    const ride = page.getByRole('button', { name: 'Riding', exact: true });
    await ride.waitFor();
    expect(await inView(ride)).toBe(true);
    await page.getByRole('link', { name: /Open$/ }).click();
    await message(page).waitFor();
    expect(await inView(ride)).toBe(true);
    expect(await inView(page.getByRole('link', { name: 'Back to the round' }))).toBe(true);
    const [map, words] = await Promise.all([page.getByRole('region', { name: 'Map' }), timeline(page)].map(boxOf));
    expect(map?.right).toBeLessThanOrEqual(words?.left ?? 0);
    await ride.click();
    const riding = page.getByRole('region', { name: 'Riding' });
    const noVoice = riding.getByText('This phone cannot read text aloud. Voice notes still play');
    await noVoice.waitFor();
    const text = 'Use the north gate';
    await recipient.ask('timeline.send', { lineId: first.delivery.id, clientId: newId(), text });
    await riding.getByText(text).waitFor();
    await noVoice.waitFor();
    expect(await riding.getByRole('button', { name: 'Listen again' }).isDisabled()).toBe(true);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await expect.poll(() => riding.evaluate(faintest)).toBeGreaterThanOrEqual(7);
    }
    await press(riding, 'Close');
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).not.toBe('');
  });
});

/** Runs in the page: the contrast of the faintest words in the element, as WCAG 2 counts it. */
function faintest(root: Element): number {
  const luminance = (colour: string) => {
    const [r = 0, g = 0, b = 0] = (colour.match(/[\d.]+/g) ?? []).map((part) => {
      const share = Number(part) / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const groundOf = (element: Element | null): string => {
    const own = element ? getComputedStyle(element).backgroundColor : 'rgb(255, 255, 255)';
    return element && own.endsWith(', 0)') ? groundOf(element.parentElement) : own;
  };
  const words = [...root.querySelectorAll('*')].filter((one) =>
    [...one.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim()),
  );
  return Math.min(
    ...words.map((one) => {
      const [dark = 0, light = 0] = [luminance(getComputedStyle(one).color), luminance(groundOf(one))].sort(
        (a, b) => a - b,
      );
      return (light + 0.05) / (dark + 0.05);
    }),
  );
}

describe('a courier whose browser gives no position', () => {
  it('shares by an app in its place', async () => {
    const { link, first } = await round();
    await using courier = await browser.open(link, { permissions: ['microphone'] });
    await using recipient = await server.phone(first.tokens.recipient);
    const { page } = courier;
    await press(page, 'Share my location');
    await page.getByText('This phone did not allow it.', { exact: false }).waitFor();
    await press(page, 'Share through an app');
    const sheet = page.getByRole('dialog', { name: 'Keep sharing with the screen off' });
    await press(sheet, 'Set up an app');
    await press(sheet, 'Share what the app reports');
    await sheet.getByLabel('OsmAnd (Android)').click();
    const template = await sheet.getByText('/api/osmand/').innerText();
    const { lat, lng } = demoPlace.home;
    await expect
      .poll(async () => {
        const numbers = [lat, lng, Date.now(), 5, 10, 0, 0];
        await fetch(template.replace(/\{(\d)\}/g, (_, place: string) => String(numbers[Number(place)])));
        const { positions } = await recipient.ask('location.positions', { lineId: first.delivery.id });
        return positions[0]?.fix?.point;
      })
      .toEqual(demoPlace.home);
    await press(sheet, 'Close');
    await page.getByText('What your app reports is shared').waitFor();
    // A reload goes on with it, and one tap ends it.
    await page.reload();
    await page.getByText('What your app reports is shared').waitFor();
    await press(page, 'Stop sharing');
    await recipient.next('location.sharing_changed', ({ sharing }) => !sharing);
  });
});
