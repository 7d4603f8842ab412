import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSpeech } from '../../media/speech/open-speech.ts';
import type { ClientId, Entry, LineId, Transcript } from '#protocol';
import { newId } from '../../server/new-id.ts';
import { openKeys } from '../../server/storage/keys.ts';
import { openDatabase } from '../../server/storage/open-database.ts';
import { chance } from '../support/chance.ts';
import { openRawPhone } from '../support/raw-phone.ts';
import { sendFile } from '../support/record.ts';
import { recordingBytes } from '../support/recordings.ts';
import { type SeededLine, seedLines } from '../support/seed-lines.ts';
import { descendants, startServerProcess } from '../support/server-process.ts';
import { type Phone, startServer } from '../support/server.ts';

const bytes = recordingBytes('en-jfk.wav');
const short = recordingBytes('zh-aishell-guangzhou.wav');
const program = join(import.meta.dirname, '../../.build/native/speech-worker');
const log = { warn: () => {} };

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'doorline-faults-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** The speech programs that this process or one below it runs. */
const enginesOf = (pid: number): number[] =>
  descendants(pid).filter((child) => {
    try {
      return readFileSync(`/proc/${child}/cmdline`, 'utf8').includes('speech-worker');
    } catch {
      return false; // It ended while we looked.
    }
  });

/** The real engine, with so much patience; another program where a test has one. */
function engine(limitMs: number, instead = program) {
  const speech = openSpeech({ engine: 'whisper', threads: 2, log, program: instead, limitMs: () => limitMs });
  if (!speech) throw new Error('The engine is off');
  return speech;
}

const transcriptOf = ({ body }: Entry): Transcript | null => (body.kind === 'voice' ? body.transcript : null);
const isOver = (entry: Entry) => transcriptOf(entry)?.state !== 'pending';

async function line(speech: ReturnType<typeof engine>) {
  const server = await startServer({ sfu: null, speech });
  const { delivery, tokens } = await server.createDelivery();
  const courier = await server.phone(tokens.courier);
  await courier.ask('people.hello', {});
  const lineId = delivery.id;
  const say = () => sendFile(server, { token: tokens.recipient, lineId, kind: 'notes', bytes });
  return { courier, lineId, say, [Symbol.asyncDispose]: () => server.close() };
}

const isItsTurn = (phone: Phone, { id }: Entry) =>
  phone.next('notes.progress', (told) => told.entryId === id && told.ahead === 0);
const end = (phone: Phone, { id }: Entry) =>
  phone.next('timeline.changed', (entry) => entry.id === id && isOver(entry));

/** Each note was told twice, when it came and when it was over, and the line heard nothing else. */
async function expectEachOnce(phone: Phone, lineId: LineId, notes: number): Promise<void> {
  expect(await phone.ask('timeline.open', { lineId })).toMatchObject({ rev: 2 * notes });
}

describe('a note’s words come to an end', () => {
  it('though the engine is killed in each of ten', async () => {
    await using made = await line(engine(20_000));
    const { courier, lineId, say } = made;
    const wait = chance(6);
    for (let at = 0; at < 10; at++) {
      const note = await say();
      await isItsTurn(courier, note);
      await new Promise((later) => setTimeout(later, wait() * 400));
      for (const pid of enginesOf(process.pid)) process.kill(pid, 'SIGKILL');
      const transcript = transcriptOf(await end(courier, note));
      if (transcript?.state === 'done') expect(transcript.text).toMatch(/ask not/i);
      else expect(transcript).toMatchObject({ state: 'failed', reason: 'engine_failed' });
    }
    await expectEachOnce(courier, lineId, 10);
  }, 150_000);

  it('though the engine stops without ending', async () => {
    await using made = await line(engine(6000));
    const { courier, lineId, say } = made;
    const notes = [await say(), await say()];
    const [first, second] = notes;
    if (!first || !second) throw new Error('There are no notes');
    await isItsTurn(courier, first);
    for (const pid of enginesOf(process.pid)) process.kill(pid, 'SIGSTOP');
    // The line goes on meanwhile.
    await courier.ask('timeline.send', { lineId, clientId: newId<ClientId>(), text: 'I am listening' });
    for (const note of notes) expect(['done', 'failed']).toContain(transcriptOf(await end(courier, note))?.state);
    expect(await courier.ask('timeline.open', { lineId })).toMatchObject({ rev: 5 });
  }, 60_000);

  it('though the model is gone, and again once it is back', async () => {
    const back = join(folder, 'model-is-back');
    const script = join(folder, 'speech-worker.sh');
    // Its first word is the model.
    const run = `[ -e '${back}' ] && exec '${program}' "$@"\nshift\nexec '${program}' /absent/model.bin "$@"`;
    await writeFile(script, `#!/bin/sh\n${run}\n`, { mode: 0o700 });
    await using made = await line(engine(20_000, script));
    const { courier, lineId, say } = made;
    const note = await say();
    expect(transcriptOf(await end(courier, note))).toEqual({ state: 'failed', reason: 'engine_failed' });
    await writeFile(back, '');
    await courier.ask('notes.retry', { lineId, entryId: note.id });
    expect(transcriptOf(await end(courier, note))).toMatchObject({ state: 'done', language: 'en' });
  });

  it('though the server is killed with twenty waiting, and none is made twice', async () => {
    const db = await openDatabase({ databaseUrl: null, dataFolder: folder });
    const lines = await seedLines(db, openKeys(folder).linkSecret, { lines: 4 });
    await db.destroy();
    const environment = { DOORLINE_SPEECH_ENGINE: 'whisper', LOG_LEVEL: 'silent' };
    await using first = await startServerProcess(folder, environment);
    const five = Array.from({ length: 5 });
    const sent = lines.flatMap((seeded) => five.map(() => send(first.url, seeded)));
    expect(await Promise.all(sent)).toEqual(sent.map(() => 201));
    const engines = enginesOf(first.child.pid ?? 0);
    expect(engines).toHaveLength(1);
    expect(await first.end('SIGKILL')).toBeNull();
    // An engine ends with its server: nobody hears what it would say.
    await expect.poll(() => engines.filter(isAlive), { timeout: 15_000 }).toEqual([]);

    await using second = await startServerProcess(folder, environment);
    for (const { lineId, courierToken } of lines) {
      const phone = await openRawPhone(second.url, courierToken);
      const open = async () => {
        const answer = await phone.ask('timeline.open', { lineId });
        if (!answer.ok) throw new Error(answer.error.code);
        return answer.value;
      };
      await expect.poll(async () => (await open()).entries.filter(isOver).length, { timeout: 90_000 }).toBe(5);
      const { entries, rev } = await open();
      for (const entry of entries) expect(transcriptOf(entry)).toMatchObject({ state: 'done', language: 'zh' });
      expect(rev).toBe(10);
      phone.close();
    }
  }, 150_000);
});

async function send(url: string, { lineId, recipientToken }: SeededLine): Promise<number> {
  const headers = { authorization: `Bearer ${recipientToken}`, 'x-client-id': newId<ClientId>() };
  const body = Buffer.from(short);
  return (await fetch(`${url}/api/lines/${lineId}/notes`, { method: 'POST', headers, body })).status;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
