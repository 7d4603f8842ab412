import { readFileSync } from 'node:fs';
import type { ClientId, Entry, EntryId } from '#protocol';
import { newId } from '../../server/new-id.ts';
import { openRawPhone } from '../support/raw-phone.ts';
import { mp3Of, recordingSamples } from '../support/recordings.ts';
import { descendants } from '../support/server-process.ts';
import type { SeededLine } from '../support/seed-lines.ts';
import type { Measurement, Size } from './main.ts';
import { coresNote, openBenchServer } from './record/bench-server.ts';

const sizes = { full: { lines: 100, each: 5 }, small: { lines: 10, each: 3 } } satisfies Record<Size, object>;
const SECONDS = 5;

interface Waiting {
  readonly line: SeededLine;
  readonly seq: number;
  readonly sentAt: number;
}

/** The first seconds of a real recording, as a page sends them. */
const note = (seconds: number) => mp3Of(recordingSamples('en-librispeech.wav').subarray(0, seconds * 16_000));

async function send(url: string, { lineId, recipientToken }: SeededLine, bytes: Buffer<ArrayBuffer>): Promise<Entry> {
  const headers = { authorization: `Bearer ${recipientToken}`, 'x-client-id': newId<ClientId>() };
  const response = await fetch(`${url}/api/lines/${lineId}/notes`, { method: 'POST', headers, body: bytes });
  if (response.status !== 201) throw new Error(`A note was answered with ${response.status}`);
  return (await response.json()) as Entry;
}

/** Notes of 5 s that come faster than they can be read, on many lines at once: how they are worked off. */
export async function run(size: Size): Promise<Measurement[]> {
  const { lines, each } = sizes[size];
  const notes = lines * each;
  await using server = await openBenchServer({ lines, perRound: lines }, { DOORLINE_SPEECH_ENGINE: 'whisper' });
  const courier = await openRawPhone(server.url, server.lines[0]?.courierToken ?? '');
  await courier.ask('people.hello', {});

  const waiting = new Map<EntryId, Waiting>();
  const early = new Map<EntryId, number>();
  const waits: number[] = [];
  const read = new Map<string, number[]>();
  const all = Promise.withResolvers<number>();
  const settle = (id: EntryId, at: number) => {
    const one = waiting.get(id);
    if (!one) return void early.set(id, at);
    waits.push((at - one.sentAt) / 1000);
    read.set(one.line.lineId, [...(read.get(one.line.lineId) ?? []), one.seq]);
    if (waits.length === notes) all.resolve(at);
  };
  courier.onNotice = (name, body) => {
    const { id, body: said } = (name === 'timeline.changed' ? body : {}) as Partial<Entry>;
    if (id && said?.kind === 'voice' && said.transcript.state !== 'pending') settle(id, performance.now());
  };

  const bytes = Buffer.from(await note(SECONDS));
  const beganAt = performance.now();
  for (let round = 0; round < each; round++) {
    for (let from = 0; from < lines; from += 10) {
      await Promise.all(
        server.lines.slice(from, from + 10).map(async (line) => {
          const sentAt = performance.now();
          const { id, seq } = await send(server.url, line, bytes);
          waiting.set(id, { line, seq, sentAt });
          const at = early.get(id);
          if (at !== undefined) settle(id, at);
        }),
      );
    }
  }
  const sentS = (performance.now() - beganAt) / 1000;
  const tookS = ((await all.promise) - beganAt) / 1000;
  courier.close();
  for (const seqs of read.values())
    if (seqs.some((seq, i) => seq < (seqs[i - 1] ?? 0)))
      throw new Error('A note was read before an earlier one of its line');

  const memory = descendants(server.pid)
    .map((pid) => readFileSync(`/proc/${pid}/status`, 'utf8'))
    .filter((status) => status.startsWith('Name:\tspeech-worker'))
    .map((status) => Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1]) / 1000);
  const conditions = `${notes} on ${lines} lines, sent in ${sentS.toFixed(0)} s, each line in order, 1 worker of 2 threads, ${coresNote}`;
  return [
    { name: 'notes of 5 s worked off', unit: '/s', samples: [notes / tookS], note: conditions },
    { name: 'sent → words of it, in a queue of all', unit: 's', samples: waits, note: conditions },
    {
      name: 'memory of the speech worker, at most',
      unit: 'MB',
      samples: memory,
      note: conditions,
    },
  ];
}
