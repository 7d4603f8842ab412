import { setTimeout as wait } from 'node:timers/promises';
import type { ClientId, Entry } from '#protocol';
import { newId } from '../../server/new-id.ts';
import { readUnseen } from '../../server/assistant/corpus/read.ts';
import type { Measurement, Size } from './main.ts';
import { coresNote, openBenchServer, processorSeconds } from './record/bench-server.ts';
import { connectEverybody, type Somebody } from './record/everybody.ts';
import { inTurn } from './record/say.ts';

/** Texts a second in all, over so many lines. */
const sizes = {
  full: { lines: 500, loads: [50, 500, 1000], seconds: 15 },
  small: { lines: 50, loads: [50, 200], seconds: 3 },
} satisfies Record<Size, object>;

/** Suggestions that are still to come when the last text was said, ms. */
const LAST_MS = 2000;

/**
 * What the assistant costs the people: real messages of the unseen set are said at a steady pace, first with the assistant off, then
 * on; and how long after a text what was understood of it is on everybody's page.
 */
export async function run(size: Size): Promise<Measurement[]> {
  const measured: Measurement[] = [];
  for (const load of sizes[size].loads)
    for (const assistant of ['off', 'on'] as const) measured.push(...(await measure(size, load, assistant)));
  return measured;
}

async function measure(size: Size, load: number, assistant: 'off' | 'on'): Promise<Measurement[]> {
  const { lines, seconds } = sizes[size];
  const texts = readUnseen()
    .filter(({ from, text }) => from === 'recipient' && text.trim() !== '')
    .map(({ text }) => text);
  await using server = await openBenchServer({ lines }, { DOORLINE_ASSISTANT: assistant });
  const everybody = await connectEverybody(server.url, server.lines);
  const recipients = everybody.people.filter((_, at) => at % 2 === 1);
  const acknowledged: number[] = [];
  const understood: number[] = [];
  const saidAt = new Map<string, number>();
  for (const { phone } of recipients)
    phone.onNotice = (name, body) => {
      const entry = body as Entry;
      if (name !== 'timeline.changed' || entry.body.kind !== 'suggestion' || entry.replyTo === null) return;
      const at = saidAt.get(entry.replyTo);
      if (at === undefined) return;
      saidAt.delete(entry.replyTo);
      understood.push(performance.now() - at);
    };
  let next = 0;
  async function say({ phone, lineId }: Somebody): Promise<void> {
    const at = performance.now();
    const text = texts[next++ % texts.length] ?? '';
    const answer = await phone.ask('timeline.send', { lineId, clientId: newId<ClientId>(), text });
    if (!answer.ok) throw new Error(`A text was refused: ${answer.error.code}`);
    acknowledged.push(performance.now() - at);
    saidAt.set(answer.value.id, at);
  }
  const busyBefore = await processorSeconds(server.pid);
  await inTurn(recipients, load, seconds, say);
  const busy = ((await processorSeconds(server.pid)) - busyBefore) / seconds;
  if (assistant === 'on') await wait(LAST_MS);
  everybody.leave();
  const note = `${load}/s for ${seconds} s on ${lines} lines, ${coresNote}; server used ${(busy * 100).toFixed(0)} % of a core`;
  return [
    { name: `text said → acknowledged, assistant ${assistant}, ${load}/s`, unit: 'ms', samples: acknowledged, note },
    ...(assistant === 'on'
      ? [
          {
            name: `text said → what was understood is told, ${load}/s`,
            unit: 'ms' as const,
            samples: understood,
            note: `${((100 * understood.length) / acknowledged.length).toFixed(0)} % of the texts became a suggestion`,
          },
        ]
      : []),
  ];
}
