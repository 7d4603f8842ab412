import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSpeech } from '../../media/speech/open-speech.ts';
import type { SpeechToText } from '../../media/speech-to-text.ts';
import type { Errors } from '../support/error-rate.ts';
import { hear, loudnessOf } from '../support/heard.ts';
import { errorsOf, spokenFile, type Spoken } from '../support/spoken.ts';
import { openStreetCall, talks, type StreetCall } from '../support/street-call.ts';

/** Chance loses packets, and the recogniser is of two minds about some words: where it must, it listens three times to each. */
const ROUNDS = 3;
/** Once through both English sentences as a whole, wherever the listening begins. s */
const LISTEN_S = 36;
/** To listen to both and to understand what was heard, on a machine that has much else to do. */
const ROUND_MS = 200_000;
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

/** What is wrong of all that was heard so far. */
class Heard {
  readonly english = { wrong: 0, said: 0 };
  readonly chinese = { wrong: 0, said: 0 };

  async listen(): Promise<void> {
    const [byRecipient, byCourier] = await Promise.all([hear(call.recipient, LISTEN_S), hear(call.courier, LISTEN_S)]);
    add(this.english, await errorsOf(byRecipient, english, speech));
    add(this.chinese, await errorsOf(byCourier, chinese, speech));
  }
}

function add(to: { wrong: number; said: number }, { wrong, said }: Errors): void {
  to.wrong += wrong;
  to.said += said;
}
const share = ({ wrong, said }: Errors) => wrong / said;
const isAsGood = (lossy: Errors, clean: Errors) => share(lossy) <= share(clean) + WORSE_AT_MOST;

const lose = (part: number) => {
  for (const host of ['courier', 'recipient'] as const) call.street.lose(host, part);
};

describe('a call over networks that lose packets, both ways on both', () => {
  it('is understood at 10 % as at none', { timeout: ROUNDS * ROUND_MS }, async () => {
    const [clean, lossy] = [new Heard(), new Heard()];
    const fits = () => isAsGood(lossy.english, clean.english) && isAsGood(lossy.chinese, clean.chinese);
    for (let round = 0; round < ROUNDS && !fits(); round += 1) {
      call.street.mend();
      await clean.listen();
      lose(0.1);
      await lossy.listen();
    }
    expect(fits(), JSON.stringify({ clean, lossy })).toBe(true);
  });

  it('stays up at 30 %', async () => {
    call.street.mend();
    lose(0.3);
    const [byRecipient, byCourier] = await Promise.all([hear(call.recipient, 20), hear(call.courier, 20)]);
    for (const samples of [byRecipient, byCourier]) expect(loudnessOf(samples)).toBeGreaterThan(0.005);
    for (const page of [call.courier, call.recipient]) await talks(page);
  });
});
