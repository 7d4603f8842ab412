import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { openReader } from '../../server/assistant/reader.ts';
import { systemClock } from '../../server/clock.ts';
import { newId } from '../../server/new-id.ts';
import { startServer } from '../support/server.ts';
import { TestClock } from '../support/test-clock.ts';

const context = { from: 'recipient', now: '2026-11-24T14:10:00+08:00', status: 'arrived' } as const;

/** A log that keeps its lines. */
function keptLog() {
  const lines: string[] = [];
  return { lines, log: pino({ level: 'warn' }, { write: (line: string) => void lines.push(line) }) };
}

describe('the reader of messages', () => {
  it('says nothing, and why once, where the model cannot be read', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'doorline-model-'));
    try {
      for (const [name, bytes] of [
        ['gone.bin', null],
        ['empty.bin', ''],
        ['cut.bin', '\u{f}\u{ff}o"'],
        ['other.bin', 'this is a letter to my aunt'],
      ] as const) {
        const modelFile = join(folder, name);
        if (bytes !== null) await writeFile(modelFile, bytes);
        const { lines, log } = keptLog();
        const reader = openReader({ log, clock: systemClock, modelFile });
        expect(await reader.read('好的，马上下来', context)).toBeNull();
        expect(await reader.read('好的，马上下来', context)).toBeNull();
        expect(lines.filter((line) => line.includes('cannot be read'))).toHaveLength(1);
        expect(lines.join('')).not.toContain('马上');
        await reader.close();
      }
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('reads on, in order, whatever it is given', async () => {
    const { lines, log } = keptLog();
    const reader = openReader({ log, clock: systemClock });
    const texts = ['', '🤷', '马'.repeat(2000), '\u{0}\u{202e}', '((((((((((', 'a\n'.repeat(1000), 'ok coming down'];
    const readings = await Promise.all(texts.map((text) => reader.read(text, context)));
    expect(readings.every((reading) => reading !== null)).toBe(true);
    expect(readings.at(-1)?.intents[0]?.intent).toBe('coming');
    expect(lines).toEqual([]);
    await reader.close();
    expect(await reader.read('ok coming down', context)).toBeNull();
  });

  it('drops what is too much at once, and says so once', async () => {
    const { lines, log } = keptLog();
    const reader = openReader({ log, clock: systemClock });
    const readings = await Promise.all(Array.from({ length: 1500 }, () => reader.read('放门口', context)));
    expect(readings.filter((reading) => reading === null)).toHaveLength(500);
    expect(lines).toHaveLength(1);
    expect(await reader.read('放门口', context)).not.toBeNull();
    await reader.close();
  });

  it('lets go of what waits where the thread hangs, and starts anew after a while', async () => {
    const clock = new TestClock();
    const { lines, log } = keptLog();
    const reader = openReader({ log, clock });
    expect(await reader.read('放门口', context)).not.toBeNull();
    const waits = reader.read('放门口', context);
    // By this clock the thread has told nothing for so long.
    clock.pass(10_000);
    expect(await waits).toBeNull();
    expect(await reader.read('放门口', context)).toBeNull();
    expect(lines).toHaveLength(1);
    clock.pass(60_000);
    expect(await reader.read('放门口', context)).not.toBeNull();
    await reader.close();
  });
});

