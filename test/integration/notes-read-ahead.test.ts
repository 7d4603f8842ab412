import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SpeechError, type SpeechInput, SPEECH_RATE } from '../../media/speech-to-text.ts';
import type { ClientId, Entry } from '#protocol';
import { newId } from '../../server/new-id.ts';
import { mp3Of, recordingSamples } from '../support/recordings.ts';
import { heard, ScriptedSpeech } from '../support/scripted-speech.ts';
import { startServer, type TestServer } from '../support/server.ts';

/** An engine that is asked to read ahead, and does what the test says. */
class ForesightedSpeech extends ScriptedSpeech {
  readonly beginnings: SpeechInput[] = [];
  reading: Promise<void> = Promise.resolve();

  async readAhead(input: SpeechInput): Promise<void> {
    this.beginnings.push(input);
    await this.reading;
  }
}

const speech = new ForesightedSpeech();
let server: TestServer;
let bytes: Buffer;
beforeAll(async () => {
  server = await startServer({ sfu: null, speech });
  const jfk = recordingSamples('en-jfk.wav');
  bytes = await mp3Of(Int16Array.from({ length: 40 * SPEECH_RATE }, (_, i) => jfk[i % jfk.length] ?? 0));
});
afterAll(() => server.close());

async function speaker() {
  const { delivery, tokens } = await server.createDelivery();
  const clientId = newId<ClientId>();
  const url = `${server.url}/api/lines/${delivery.id}/notes`;
  const headers = { authorization: `Bearer ${tokens.recipient}` };
  return {
    async part(from: number, to: number) {
      const body = Buffer.from(bytes.subarray(from, to));
      const { status } = await fetch(`${url}/${clientId}/parts?from=${from}`, { method: 'PUT', headers, body });
      expect(status).toBe(200);
    },
    async finish(from: number): Promise<Entry> {
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      const more = { 'x-client-id': clientId, 'x-note-from': String(from), 'x-note-sha256': sha256 };
      const body = Buffer.from(bytes.subarray(from));
      const response = await fetch(url, { method: 'POST', headers: { ...headers, ...more }, body });
      expect(response.status).toBe(201);
      return (await response.json()) as Entry;
    },
    courier: await server.phone(tokens.courier),
    address: delivery.address,
  };
}
const asked = (times: number) => expect.poll(() => speech.beginnings.length, { timeout: 15_000 }).toBe(times);

describe('a long note that is still spoken', () => {
  it('is read ahead with the hints of its line, and again when more of it is there', async () => {
    speech.beginnings.length = 0;
    const one = await speaker();
    await one.part(0, 90_000);
    await one.part(90_000, 100_000);
    await asked(1);
    const [first] = speech.beginnings;
    expect((first?.samples.length ?? 0) / SPEECH_RATE).toBeCloseTo(25, 0);
    expect(first?.words).toContain(one.address);
    await one.part(100_000, 110_000);
    await one.part(110_000, 125_000);
    await asked(2);
  });

  it('is sent all the same where that fails, and read ahead one at a time', async () => {
    speech.beginnings.length = 0;
    const reading = Promise.withResolvers<void>();
    speech.reading = reading.promise;
    const [one, two] = [await speaker(), await speaker()];
    await one.courier.ask('people.hello', {});
    await one.part(0, 100_000);
    await asked(1);
    await two.part(0, 100_000);
    speech.answers.push(heard('one'));
    reading.reject(new SpeechError('engine_failed', 'crashed'));
    const note = await one.finish(100_000);
    const isOver = ({ id, body }: Entry) =>
      id === note.id && body.kind === 'voice' && body.transcript.state !== 'pending';
    const { body } = await one.courier.next('timeline.changed', isOver);
    expect(body).toMatchObject({ transcript: { state: 'done', text: 'one' } });
    expect(speech.beginnings).toHaveLength(1);
    speech.reading = Promise.resolve();
  });

  it('waits while another note has no words yet', async () => {
    speech.beginnings.length = 0;
    const [one, two] = [await speaker(), await speaker()];
    await one.courier.ask('people.hello', {});
    const done = Promise.withResolvers<void>();
    const isAsked = Promise.withResolvers<void>();
    speech.answers.push(async () => {
      isAsked.resolve();
      await done.promise;
      return { kind: 'no_speech' };
    });
    await one.part(0, 50_000);
    const sent = await one.finish(50_000);
    await isAsked.promise;
    await two.part(0, 100_000);
    done.resolve();
    await one.courier.next('timeline.changed', ({ id }) => id === sent.id);
    expect(speech.beginnings).toEqual([]);
    await two.part(100_000, 125_000);
    await asked(1);
  });
});
