import { computed, signal } from '@preact/signals';
import type { MemberId } from '#protocol';
import { lateLoad } from '../late-load.ts';
import type { CallModel } from './call-model.ts';
import type { CallProblem, CallState } from './call-state.ts';
import type { CallModelParts } from './model.ts';

const IDLE: CallState = { phase: 'idle' };
const NOBODY: readonly MemberId[] = [];
const NO_CAPTIONS = { on: false, lines: [] };
const NO_OUTPUTS = { all: [], chosen: '' };
const SILENT = { me: 0, others: new Map() };

/**
 * A line's call whose code comes right after the first paint: whoever rings meanwhile is found by the first question. A
 * call from here waits for the code, and says `starting` while it does.
 */
export function createLateCallModel(parts: CallModelParts): CallModel {
  const model = signal<CallModel | null>(null);
  const waiting = signal(false);
  const failed = signal<CallProblem | null>(null);
  let closed = false;
  const load = lateLoad(async () => {
    const { createCallModel } = await import('./model.ts');
    if (!closed) model.value ??= createCallModel(parts);
  });
  load.soon();

  async function loaded(): Promise<CallModel | null> {
    if (model.value) return model.value;
    failed.value = null;
    waiting.value = true;
    try {
      await load.now();
    } catch {
      failed.value = 'offline';
    } finally {
      waiting.value = false;
    }
    return model.value;
  }
  const before = computed<CallState>(() => {
    if (waiting.value) return { phase: 'starting' };
    return failed.value ? { phase: 'ended', reason: 'not_started', byMe: true, talkMs: 0 } : IDLE;
  });

  return {
    state: computed(() => model.value?.state.value ?? before.value),
    muted: computed(() => model.value?.muted.value ?? false),
    seconds: computed(() => model.value?.seconds.value ?? 0),
    levels: computed(() => model.value?.levels.value ?? SILENT),
    problem: computed(() => (model.value ? model.value.problem.value : failed.value)),
    soundBlocked: computed(() => model.value?.soundBlocked.value ?? false),
    listening: computed(() => model.value?.listening.value ?? false),
    unheard: computed(() => model.value?.unheard.value ?? NOBODY),
    quality: computed(() => model.value?.quality.value ?? null),
    captions: computed(() => model.value?.captions.value ?? NO_CAPTIONS),
    outputs: computed(() => model.value?.outputs.value ?? NO_OUTPUTS),
    ring: async (member) => (await model.value?.ring(member)) ?? null,
    setCaptions: async (on) => (await model.value?.setCaptions(on)) ?? null,
    async chooseOutput(id) {
      await model.value?.chooseOutput(id);
    },
    async call(members) {
      await (await loaded())?.call(members);
    },
    async answer(options) {
      await model.value?.answer(options);
    },
    async decline() {
      await model.value?.decline();
    },
    async hangUp() {
      await model.value?.hangUp();
    },
    toggleMuted: () => model.value?.toggleMuted(),
    async hear() {
      await model.value?.hear();
    },
    async retryMicrophone() {
      await model.value?.retryMicrophone();
    },
    dismiss() {
      failed.value = null;
      model.value?.dismiss();
    },
    close() {
      closed = true;
      load.stop();
      model.value?.close();
    },
  };
}
