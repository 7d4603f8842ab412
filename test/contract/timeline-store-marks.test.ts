import { describe, expect, it } from 'vitest';
import type { LineId, MemberId } from '#protocol';
import { newId } from '../../server/new-id.ts';
import { marksStore } from '../../server/timeline/marks-store.ts';
import { timelineStore } from '../../server/timeline/store.ts';
import { engines } from '../support/databases.ts';
import { seedDelivery } from '../support/seed.ts';

describe.each(engines)('marks on $name', ({ open }) => {
  it('only move forward, each of the two by itself', async () => {
    await using database = await open();
    const { lineId, courier, recipient } = await seedDelivery(database.db);
    const store = marksStore(database.db);
    await store.write([{ lineId, memberId: courier, delivered: 5, read: 3 }]);
    await store.write([
      { lineId, memberId: courier, delivered: 4, read: 4 },
      { lineId, memberId: recipient, delivered: 1, read: 0 },
    ]);
    await store.write([{ lineId, memberId: recipient, delivered: 2, read: 0 }]);
    expect(new Map((await store.of([lineId])).map((mark) => [mark.memberId, mark]))).toEqual(
      new Map([
        [courier, { lineId, memberId: courier, delivered: 5, read: 4 }],
        [recipient, { lineId, memberId: recipient, delivered: 2, read: 0 }],
      ]),
    );
  });

  it('of many are written by two servers at once', async () => {
    await using database = await open();
    const lines = await Promise.all(Array.from({ length: 8 }, () => seedDelivery(database.db)));
    const marks = (read: number) =>
      lines.flatMap(({ lineId }) =>
        Array.from({ length: 200 }, (_, i) => ({
          lineId,
          memberId: `member-${i}-of-the-line` as MemberId,
          delivered: read,
          read,
        })),
      );
    const [one, other] = [marksStore(database.db), marksStore(database.db)];
    await Promise.all([one.write(marks(3)), other.write(marks(7).reverse()), one.write(marks(5))]);
    const written = await one.of(lines.map(({ lineId }) => lineId));
    expect(written).toHaveLength(1600);
    expect(new Set(written.map(({ read }) => read))).toEqual(new Set([7]));
  });

  it('are held against the last entry of each line', async () => {
    await using database = await open();
    const { lineId, courier } = await seedDelivery(database.db);
    const empty = await seedDelivery(database.db);
    const body = { kind: 'text' as const, text: 'hello' };
    await timelineStore(database.db).add({ id: newId(), lineId, at: 1, by: courier, clientId: newId(), body });
    const nowhere = newId<LineId>();
    expect(await marksStore(database.db).endsOf([lineId, empty.lineId, nowhere])).toEqual(
      new Map([
        [lineId, 1],
        [empty.lineId, 0],
      ]),
    );
  });
});
