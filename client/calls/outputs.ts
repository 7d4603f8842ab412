import { signal, type ReadonlySignal } from '@preact/signals';
import type { CallMedia } from './call-media.ts';
import type { SoundOutput } from './call-model.ts';
import type { CallPage } from './call-page.ts';

type Outputs = { readonly all: readonly SoundOutput[]; readonly chosen: string };

/** Where the sound of a line's calls comes out: what there is, and what was chosen. Empty: as the system does. */
export function createOutputs(page: Pick<CallPage, 'outputs' | 'onDevices'>): {
  readonly signal: ReadonlySignal<Outputs>;
  /** Keeps the list up to date until the returned function is called. */
  watch(): () => void;
  choose(id: string, media: CallMedia | null): Promise<void>;
  /** Brings fresh sound to where the earlier one came out. */
  apply(media: CallMedia): void;
} {
  const outputs = signal<Outputs>({ all: [], chosen: '' });

  async function list(): Promise<void> {
    const all = await page.outputs().catch(() => []);
    const { chosen } = outputs.value;
    // The headset was unplugged: the browser has gone back to the system's choice by itself.
    outputs.value = { all, chosen: all.some(({ id }) => id === chosen) ? chosen : '' };
  }
  return {
    signal: outputs,
    watch() {
      void list();
      return page.onDevices(() => void list());
    },
    async choose(id, media) {
      await media?.setOutput(id);
      outputs.value = { ...outputs.value, chosen: id };
    },
    apply(media) {
      if (outputs.value.chosen !== '') void media.setOutput(outputs.value.chosen);
    },
  };
}
