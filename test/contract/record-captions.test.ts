import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Kysely } from 'kysely';
import { describe, expect, it } from 'vitest';
import type { CallId, EntryBody, LineId, MemberId } from '#protocol';
import { newId } from '../../server/new-id.ts';
import { verifyExport } from '../../server/record/verify.ts';
import type { Tables } from '../../server/storage/tables.ts';
import { textIndex } from '../../server/storage/text-index.ts';
import { engines } from '../support/databases.ts';
import { openRecorder } from '../support/recorder.ts';
import { seedDelivery } from '../support/seed.ts';
import { TestClock } from '../support/test-clock.ts';

const DAY = 86_400_000;

/** A call of 65 s, in which each said one thing; his last words came a moment after the call's entry. */
function callOf(courier: MemberId, recipient: MemberId) {
  const first = { memberId: courier, at: 1500, text: 'parcel at the blue gate' };
  const answer = { memberId: recipient, at: 4200, text: 'leave it with the guard 7391' };
  const last = { memberId: courier, at: 60_000, text: 'thank you "goodbye"' };
  const body = (captions: (typeof first)[]): Extract<EntryBody, { kind: 'call' }> => ({
    kind: 'call',
    callId,
    end: 'hung_up',
    talkMs: 65_000,
    parts: [
      { memberId: courier, talkMs: 65_000, listening: false, mos: 4.2 },
      { memberId: recipient, talkMs: 64_000, listening: false, mos: null },
    ],
    captions,
  });
  const callId = newId<CallId>();
  return { first, answer, last, early: body([first, answer]), whole: body([first, answer, last]) };
}

/** Every text of the tables that hold what was said. */
async function everything(db: Kysely<Tables>): Promise<string> {
  const tables = ['entries', 'entry_versions', 'texts'] as const;
  return JSON.stringify(await Promise.all(tables.map((table) => db.selectFrom(table).selectAll().execute())));
}

describe.each(engines)('what was said in a call, on $name', ({ open }) => {
  async function exported(recorder: Awaited<ReturnType<typeof openRecorder>>, lineId: LineId) {
    const { zip } = await recorder.exportRecord(lineId, { timeZone: 'UTC', signal: new AbortController().signal });
    const parts: Buffer[] = [];
    for await (const part of zip) parts.push(Buffer.from(part));
    const file = Buffer.concat(parts);
    const path = join(tmpdir(), `doorline-${newId()}.zip`);
    await writeFile(path, file);
    return { ...(await verifyExport(path, [])), file: file.toString() };
  }

  async function scene(database: { db: Kysely<Tables> }) {
    const { db } = database;
    const clock = new TestClock();
    const recorder = await openRecorder(db, clock, { days: 10 });
    const seeded = await seedDelivery(db, { at: clock.now() });
    const call = callOf(seeded.courier, seeded.recipient);
    const entry = await recorder.say(seeded.lineId, seeded.courier, call.early);
    await recorder.timeline.change(entry.id, call.whole);
    const body = async (): Promise<unknown> =>
      JSON.parse(
        (await db.selectFrom('entries').select('body').where('id', '=', entry.id).executeTakeFirstOrThrow()).body,
      );
    const found = async (text: string) =>
      (await textIndex(db).find({ text, where: 'all', before: null, limit: 10 })).map(({ seq }) => seq);
    return { db, clock, recorder, ...seeded, call, body, found };
  }

  it('is found, and read in the export with who said it and when', async () => {
    await using database = await open();
    const { recorder, lineId, found } = await scene(database);
    await using _ = recorder;
    expect(await found('the guard')).toEqual([1]);
    expect(await found('GOODBYE')).toEqual([1]);
    const { file, problems } = await exported(recorder, lineId);
    expect(problems).toEqual([]);
    expect(file).toMatch(/1:00<\/span> <span class="who role-courier">.*<bdi>thank you &#34;goodbye&#34;<\/bdi>/);
    expect(file).toMatch(/通话字幕，机器转写/);
    expect(file).toMatch(/quality of what they heard \(MOS\)<\/span> 4\.2/);
  });

  it('goes with its speaker, from a call that another began; what the others said stays, and the call too', async () => {
    await using database = await open();
    const { db, recorder, lineId, recipient, call, body, found } = await scene(database);
    await using _ = recorder;
    const answer = await recorder.erasures.erase(lineId, 'recipient');
    expect(answer.entries).toEqual([1]);
    expect(await recorder.erasures.erase(lineId, recipient)).toEqual(answer);
    expect(await body()).toEqual({
      ...call.whole,
      captions: [call.first, { ...call.answer, text: '' }, call.last],
    });
    expect(await everything(db)).not.toContain('the guard');
    expect(await found('the guard')).toEqual([]);
    expect(await found('blue gate')).toEqual([1]);

    const { file, problems, notices } = await exported(recorder, lineId);
    expect(problems).toEqual([]);
    expect(notices[0]).toBe('Erased for good, as the record says itself: the content of entry 1.');
    expect(file).toContain('（内容已删除）');
    expect(file).not.toContain('the guard');
  });

  it('goes with its time, all of it, and is looked after once', async () => {
    await using database = await open();
    const { db, clock, recorder, lineId, call, body, found } = await scene(database);
    await using _ = recorder;
    clock.pass(9 * DAY);
    expect(await recorder.retention.sweep()).toMatchObject({ erased: 0 });
    clock.pass(2 * DAY);
    expect(await recorder.retention.sweep()).toMatchObject({ erased: 1 });
    expect(await recorder.retention.sweep()).toMatchObject({ erased: 0 });
    const { swept_rev: swept, rev } = await db.selectFrom('deliveries').selectAll().executeTakeFirstOrThrow();
    expect(swept).toBe(rev);
    expect(await body()).toEqual({
      ...call.whole,
      captions: [call.first, call.answer, call.last].map(({ memberId, at }) => ({ memberId, at, text: '' })),
    });
    const left = await everything(db);
    for (const words of ['blue gate', 'the guard', 'goodbye']) expect(left).not.toContain(words);
    expect(await found('blue gate')).toEqual([]);
    expect((await exported(recorder, lineId)).problems).toEqual([]);
  });

  it('that was never said leaves a call as it is', async () => {
    await using database = await open();
    const { db } = database;
    const clock = new TestClock();
    await using recorder = await openRecorder(db, clock, { days: 10 });
    const { lineId, courier } = await seedDelivery(db, { at: clock.now() });
    await recorder.say(lineId, courier, { kind: 'call', callId: newId<CallId>(), end: 'no_answer', talkMs: 0 });
    await recorder.text(lineId, courier, 'he said "captions":[');
    await recorder.erasures.erase(lineId, courier);
    clock.pass(11 * DAY);
    expect(await recorder.retention.sweep()).toMatchObject({ erased: 0 });
    const { rev } = await db.selectFrom('deliveries').select('rev').executeTakeFirstOrThrow();
    expect(rev).toBe(3);
  });
});
