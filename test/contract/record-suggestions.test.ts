import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { EntryId, LineId, MemberId, Suggestion } from '#protocol';
import { newId } from '../../server/new-id.ts';
import { verifyExport } from '../../server/record/verify.ts';
import { engines } from '../support/databases.ts';
import { unzip } from '../support/record.ts';
import { openRecorder } from '../support/recorder.ts';
import { seedDelivery } from '../support/seed.ts';
import { TestClock } from '../support/test-clock.ts';

const DAY = 86_400_000;
const window = { from: Date.UTC(2026, 10, 25, 11), to: Date.UTC(2026, 10, 25, 14) };

describe.each(engines)('what was understood, in the record on $name', ({ open }) => {
  /** A line of recipient's and courier's words with what the assistant made of them. */
  async function opened(keep: { days?: number } = {}) {
    const database = await open();
    const { db } = database;
    const clock = new TestClock();
    const recorder = await openRecorder(db, clock, keep);
    const seeded = await seedDelivery(db, { at: clock.now() });
    const { lineId } = seeded;
    const suggest = (replyTo: EntryId, about: MemberId, of: Pick<Suggestion, 'act' | 'state' | 'asks'>) =>
      recorder.timeline.add(lineId, {
        by: null,
        clientId: null,
        replyTo,
        body: { kind: 'suggestion', about, confidence: 0.98, ...of },
      });
    const answer = (id: EntryId, state: Suggestion['state'], by: MemberId | null, act?: Suggestion['act']) =>
      recorder.timeline.change(id, ({ body }) =>
        body.kind === 'suggestion'
          ? { ...body, ...(act && { act }), state, ...(by && { answeredBy: by, answeredAt: clock.now() }) }
          : null,
      );

    /** The export, checked, and the page in it. */
    async function exported() {
      const order = { timeZone: 'UTC', signal: new AbortController().signal };
      const { zip } = await recorder.exportRecord(lineId, order);
      const pieces: Uint8Array[] = [];
      for await (const piece of zip) pieces.push(piece);
      const path = join(tmpdir(), `doorline-${newId()}.zip`);
      await writeFile(path, Buffer.concat(pieces));
      const { problems, notices } = await verifyExport(path, []);
      expect(problems).toEqual([]);
      const page = String(unzip(Buffer.concat(pieces)).find(({ name }) => name === 'index.html')?.content);
      const entries = page.split('<li class="entry" ');
      const entry = (seq: number) => (entries[seq] ?? '').replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ');
      return { page, entry, notices };
    }
    return {
      ...seeded,
      db,
      clock,
      recorder,
      suggest,
      answer,
      exported,
      async [Symbol.asyncDispose]() {
        await recorder[Symbol.asyncDispose]();
        await database[Symbol.asyncDispose]();
      },
    };
  }

  /** Every text of the database that an entry is or was. */
  async function kept(db: Awaited<ReturnType<typeof opened>>['db'], lineId: LineId): Promise<string> {
    const now = await db.selectFrom('entries').select('body').where('line_id', '=', lineId).execute();
    const before = await db.selectFrom('entry_versions').select('body').where('line_id', '=', lineId).execute();
    return JSON.stringify([now, before]);
  }

  it('stands with the words it was understood from, every state, who decided and when', async () => {
    await using line = await opened();
    const { recorder, recipient, clock } = line;
    const said = await recorder.text(line.lineId, recipient, '明天晚上七点以后再送吧');
    const put = { do: 'reschedule' as const, window, others: [] };
    const { id } = await line.suggest(said.id, recipient, { act: put, state: 'open', asks: 'recipient' });
    clock.pass(60_000);
    await line.answer(id, 'confirmed', recipient, { ...put, window: { from: window.from, to: window.to + 3_600_000 } });
    clock.pass(60_000);
    await line.answer(id, 'undone', recipient);
    const { entry } = await line.exported();
    const shown = entry(2);
    expect(shown).toContain('根据 Understood from 1 : 明天晚上七点以后再送吧');
    expect(shown).toContain('把握 how sure 0.98');
    const steps = [
      '等待确认',
      '08:00:00',
      '已确认',
      '15:00:00',
      '由谁决定 decided by Li',
      '08:01:00',
      '已撤销',
      '08:02:00',
    ];
    const history = shown.slice(shown.indexOf('0.98'));
    expect(steps.map((words) => history.indexOf(words)).toSorted((a, b) => a - b)).toEqual(
      steps.map((words) => history.indexOf(words)),
    );
    expect(history.indexOf('等待确认')).toBeGreaterThan(0);
    expect(shown.match(/decided by/g)).toHaveLength(2);
  });

  it('names nobody for what became of it by itself, and turns no page round by what people wrote', async () => {
    await using line = await opened();
    const { recorder, recipient } = line;
    const said = await recorder.text(line.lineId, recipient, 'leave it');
    const act = { do: 'leave_at', place: 'other', detail: '<b>under \u202e the pot</b>' } as const;
    const { id } = await line.suggest(said.id, recipient, { act, state: 'open', asks: 'courier' });
    await line.answer(id, 'replaced', null);
    const { page, entry } = await line.exported();
    expect(entry(2)).toContain('已被之后的话取代');
    expect(entry(2)).not.toContain('decided by');
    expect(page).not.toContain('<b>under');
    expect(page).toContain('<bdi><span lang="zh">放别的地方（&#60;b&#62;under');
  });

  it('is erased with the words of whom it is about, in every state, and nobody else’s is', async () => {
    await using line = await opened();
    const { db, lineId, recorder, recipient, courier } = line;
    const hers = await recorder.text(lineId, recipient, 'put it under the blue pot');
    const spot = { do: 'leave_at', place: 'other', detail: 'under the blue pot' } as const;
    const first = await line.suggest(hers.id, recipient, { act: spot, state: 'open', asks: 'courier' });
    await line.answer(first.id, 'confirmed', courier, { do: 'leave_at', place: 'guard' });
    const asked = await recorder.text(lineId, courier, 'which code?');
    await line.suggest(asked.id, recipient, {
      act: { do: 'answer', answer: { to: 'code', code: '7391#', saidAt: 1 } },
      state: 'applied',
      asks: null,
    });
    const his = await recorder.text(lineId, courier, 'I left it in the locker');
    const step = { do: 'step', status: 'left_at_place', place: 'locker' } as const;
    await line.suggest(his.id, courier, { act: step, state: 'open', asks: 'courier' });

    const answer = await recorder.erasures.erase(lineId, 'recipient');
    expect(answer.entries).toEqual([1, 2]);
    expect(await recorder.erasures.erase(lineId, 'recipient')).toEqual(answer);
    const left = await kept(db, lineId);
    for (const words of ['blue pot', '7391', 'guard']) expect(left, words).not.toContain(words);
    expect(left).toContain('left_at_place');
    const { entry, notices } = await line.exported();
    expect(notices[0]).toContain('entries 1, 2, 4');
    expect(entry(2)).toContain('内容已删除：听懂的意思，应本人要求');
    expect(entry(6)).toContain('等待确认');
  });

  it('is erased where it is added while its words are', async () => {
    await using line = await opened();
    const { db, lineId, recorder, recipient } = line;
    await recorder.text(lineId, recipient, 'hello');
    const said = await recorder.text(lineId, recipient, 'put it under the blue pot');
    const act = { do: 'leave_at', place: 'other', detail: 'under the blue pot' } as const;
    let added = false;
    const erased = await recorder.eraser.erase({ lineId, by: recipient, why: 'request' }, async () => {
      if (added) return;
      added = true;
      await line.suggest(said.id, recipient, { act, state: 'open', asks: 'courier' });
    });
    expect(erased).toBe(3);
    expect(await kept(db, lineId)).not.toContain('blue pot');
  });

  it('lets go of how far a courier was when the courier asks for it', async () => {
    await using line = await opened();
    const { db, lineId, recorder, recipient, courier } = line;
    const asked = await recorder.text(lineId, recipient, 'where are you?');
    const where = { do: 'answer', answer: { to: 'where', distanceM: 1234 } } as const;
    await line.suggest(asked.id, recipient, { act: where, state: 'applied', asks: null });
    await recorder.erasures.erase(lineId, courier);
    expect(await kept(db, lineId)).not.toContain('1234');
    expect(await kept(db, lineId)).toContain('where are you?');
    await line.exported();
  });

  it('is kept no longer than what was said', async () => {
    await using line = await opened({ days: 10 });
    const { db, lineId, recorder, recipient, clock } = line;
    const said = await recorder.text(lineId, recipient, 'ring twice');
    const { id } = await line.suggest(said.id, recipient, {
      act: { do: 'remember', text: 'ring twice' },
      state: 'open',
      asks: 'recipient',
    });
    await line.answer(id, 'confirmed', recipient);
    clock.pass(11 * DAY);
    expect(await recorder.retention.sweep()).toMatchObject({ erased: 2 });
    expect(await kept(db, lineId)).not.toContain('ring twice');
    await line.exported();
  });
});
