import { describe, expect, it } from 'vitest';
import * as v from 'valibot';
import { AgentId, StationId } from '#protocol';
import { newId } from '../../server/new-id.ts';
import { openLinks } from '../../server/people/links.ts';
import { peopleStore } from '../../server/people/store.ts';
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
    // An operator may give a station and an agent the id of each other, and of a line.
    const people = peopleStore(database.db);
    await people.name('station', lineId, 'Station');
    await people.name('agent', lineId, 'Mei');
    const holders = [
      { role: 'courier', scopeId: roundId },
      { role: 'recipient', scopeId: lineId },
      { role: 'station', scopeId: v.parse(StationId, lineId) },
      { role: 'agent', scopeId: v.parse(AgentId, lineId) },
    ] as const;
    for (const holder of holders) {
      const many = async () => {
        const made = await Promise.all(Array.from({ length: 20 }, () => links.current(holder, true)));
        expect(new Set(made.map((link) => link?.url)).size).toBe(1);
        return made[0];
      };
      const first = await many();
      expect((await links.current(holder, false))?.id).toBe(first?.id);
      const token = first?.url.split('/l/')[1] ?? '';
      expect((await links.open(token)).actor).toEqual({ ...holder, linkId: first?.id });
      clock.pass(DAY_MS);
      expect(await links.current(holder, false)).toBeNull();
      expect((await many())?.id).not.toBe(first?.id);
    }
  });
});
