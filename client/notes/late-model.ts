import { batch, computed, signal, type ReadonlySignal } from '@preact/signals';
import { lateLoad } from '../late-load.ts';
import type * as lateParts from './late-parts.ts';
import type { NotesModel, NotesModelParts } from './model.ts';
import type { TalkRefusal, TalkState } from './talk.ts';

type Late = typeof lateParts;

/** The notes of a line, whose code comes right after the first paint. */
export interface LateNotes extends Pick<
  NotesModel,
  'state' | 'refusal' | 'warmUp' | 'press' | 'toggle' | 'release' | 'lock' | 'cancel' | 'close'
> {
  /** The whole model and what draws it, once they are here. */
  readonly here: ReadonlySignal<{ readonly model: NotesModel; readonly views: Late } | null>;
  /** Resolves when the model is here; null where its code does not come. */
  load(): Promise<NotesModel | null>;
  /** The line leaves the view: nothing sounds any more, and nothing is recorded unseen. */
  leave(): void;
}

/** A press before the code is here waits for it, and says `asking` while it does. */
export function createLateNotes(parts: NotesModelParts): LateNotes {
  const here = signal<{ model: NotesModel; views: Late } | null>(null);
  const waiting = signal(false);
  const failed = signal<TalkRefusal | null>(null);
  let closed = false;
  const load = lateLoad(async () => {
    const views = await import('./late-parts.ts');
    if (!closed) here.value ??= { model: views.createNotesModel(parts), views };
  });
  load.soon();

  /** What the press that waits was, or has become. */
  let how: 'press' | 'toggle' = 'press';

  async function begin(as: 'press' | 'toggle') {
    const now = here.peek();
    if (now) return now.model[as]();
    how = as;
    failed.value = null;
    waiting.value = true;
    try {
      await load.now();
    } catch {
      if (waiting.peek()) failed.value = 'not_loaded';
    }
    batch(() => {
      const isWaiting = waiting.peek();
      waiting.value = false;
      if (isWaiting) here.peek()?.model[how]();
    });
  }
  const before = computed<TalkState>(() => (waiting.value ? { phase: 'asking' } : { phase: 'idle' }));

  async function loaded() {
    await load.now().catch(() => {});
    return here.peek()?.model ?? null;
  }

  return {
    here,
    load: loaded,
    state: computed(() => here.value?.model.state.value ?? before.value),
    refusal: computed(() => here.value?.model.refusal.value ?? failed.value),
    warmUp: () => void loaded().then((model) => model?.warmUp()),
    press: () => void begin('press'),
    toggle: () => void begin('toggle'),
    release() {
      if (waiting.peek()) {
        waiting.value = false;
        failed.value = 'try_again';
      } else here.peek()?.model.release();
    },
    lock() {
      how = 'toggle';
      here.peek()?.model.lock();
    },
    cancel() {
      waiting.value = false;
      here.peek()?.model.cancel();
    },
    leave() {
      waiting.value = false;
      here.peek()?.model.leave();
    },
    close() {
      closed = true;
      load.stop();
      here.peek()?.model.close();
    },
  };
}
