import { computed, effect, type ReadonlySignal, type Signal } from '@preact/signals';
import type { MemberId } from '#protocol';
import type { Connection } from '../connection.ts';
import type { CallMedia, Levels } from './call-media.ts';
import type { CallControls, CallPage } from './call-page.ts';
import type { CallState } from './call-state.ts';
import { type CallReport, watchReports } from './reports.ts';
import { createUnheard } from './unheard.ts';

/** Ten a second: smooth enough for bars, and for a clock of seconds. */
const TICK_MS = 100;
export const SILENT: Levels = { me: 0, others: new Map() };

export interface WhileAnsweredParts {
  readonly connection: Connection;
  readonly page: CallPage;
  /** This device has made or taken a call. */
  readonly answered: ReadonlySignal<boolean>;
  /** They talk, or did until the way was lost. */
  readonly inCall: ReadonlySignal<boolean>;
  readonly state: ReadonlySignal<CallState>;
  readonly muted: ReadonlySignal<boolean>;
  readonly soundBlocked: ReadonlySignal<boolean>;
  readonly unheard: Signal<readonly MemberId[]>;
  readonly seconds: Signal<number>;
  readonly levels: Signal<Levels>;
  readonly controls: CallControls;
  readonly watchOutputs: () => () => void;
  /** Of the call's sound as it is now; null while it is not loaded. */
  readonly media: () => CallMedia | null;
  /** How long they have talked by now, ms. */
  readonly talkedMs: () => number;
  readonly onReport: (report: CallReport) => void;
}

/** What goes on around a call for as long as it lasts on this device; the returned functions end it for good. */
export function whileAnswered(parts: WhileAnsweredParts): (() => void)[] {
  const { answered, connection, inCall, levels, media, muted, page, seconds, soundBlocked, state, unheard } = parts;
  const mutedOthers = computed(() => {
    const { value } = state;
    return 'others' in value ? value.others.flatMap((other) => (other.muted ? [other.memberId] : [])) : [];
  });
  /** Of whom there should be sound: nothing is judged while our own way is lost or nothing is played. */
  const expected = computed(() => {
    if (state.value.phase !== 'talking' || soundBlocked.value) return [];
    const heard = state.value.others.filter((other) => other.state === 'talking' && !other.muted && !other.listening);
    return heard.map(({ memberId }) => memberId);
  });
  return [
    page.onVisible(() => {
      // A phone call or a lock may have put the sound to sleep.
      if (answered.peek()) void media()?.play();
    }),
    effect(() => {
      if (!answered.value) return;
      const held = page.hold(parts.controls);
      const calm = connection.hurry();
      const stopOutputs = parts.watchOutputs();
      const stopMuted = effect(() => held.setMuted(muted.value));
      return () => {
        stopMuted();
        stopOutputs();
        calm();
        held.end();
      };
    }),
    effect(() => {
      if (!inCall.value) return;
      const silences = createUnheard();
      const tick = setInterval(() => {
        seconds.value = Math.floor(parts.talkedMs() / 1000);
        levels.value = media()?.levels() ?? SILENT;
        unheard.value = silences.look(performance.now(), expected.peek(), media()?.heardAt() ?? new Map());
      }, TICK_MS);
      const stopReports = watchReports({
        reports: async () => (await media()?.reports()) ?? { sent: null, heard: new Map() },
        muted: mutedOthers,
        setBitrate: async (bps) => media()?.setBitrate(bps),
        onReport: parts.onReport,
      });
      return () => {
        clearInterval(tick);
        unheard.value = [];
        stopReports();
      };
    }),
  ];
}
