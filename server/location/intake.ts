import type { DeviceId, Fix, LineId } from '#protocol';
import type { Parts, Scope } from '../parts.ts';
import { rounded } from '../protocol/rounded.ts';
import { travelled } from './away.ts';
import { extendTrail, judgeFix, LIVE_MS, stepM } from './rules.ts';
import type { Sharer } from './sharers.ts';
import type { Telling } from './telling.ts';
import type { Writing } from './writing.ts';

/** Fixes that were believed, of somebody who shares. */
export interface Accepted {
  readonly scope: Scope;
  /** Oldest first, at least one. */
  readonly fixes: readonly Fix[];
  /** The lines that they are shared with. */
  readonly lineIds: readonly LineId[];
}

interface Needs extends Pick<Parts, 'clock' | 'report'> {
  readonly telling: Telling;
  readonly writing: Pick<Writing, 'moved'>;
  /** Counts the fixes of one report. */
  readonly taken: (accepted: number, dropped: number) => void;
}

/** The one way in for positions, whatever sent them. */
export interface Intake {
  /**
   * Takes what a sharer's phone measured, oldest first, for every line that they share with; answers how many were
   * believed. `from`: the device that knows already and is not told.
   */
  take(sharer: Sharer, fixes: readonly Fix[], from?: DeviceId): number;
  /** Calls back with what was believed, after the lines were told. A listener that throws is a bug of its own. */
  onAccepted(listen: (accepted: Accepted) => void): void;
}

export function openIntake({ clock, report, telling, writing, taken }: Needs): Intake {
  const listeners: ((accepted: Accepted) => void)[] = [];

  return {
    take(sharer, measured, from) {
      const now = clock.now();
      const before = sharer.way.trail.at(-1)?.at ?? 0;
      const fixes: Fix[] = [];
      for (const one of measured) {
        const fix = rounded(one);
        // Background apps send what they have kept, each alone: of before the share it is nobody's.
        if (fix.at < Math.min(sharer.begunAt, now) - LIVE_MS) continue;
        if (judgeFix(sharer.way.fix, fix, now) !== 'accepted') continue;
        // A live one counts as of now: the phone's clock may be a little wrong.
        const at = one === measured.at(-1) && fix.at > now - LIVE_MS ? now : Math.min(fix.at, now);
        sharer.way.fix = fix;
        extendTrail(sharer.way.trail, fix.point, at, stepM(fix.accuracy));
        sharer.travel = travelled(sharer.travel, fix);
        telling.passed(sharer, at);
        fixes.push(fix);
      }
      taken(fixes.length, measured.length - fixes.length);
      if (fixes.length === 0) return 0;
      writing.moved(sharer, fixes.length);
      telling.moved(sharer, fixes.length > 1 ? before + 1 : null, from);
      const accepted: Accepted = { scope: sharer.scope, fixes, lineIds: sharer.lineIds };
      for (const listen of listeners) {
        try {
          listen(accepted);
        } catch (error) {
          report('location: accepted', error);
        }
      }
      return fixes.length;
    },
    onAccepted: (listen) => void listeners.push(listen),
  };
}
