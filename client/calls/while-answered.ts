import { effect, type ReadonlySignal, type Signal } from '@preact/signals';
import type { MemberId } from '#protocol';
import type { Connection } from '../connection.ts';
import type { CallMedia, Levels } from './call-media.ts';
import type { CallControls, CallPage } from './call-page.ts';
import { type CallReport, watchReports } from './reports.ts';

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
  readonly muted: ReadonlySignal<boolean>;
  /** The others who are muted. */
  readonly mutedOthers: ReadonlySignal<readonly MemberId[]>;
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
  const { answered, connection, inCall, levels, media, muted, page, seconds } = parts;
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
      const tick = setInterval(() => {
        seconds.value = Math.floor(parts.talkedMs() / 1000);
        levels.value = media()?.levels() ?? SILENT;
      }, TICK_MS);
      const stopReports = watchReports({
        reports: async () => (await media()?.reports()) ?? { sent: null, heard: new Map() },
        muted: parts.mutedOthers,
        setBitrate: async (bps) => media()?.setBitrate(bps),
        onReport: parts.onReport,
      });
      return () => {
        clearInterval(tick);
        stopReports();
      };
    }),
  ];
}
