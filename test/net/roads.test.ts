import { describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { hear, loudnessOf } from '../support/heard.ts';
import { recordingPath } from '../support/recordings.ts';
import { startLateRelay, startTurn, turnSettings } from '../support/street-relay.ts';
import { MEDIA_PORT, openStreetCall, PAGES_PORT, talks } from '../support/street-call.ts';
import type { Street } from '../support/street.ts';

const speech = { courier: recordingPath('en-jfk.wav'), recipient: recordingPath('en-librispeech.wav') };
const both = ['courier', 'recipient'] as const;

async function expectSpeech(...pages: Page[]): Promise<void> {
  for (const samples of await Promise.all(pages.map((page) => hear(page, 5))))
    expect(loudnessOf(samples)).toBeGreaterThan(0.005);
  await Promise.all(pages.map(talks));
}

describe('a call finds its way', () => {
  it('where every packet is 50 to 300 ms late and they overtake each other', async () => {
    await using call = await openStreetCall({
      speech,
      settings: (street: Street) => ({ DOORLINE_MEDIA_ADDRESS: street.address('relay') }),
      prepare: (street) => startLateRelay(street, MEDIA_PORT, 50, 300),
    });
    await expectSpeech(call.courier, call.recipient);
  });

  it('by TCP, where a firewall swallows UDP', async () => {
    await using call = await openStreetCall({
      speech,
      prepare: (street) => both.forEach((host) => street.blockUdp(host)),
    });
    await expectSpeech(call.courier, call.recipient);
  });

  it('by TURN, where a firewall lets nothing else of it through', async () => {
    await using call = await openStreetCall({
      speech,
      settings: turnSettings,
      async prepare(street) {
        await startTurn(street);
        for (const host of both) street.blockMedia(host, PAGES_PORT);
      },
    });
    await expectSpeech(call.courier, call.recipient);
  });
});
