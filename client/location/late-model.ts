import { computed, signal } from '@preact/signals';
import { lateLoad } from '../late-load.ts';
import type { LocationModel, LocationParts } from './model.ts';

/** A line's positions, whose code comes right after the first paint and asks for them then. */
export function createLateLocationModel(parts: LocationParts): LocationModel {
  const model = signal<LocationModel | null>(null);
  let closed = false;
  const load = lateLoad(async () => {
    const { createLocationModel } = await import('./model.ts');
    if (!closed) model.value ??= createLocationModel(parts);
  });
  load.soon();
  return {
    lineId: parts.lineId,
    me: parts.me,
    token: parts.connection.token,
    people: computed(() => model.value?.people.value ?? []),
    close() {
      closed = true;
      load.stop();
      model.value?.close();
    },
  };
}
