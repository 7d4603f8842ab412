import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Entry } from '#protocol';
import { wavFile } from '../../media/audio/wav-file.ts';
import { SPEECH_RATE } from '../../media/speech-to-text.ts';
import { openBrowser, type TestBrowser } from '../support/browser.ts';
import { recordingSamples } from '../support/recordings.ts';
import { type Phone, startServer, type TestServer } from '../support/server.ts';

let folder: string;
let server: TestServer;
/** The courier's phones say one sentence, the recipient's another, each with a pause after it. */
let couriers: TestBrowser;
let recipients: TestBrowser;

/** A machine that does much else recognises slowly. */
const patience = { timeout: 120_000 };

const courierSays = /sorrow|cotton|dreams/i;
const recipientSays = /american|country/i;

async function speaking(name: 'en-jfk.wav' | 'en-librispeech.wav', pauseS: number): Promise<string> {
  const said = recordingSamples(name);
  const samples = new Int16Array(said.length + pauseS * SPEECH_RATE);
  samples.set(said);
  const path = join(folder, name);
  await writeFile(path, wavFile(samples));
  return path;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'doorline-captions-'));
  server = await startServer({ speech: 'whisper' });
  couriers = await openBrowser({ speechFile: await speaking('en-librispeech.wav', 2) });
  recipients = await openBrowser({ speechFile: await speaking('en-jfk.wav', 2) });
});
afterAll(async () => {
  await Promise.allSettled([couriers[Symbol.asyncDispose](), recipients[Symbol.asyncDispose]()]);
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
const call = (page: Page) => page.getByRole('dialog', { name: /^Call with/ });
const told = (page: Page) => call(page).getByText('What is said is being written down');
const caption = (page: Page, says: RegExp, by: string) =>
  call(page).locator('.captions-lines .caption', { hasText: by }).filter({ hasText: says }).first();

/** Waits until the call has such a line that stays. */
async function written(phone: Phone, says: RegExp): Promise<void> {
  for (let told = ''; !says.test(told);) {
    const { caption: line } = await phone.next('calls.caption', (notice) => notice.caption.final);
    told = line.text;
  }
}

/** All bytes of a folder's files, as one text. */
function diskOf(path: string): string {
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name)).toString('latin1'))
    .join('\n');
}

/** The speech program that this server has started. */
function speechProgram(): number {
  const children = readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').trim().split(' ').map(Number);
  const found = children.find((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('speech-worker'));
  if (found === undefined) throw new Error('There is no speech program');
  return found;
}

describe('captions of a call', { timeout: 400_000 }, () => {
  it('show each page who says what, stop for all when one stops them, and stay with the call until they are erased', async () => {
    const { delivery, links, tokens } = await server.createDelivery();
    await using watching = await server.phone(tokens.courier);
    await using courier = await couriers.open(links.courier);
    await using recipient = await recipients.open(links.recipient);
    await press(courier.page, 'Call');
    await recipient.page.getByRole('alertdialog').waitFor();
    await press(recipient.page, 'Answer');
    for (const { page } of [courier, recipient]) await call(page).getByText('In a call').waitFor();

    await press(courier.page, 'Captions');
    for (const { page } of [courier, recipient]) await told(page).waitFor();
    await Promise.all([
      caption(recipient.page, courierSays, '王师傅').waitFor(patience),
      caption(courier.page, recipientSays, '李女士').waitFor(patience),
      caption(courier.page, courierSays, 'Me').waitFor(patience),
    ]);

    // Early words go with the switch: only what is final is kept.
    for (const says of [courierSays, recipientSays]) await written(watching, says);

    await press(recipient.page, 'Captions');
    for (const { page } of [courier, recipient]) await told(page).waitFor({ state: 'detached' });
    const off = await watching.ask('calls.current', { lineId: delivery.id });
    const saidTill = off?.captions ?? [];
    expect(off?.call).toMatchObject({ captions: false });
    expect(saidTill.length).toBeGreaterThanOrEqual(2);
    // Both say their sentences once more.
    await courier.page.waitForTimeout(13_000);
    await press(recipient.page, 'Hang up');
    for (const { page } of [courier, recipient]) await call(page).waitFor({ state: 'detached' });

    const isCall = (entry: Entry) => entry.body.kind === 'call';
    const { body, seq } = await watching.next('timeline.changed', isCall);
    if (body.kind !== 'call') throw new Error('Not a call');
    expect(body.captions).toEqual(saidTill.map(({ memberId, at, text }) => ({ memberId, at, text })));
    expect(body.talkMs).toBeGreaterThan((saidTill.at(-1)?.at ?? 0) + 13_000);
    await courier.page.getByRole('region', { name: 'Timeline' }).getByText('Show what was said').click();
    await courier.page.getByRole('region', { name: 'Timeline' }).getByText(recipientSays).first().waitFor();

    const [word = ''] = recipientSays.exec(saidTill.map(({ text }) => text).join(' ')) ?? [];
    const { found } = await watching.ask('timeline.search', { lineId: delivery.id, text: word, after: null });
    expect(found.map(({ entry }) => entry.seq)).toEqual([seq]);
    expect(diskOf(server.dataFolder)).toMatch(recipientSays);
    const erased = await server.operator('POST', `/deliveries/${delivery.id}/erase`, { member: 'recipient' });
    expect(erased).toMatchObject({ status: 200, body: { entries: [seq] } });
    const left = diskOf(server.dataFolder);
    expect(left).not.toMatch(recipientSays);
    expect(left).toMatch(courierSays);
    await courier.page
      .getByRole('region', { name: 'Timeline' })
      .locator('.call-said')
      .getByText('Erased')
      .first()
      .waitFor();
  });

  it('go on with a new speech program when the old one has died, and the call with them', async () => {
    const { delivery, links, tokens } = await server.createDelivery({ courier: { id: 'courier-b', name: '刘师傅' } });
    await using watching = await server.phone(tokens.courier);
    await using courier = await couriers.open(links.courier);
    await using recipient = await recipients.open(links.recipient);
    await press(courier.page, 'Call');
    await recipient.page.getByRole('alertdialog').waitFor();
    await press(recipient.page, 'Answer');
    await call(recipient.page).getByText('In a call').waitFor();
    await press(recipient.page, 'Captions');
    const captions = async () => (await watching.ask('calls.current', { lineId: delivery.id }))?.captions ?? [];
    const saidAfter = (after: number) =>
      expect
        .poll(async () => (await captions()).some(({ at, text }) => at > after && courierSays.test(text)), patience)
        .toBe(true);
    await saidAfter(-1);
    const died = speechProgram();
    process.kill(died, 'SIGKILL');
    await saidAfter((await captions()).at(-1)?.at ?? 0);
    expect(speechProgram()).not.toBe(died);
    await call(recipient.page).getByText('In a call').waitFor();
    await press(recipient.page, 'Hang up');
    await call(courier.page).waitFor({ state: 'detached' });
  });
});
