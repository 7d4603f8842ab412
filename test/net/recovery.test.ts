import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { steadySpeechFile } from '../support/spoken.ts';
import { callOn, openStreetCall, talks, type StreetCall } from '../support/street-call.ts';
import { startTurn, turnSettings } from '../support/street-relay.ts';
import {
  cutOf,
  newAddress,
  onlyTurn,
  serverKilled,
  timeToSpeech,
  type Trouble,
  udpBlocked,
  workerKilled,
} from '../support/street-trouble.ts';

/** Whether it comes back is what counts here; `npm run bench -- recovery` says how soon. ms */
const PATIENCE_MS = 60_000;

let folder: string;
let speechFile: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'doorline-recovery-'));
  speechFile = await steadySpeechFile(folder);
});
afterAll(() => rm(folder, { recursive: true }));

const openCall = (): Promise<StreetCall> =>
  openStreetCall({
    speech: { courier: speechFile, recipient: speechFile },
    settings: turnSettings,
    prepare: startTurn,
  });

const says = (page: Page, words: RegExp) => callOn(page).getByText(words).first().waitFor({ timeout: PATIENCE_MS });

/** The call with its length in the page's timeline. */
const lastCall = (page: Page) =>
  page
    .getByRole('region', { name: 'Timeline' })
    .getByText(/\b1:[0-5]\d\b/)
    .waitFor({ timeout: PATIENCE_MS });

/** Side by side, the long waits first: they cost nothing but time. */
describe.concurrent('a call without a network', () => {
  it('says so in words on both phones, and is back after 50 s', async () => {
    await using call = await openCall();
    const words = Promise.all([
      says(call.courier, /Connection lost\. Reconnecting/),
      says(call.recipient, /lost the connection\. Waiting/),
    ]);
    await timeToSpeech(call, cutOf(50), PATIENCE_MS);
    await words;
    await Promise.all([call.courier, call.recipient].map(talks));
  });

  it('ends as failed after more than a minute, and stands in the timeline of both', async () => {
    await using call = await openCall();
    call.street.cut('courier');
    await call.recipient.getByRole('region', { name: 'The connection was lost' }).waitFor({ timeout: 2 * PATIENCE_MS });
    await lastCall(call.recipient);
    call.street.mend();
    await callOn(call.courier).waitFor({ state: 'detached', timeout: PATIENCE_MS });
    await lastCall(call.courier);
  });
});

describe.concurrent('a call comes back by itself', () => {
  const troubles: [string, Trouble][] = [
    ['after a lift of 5 s', cutOf(5)],
    ['when the phone goes from Wi-Fi to 4G', newAddress],
    ['by TCP, when a firewall begins to swallow UDP', udpBlocked],
    ['by TURN, when a firewall begins to swallow all other media', onlyTurn],
    ['when the SFU worker is killed', workerKilled],
    ['when the server is killed and started again', serverKilled],
  ];
  it.each(troubles)('%s', async (_name, trouble) => {
    await using call = await openCall();
    await timeToSpeech(call, trouble, PATIENCE_MS);
    await Promise.all([call.courier, call.recipient].map(talks));
  });
});