describe('a line with the assistant', () => {
  it('takes 500 messages at once, every one acknowledged and none doubled', async () => {
    await using server = await startServer({ sfu: null, settings: { DOORLINE_ASSISTANT: 'on', LOG_LEVEL: 'silent' } });
    const lines = await Promise.all(
      Array.from({ length: 10 }, async () => {
        const made = await server.createDelivery({ courier: { id: `courier-${newId()}`, name: 'Wang' } });
        await server.operator('POST', `/deliveries/${made.delivery.id}/status`, { status: 'out_for_delivery' });
        const recipient = await server.phone(made.tokens.recipient);
        await recipient.ask('people.hello', {});
        return { lineId: made.delivery.id, recipient };
      }),
    );
    const texts = ['好的，马上下来', '放门口吧', '我不在家，明天再送', 'leave it with the guard', '嗯'];
    await Promise.all(
      lines.flatMap(({ lineId, recipient }) =>
        Array.from({ length: 50 }, (_, at) =>
          recipient.ask('timeline.send', { lineId, clientId: newId(), text: texts[at % texts.length] ?? '' }),
        ),
      ),
    );
    for (const { lineId, recipient } of lines) {
      await expect
        .poll(
          async () => {
            const all = [];
            for (let rev = 0, more = true; more;) {
              const page = await recipient.ask('timeline.since', { lineId, rev });
              all.push(...page.entries);
              ({ rev, more } = page);
            }
            const bodies = [...new Map(all.map((entry) => [entry.seq, entry.body])).values()];
            const open = bodies.filter((body) => body.kind === 'suggestion' && body.state === 'open');
            return { texts: bodies.filter(({ kind }) => kind === 'text').length, isOne: open.length <= 1 };
          },
          { timeout: 15_000 },
        )
        .toEqual({ texts: 50, isOne: true });
      // What was too much is over, and the next is understood again.
      const { id } = await recipient.ask('timeline.send', { lineId, clientId: newId(), text: '放门卫那里吧' });
      await recipient.next('timeline.changed', ({ replyTo, body }) => replyTo === id && body.kind === 'suggestion');
    }
  });

  it('can be answered after a restart', async () => {
    await using server = await startServer({ sfu: null, settings: { DOORLINE_ASSISTANT: 'on' } });
    const { delivery, tokens } = await server.createDelivery();
    const lineId = delivery.id;
    await server.operator('POST', `/deliveries/${lineId}/status`, { status: 'out_for_delivery' });
    const recipient = await server.phone(tokens.recipient);
    await recipient.ask('people.hello', {});
    await recipient.ask('timeline.send', { lineId, clientId: newId(), text: '明天晚上七点以后再送吧' });
    const { id: entryId } = await recipient.next('timeline.changed', ({ body }) => body.kind === 'suggestion');
    await server.restart();
    const back = await server.phone(tokens.recipient);
    await back.ask('people.hello', {});
    const answers = await Promise.all(
      [1, 2, 3].map(() => back.ask('assistant.answer', { lineId, entryId, answer: 'confirm' })),
    );
    expect(new Set(answers.map(({ rev }) => rev)).size).toBe(1);
    const { entries } = await back.ask('timeline.since', { lineId, rev: 0 });
    expect(entries.filter(({ body }) => body.kind === 'status' && body.status === 'rescheduled')).toHaveLength(1);
  });

  it('says nothing of words that were taken back, and asks about them no more', async () => {
    await using server = await startServer({ sfu: null, settings: { DOORLINE_ASSISTANT: 'on' } });
    const { delivery, tokens } = await server.createDelivery();
    const lineId = delivery.id;
    const recipient = await server.phone(tokens.recipient);
    await recipient.ask('people.hello', {});
    const said = await recipient.ask('timeline.send', { lineId, clientId: newId(), text: '这个我不要了，退回去吧' });
    const { id: entryId, body } = await recipient.next('timeline.changed', (entry) => entry.body.kind === 'suggestion');
    expect(body).toMatchObject({ act: { do: 'person', about: 'refuse' }, state: 'open' });
    await recipient.ask('timeline.take_back', { lineId, entryId: said.id });
    const changed = await recipient.next(
      'timeline.changed',
      ({ id, body }) => id === entryId && body.kind === 'suggestion' && body.state === 'replaced',
    );
    expect(changed.body).toMatchObject({ state: 'replaced' });
    await expect(recipient.ask('assistant.answer', { lineId, entryId, answer: 'confirm' })).rejects.toMatchObject({
      code: 'conflict',
    });
  });
});
