import { computed, signal } from '@preact/signals';
import { lateLoad } from '../late-load.ts';
import type { SharingModel, SharingParts, SharingState } from './sharing.ts';

/** Sharing whose code comes right after the first paint; a tap before that waits for it, and says so as `asking`. */
export function createLateSharing(parts: SharingParts): SharingModel {
  const model = signal<SharingModel | null>(null);
  const before = signal<SharingState>({ phase: 'off' });
  let wantedMs: number | null = null;
  let closed = false;
  const load = lateLoad(async () => {
    const { createSharing } = await import('./sharing.ts');
    if (closed || model.value) return;
    const wanted = before.value.phase === 'asking';
    model.value = createSharing(parts);
    if (wanted) model.value.share(wantedMs);
  });
  load.soon();
  return {
    state: computed(() => model.value?.state.value ?? before.value),
    fix: computed(() => model.value?.fix.value ?? null),
    endsAt: computed(() => model.value?.endsAt.value ?? null),
    batteryLow: computed(() => model.value?.batteryLow.value ?? false),
    share(forMs = null) {
      wantedMs = forMs;
      if (model.value) model.value.share(forMs);
      else before.value = { phase: 'asking' };
    },
    shareByApp: () => model.value?.shareByApp(),
    stop() {
      before.value = { phase: 'off' };
      model.value?.stop();
    },
    close() {
      closed = true;
      load.stop();
      model.value?.close();
    },
  };
}
