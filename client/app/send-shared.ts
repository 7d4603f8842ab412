import { effect } from '@preact/signals';
import { announce } from '../ui/announce.ts';
import { withAppDatabase, type SharedPhotos } from './app-database.ts';
import type { DeliveriesModel } from '../deliveries/model.ts';
import type { PageParts } from '../pages/page-parts.ts';

interface Parts {
  readonly token: string;
  readonly deliveries: Pick<DeliveriesModel, 'lines'>;
  readonly lineOf: PageParts['lineOf'];
}

/** Says the photos that another app has handed over for one of this link's lines: they wait in its outbox as all others do. */
export async function sendShared({ token, deliveries, lineOf }: Parts): Promise<void> {
  const mine = await withAppDatabase((db) => db.getAll('shared')).then(
    (all) => all.filter(({ to }) => to?.token === token),
    () => [],
  );
  for (const shared of mine) {
    const stop = effect(() => {
      const line = deliveries.lines.value.find(({ delivery }) => delivery.id === shared.to?.lineId);
      if (!line) return;
      queueMicrotask(() => {
        stop();
        void say(shared, lineOf(line).timeline.say);
      });
    });
  }
}

async function say({ id, photos }: SharedPhotos, speak: ReturnType<PageParts['lineOf']>['timeline']['say']) {
  const { sendPhotos } = await import('../photos/send-photos.ts');
  for (const { clientId, bytes, type } of photos) {
    // Known by its id: where the page ends in between, it is not said twice.
    const trouble = await sendPhotos([new File([bytes], '', { type })], (said) => speak(said, null, clientId));
    if (trouble !== null) announce(trouble);
  }
  await withAppDatabase((db) => db.delete('shared', id));
}
