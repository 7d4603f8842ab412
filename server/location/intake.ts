import type { DeviceId, Fix, LineId } from '#protocol';
import type { Parts, Scope } from '../parts.ts';
import { extendTrail, judgeFix, pointsSince, rounded } from './rules.ts';
import type { Share, Sharer, Sharers } from './sharers.ts';

/** Fixes that were believed, of somebody who shares. */
export interface Accepted {
  readonly scope: Scope;
  /** Oldest first, at least one. */
  readonly fixes: readonly Fix[];
  /** The lines that they are shared with. */
  readonly lineIds: readonly LineId[];
}

interface Needs extends Pick<Parts, 'clock' | 'notify' | 'report'> {
  readonly sharers: Sharers;
  /** There is something to be written. */
  readonly changed: () => void;
}

/** The one way in for positions, whatever sent them. */
export interface Intake {
  /**
   * Takes what somebody's phone measured, oldest first, for every line that they share with; answers how many were
   * believed. `from`: the device that knows already and is not told.
   */
  take(scope: Scope, fixes: readonly Fix[], from?: DeviceId): number;
  /** Calls back with what was believed, after the lines were told. A listener that throws is a bug of its own. */
  onAccepted(listen: (accepted: Accepted) => void): void;
}

export function openIntake({ clock, notify, report, sharers, changed }: Needs): Intake {
  const listeners: ((accepted: Accepted) => void)[] = [];

  function tell(share: Share, fix: Fix, sharer: Sharer, before: number, from: DeviceId | undefined): void {
    const { lineId, memberId, since } = share;
    if (since === null) return;
    // The last one is the fix itself.
    const via = pointsSince(sharer.way.trail.slice(0, -1), Math.max(since, before + 1));
    const moved = via.length > 0 ? { lineId, memberId, fix, via } : { lineId, memberId, fix };
    // Not volatile: socket.io would drop it beside any other packet of the same tick, and of a person who stands
    // still nothing more is told for 15 s. A page that reads nothing is cut off long before this adds up.
    notify.line(lineId, 'location.moved', moved, from ? { except: from } : {});
  }

  return {
    take(scope, measured, from) {
      const sharer = sharers.of(scope);
      if (!sharer) return 0;
      const now = clock.now();
      const before = sharer.way.trail.at(-1)?.at ?? 0;
      const fixes: Fix[] = [];
      for (const one of measured) {
        const fix = rounded(one);
        if (judgeFix(sharer.way.fix, fix, now) !== 'accepted') continue;
        // A live one counts as of now: the phone's clock may be wrong.
        const at = one === measured.at(-1) ? now : Math.min(fix.at, now);
        sharer.way = { fix, trail: extendTrail(sharer.way.trail, fix.point, at) };
        fixes.push(fix);
      }
      const last = fixes.at(-1);
      if (!last) return 0;
      sharers.changed(sharer);
      changed();
      for (const share of sharer.shares.values()) tell(share, last, sharer, fixes.length > 1 ? before : now, from);
      const accepted: Accepted = { scope: sharer.scope, fixes, lineIds: [...sharer.shares.keys()] };
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
