import { describe, expect, it } from 'vitest';
import { checkRecord } from '../../server/record/check.ts';
import { engines } from '../support/databases.ts';
import { openRecorder } from '../support/recorder.ts';
import { seedDelivery } from '../support/seed.ts';
import { TestClock } from '../support/test-clock.ts';

describe.each(engines)('a look at whether a record is whole, on $name', ({ open }) => {
  it('counts what was said and what was erased by right, and finds both whole', async () => {
    await using database = await open();
    await using recorder = await openRecorder(database.db, new TestClock());
    const { lineId, courier, recipient } = await seedDelivery(database.db);
    expect(await checkRecord(database.db, lineId)).toEqual({ entries: 0, erased: 0, whole: true });
    await recorder.text(lineId, courier, 'where to?');
    const slip = await recorder.text(lineId, courier, 'wrong door');
    await recorder.takeBack(slip.id, 'text');
    await recorder.text(lineId, recipient, 'gate code 7391');
    expect(await checkRecord(database.db, lineId)).toEqual({ entries: 3, erased: 0, whole: true });
    await recorder.erasures.erase(lineId, 'recipient');
    expect(await checkRecord(database.db, lineId)).toEqual({ entries: 3, erased: 1, whole: true });
  });

  it('stays whole while people talk and while somebody is erased', async () => {
    await using database = await open();
    await using recorder = await openRecorder(database.db, new TestClock());
    const { lineId, courier, recipient } = await seedDelivery(database.db);
    for (let i = 0; i < 30; i += 1) await recorder.text(lineId, i % 2 ? courier : recipient, `text ${i}`);
    const talking = (async () => {
      for (let i = 0; i < 20; i += 1) await recorder.text(lineId, courier, `later ${i}`);
      await recorder.erasures.erase(lineId, 'recipient');
    })();
    for (let i = 0; i < 10; i += 1) {
      const { entries, whole } = await checkRecord(database.db, lineId);
      expect(whole).toBe(true);
      expect(entries).toBeGreaterThanOrEqual(30);
    }
    await talking;
    expect(await checkRecord(database.db, lineId)).toEqual({ entries: 50, erased: 15, whole: true });
  });

  it('finds an entry that was changed, and one that was taken out', async () => {
    await using database = await open();
    await using recorder = await openRecorder(database.db, new TestClock());
    const { db } = database;
    const { lineId, courier } = await seedDelivery(db);
    const first = await recorder.text(lineId, courier, 'I left it at the door');
    await recorder.text(lineId, courier, 'of the third floor');
    const body = JSON.stringify({ kind: 'text', text: 'I left it with the guard' });
    await db.updateTable('entries').set({ body }).where('id', '=', first.id).execute();
    expect((await checkRecord(db, lineId)).whole).toBe(false);

    const other = await seedDelivery(db);
    const gone = await recorder.text(other.lineId, courier, 'sorry');
    await recorder.text(other.lineId, courier, 'never mind');
    expect((await checkRecord(db, other.lineId)).whole).toBe(true);
    await db.deleteFrom('entries').where('id', '=', gone.id).execute();
    expect((await checkRecord(db, other.lineId)).whole).toBe(false);
  });

  it('is refused for a line that there is not', async () => {
    await using database = await open();
    await expect(checkRecord(database.db, 'line-00000000' as never)).rejects.toMatchObject({ code: 'not_found' });
  });
});
