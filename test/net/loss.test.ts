import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSpeech } from '../../media/speech/open-speech.ts';
import type { SpeechToText } from '../../media/speech-to-text.ts';
import { hear, loudnessOf } from '../support/heard.ts';
import { errorsOf, spokenFile, type Spoken } from '../support/spoken.ts';
import { openStreetCall, talks, type StreetCall } from '../support/street-call.ts';

/** Chance loses packets and the recogniser is of two minds about some words: it listens up to three times. */
const LISTENS = 3;
/** Once through both English sentences as a whole, wherever the listening begins. s */
const LISTEN_S = 36;
/** Of all words: how much more may be misunderstood than on a network that loses nothing. */
const WORSE_AT_MOST = 0.05;

let folder: string;
let speech: SpeechToText;
let english: Spoken;
let chinese: Spoken;
let call: StreetCall;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'doorline-loss-'));
  const engine = openSpeech({ engine: 'whisper', threads: 1, log: { warn: () => undefined } });
  if (engine === null) throw new Error('There is no speech engine');
  speech = engine;
  english = await spokenFile(folder, 'en');
  chinese = await spokenFile(folder, 'zh');
  call = await openStreetCall({ speech: { courier: english.file, recipient: chinese.file } });
});
afterAll(async () => {
  await call?.[Symbol.asyncDispose]();
  await speech?.close();
  await rm(folder, { recursive: true });
});

/** The share of words that is wrong at the courier's far end, of the characters at the recipient's. */
async function wrong(): Promise<{ english: number; chinese: number }> {
  const [byRecipient, byCourier] = await Promise.all([hear(call.recipient, LISTEN_S), hear(call.courier, LISTEN_S)]);
  const words = await errorsOf(byRecipient, english, speech);
  const characters = await errorsOf(byCourier, chinese, speech);
  return { english: words.wrong / words.said, chinese: characters.wrong / characters.said };
}

const lose = (share: number) => {
  for (const host of ['courier', 'recipient'] as const) call.street.lose(host, share);
};

describe('a call over networks that lose packets, both ways on both', () => {
  it('is understood at 10 % as at none', async () => {
    const before = await wrong();
    lose(0.1);
    const tries = [await wrong()];
    const fits = (now: typeof before) =>
      now.english <= before.english + WORSE_AT_MOST && now.chinese <= before.chinese + WORSE_AT_MOST;
    while (tries.length < LISTENS && !tries.some(fits)) tries.push(await wrong());
    expect(tries.find(fits) ?? { before, tries }).toEqual(tries.find(fits));
  });

  it('stays up at 30 %', async () => {
    call.street.mend();
    lose(0.3);
    const [byRecipient, byCourier] = await Promise.all([hear(call.recipient, 20), hear(call.courier, 20)]);
    for (const samples of [byRecipient, byCourier]) expect(loudnessOf(samples)).toBeGreaterThan(0.005);
    for (const page of [call.courier, call.recipient]) await talks(page);
  });
});
