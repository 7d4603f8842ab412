import { afterEach, expect, it } from 'vitest';
import { AskError } from '../../client/connection.ts';
import { newId } from '../../client/new-id.ts';
import type { ClientId } from '#protocol';
import { FakeLine } from '../support/fake-line.ts';
import { MemoryStore } from '../support/memory-store.ts';
import { closePages, open, photo, place, settle, shown, soon, waiting } from '../support/outbox-page.ts';

afterEach(closePages);

const sayBoth = ({ model }: ReturnType<typeof open>, photoClientId = newId<ClientId>()) => {
  model.say(photo, null, photoClientId);
  model.say({ ...place, meet: true, photoClientId } as typeof place);
  return photoClientId;
};

it('a pin with a photo said offline outlives a reload and is sent once, its photo before it', async () => {
  const line = new FakeLine();
  const store = new MemoryStore();
  const first = open(line, store);
  sayBoth(first);
  await soon(() => expect(store.kept.size).toBe(2));
  closePages();

  // The page is opened again, and the answers of its first tries are lost.
  const again = open(line, store);
  await soon(() => expect(waiting(again.model)).toEqual(['photo', 'north gate']));
  line.answers = false;
  again.connection.goOnline();
  await soon(() => expect(line.received).toEqual(['photo']));
  line.answers = true;
  await soon(() => {
    again.passTime();
    expect(shown(again.model)).toEqual(['photo', 'north gate']);
  });
  expect(line.entries.map(({ body }) => body)).toMatchObject([
    { kind: 'photo', photoId: 'photo-0001' },
    { kind: 'place', meet: true, photo: { photoId: 'photo-0001' } },
  ]);
  await soon(() => expect(store.kept.size).toBe(0));
});

it('a pin whose photo is refused is said without it', async () => {
  const line = new FakeLine();
  line.receive = (words) => {
    if (words === 'photo') throw new AskError('photo_unreadable', 'This is no photo');
  };
  const page = open(line, new MemoryStore());
  page.connection.goOnline();
  sayBoth(page);
  await soon(() => expect(shown(page.model)).toEqual(['north gate']));
  expect(line.entries[0]?.body).not.toHaveProperty('photo');
  expect(page.model.unsent.value).toMatchObject([{ said: { kind: 'photo' }, failed: 'photo_unreadable' }]);
});

it('a pin does not overtake its photo while the network is bad', async () => {
  const line = new FakeLine();
  let isBad = true;
  line.receive = () => {
    if (isBad) throw new AskError('timed_out', 'Lost on the way');
  };
  const page = open(line, new MemoryStore());
  page.connection.goOnline();
  sayBoth(page);
  await settle();
  expect(line.received).toEqual(['photo']);
  isBad = false;
  await soon(() => {
    page.passTime();
    expect(shown(page.model)).toEqual(['photo', 'north gate']);
  });
});
