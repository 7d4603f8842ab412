import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSpeech } from '../../media/speech/open-speech.ts';
import type { SpeechToText } from '../../media/speech-to-text.ts';
import { hear } from '../support/heard.ts';
import { recordingPath } from '../support/recordings.ts';
import { heardAgain } from '../support/sound-log.ts';
import { startLateRelay, startTurn, turnSettings } from '../support/street-relay.ts';
import { MEDIA_PORT, openStreetCall, PAGES_PORT, talks, type StreetCall } from '../support/street-call.ts';

const speech = { courier: recordingPath('en-jfk.wav'), recipient: recordingPath('en-librispeech.wav') };
const both = ['courier', 'recipient'] as const;

/** Words of what each phone says, one of which is in any ten seconds of it. */
const said = { courier: /americans|country/i, recipient: /sorrow|cotton|dreams/i };
/** Ten seconds cut anywhere out of a sentence may leave the recogniser little to go by. */
const LISTENS = 3;

let engine: SpeechToText;
beforeAll(() => {
  const opened = openSpeech({ engine: 'whisper', threads: 1, log: { warn: () => undefined } });
  if (opened === null) throw new Error('There is no speech engine');
  engine = opened;
});
afterAll(() => engine.close());

async function expectWords(page: Page, words: RegExp): Promise<void> {
  // The way through a relay takes a while to be found.
  await expect.poll(() => heardAgain(page, 0), { timeout: 60_000 }).not.toBeNull();
  const heard: string[] = [];
  while (heard.length < LISTENS && !words.test(heard.at(-1) ?? '')) {
    const samples = await hear(page, 10);
    const result = await engine.transcribe({ samples, language: 'en' }, AbortSignal.timeout(60_000));
    heard.push(result.kind === 'speech' ? result.text : '');
  }
  expect(heard.at(-1)).toMatch(words);
  await talks(page);
}

const expectSpeech = (call: StreetCall) =>
  Promise.all([expectWords(call.courier, said.recipient), expectWords(call.recipient, said.courier)]);

describe('a call finds its way', () => {
  it('where every packet is 50 to 300 ms late and they overtake each other', async () => {
    await using call = await openStreetCall({
      speech,
      settings: (street) => ({ DOORLINE_MEDIA_ADDRESS: street.address('relay') }),
      prepare: (street) => startLateRelay(street, MEDIA_PORT, 50, 300),
    });
    await expectSpeech(call);
  });

  it('by TCP, where a firewall swallows UDP', async () => {
    await using call = await openStreetCall({
      speech,
      prepare: (street) => both.forEach((host) => street.blockUdp(host)),
    });
    await expectSpeech(call);
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
    await expectSpeech(call);
  });
});
