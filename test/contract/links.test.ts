import { describe, expect, it } from 'vitest';
import { newId } from '../../server/new-id.ts';
import { openLinks } from '../../server/people/links.ts';
import { engines } from '../support/databases.ts';
import { seedDelivery } from '../support/seed.ts';
import { TestClock } from '../support/test-clock.ts';

const DAY_MS = 86_400_000;

describe.each(engines)('links on $name', ({ open }) => {
  it('are made once for whoever is asked for many times at once, and anew after the end of the first', async () => {
    await using database = await open();
    const clock = new TestClock();
    const links = openLinks({
      db: database.db,
      clock,
      newId,
      secret: 'secret',
      publicUrl: () => 'https://door.example',
      lifeMs: DAY_MS,
    });
    const { roundId, lineId } = await seedDelivery(database.db);
    for (const holder of [
      { role: 'courier', scopeId: roundId },
      { role: 'recipient', scopeId: lineId },
    ] as const) {
      const many = async () => {
        const made = await Promise.all(Array.from({ length: 20 }, () => links.current(holder, true)));
        expect(new Set(made.map((link) => link?.url)).size).toBe(1);
        return made[0];
      };
      const first = await many();
      expect((await links.current(holder, false))?.id).toBe(first?.id);
      clock.pass(DAY_MS);
      expect(await links.current(holder, false)).toBeNull();
      expect((await many())?.id).not.toBe(first?.id);
    }
  });
});
