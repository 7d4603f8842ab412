import type { Away, DeviceId, Sight } from '#protocol';
import { distanceM } from '../protocol/distance.ts';
import type { Clock, Notify } from '../parts.ts';
import { awayOf, sameAway, speedOf } from './away.ts';
import { LIVE_MS } from './rules.ts';
import type { Share, Sharer } from './sharers.ts';
import { type CourierSight, shownFix, shownTrail, sightOf } from './sight.ts';
import type { Writing } from './writing.ts';

/**
 * A sign of life from an area or in words that did not change, ms: twice within the time after which they count as old. A phone
 * that lies still tells of itself every 15 s or a little earlier, and none of these is to be left out.
 */
const SIGN_OF_LIFE_MS = 12_000;

interface Needs {
  readonly clock: Pick<Clock, 'now'>;
  readonly notify: Pick<Notify, 'line'>;
  readonly writing: Pick<Writing, 'seen'>;
  /** The most that a line sees of its courier. */
  readonly courierSight: CourierSight;
}

/** Tells lines what changed of somebody's whereabouts, as far as each may see it. */
export interface Telling {
  /** Works out what each line sees now, and tells nobody: at the start of a share, and after a restart. */
  settle(sharer: Sharer): void;
  /** Tells what a change of the round or of the way means for each line. */
  changed(sharer: Sharer): void;
  /** They were somewhere, at this moment of the server's clock: what each line sees from there on. Tells nobody. */
  passed(sharer: Sharer, at: number): void;
  /**
   * Tells that they moved, after `passed`. `viaFrom`: the way since this moment came at once and is told with it; `from`: the device that
   * knows already.
   */
  moved(sharer: Sharer, viaFrom: number | null, from: DeviceId | undefined): void;
}

export function openTelling({ clock, notify, writing, courierSight }: Needs): Telling {
  /** Gives each line its sight of where they are since `at`. */
  function look(sharer: Sharer, at: number): void {
    for (const share of sharer.shares.values()) {
      share.sight = sightNow(sharer, share);
      const since = share.sight === 'later' ? null : (share.since ?? at);
      if (since === share.since) continue;
      share.since = since;
      writing.seen(sharer, share);
    }
  }

  function sightNow({ scope, way, ahead }: Sharer, { lineId, since }: Share): Sight {
    // A recipient shows their own place, to these people, by choice.
    if (scope.role !== 'courier') return 'exact';
    const stop = ahead.get(lineId);
    return sightOf(courierSight, {
      stopsLeft: stop?.stopsLeft ?? null,
      doorM: stop && way.fix ? distanceM(way.fix.point, stop.door) : null,
      seen: since !== null,
    });
  }

  /** Answers whether the line would read something else now. */
  function lookAway({ ahead, way, travel }: Sharer, share: Share): boolean {
    const stop = ahead.get(share.lineId);
    const away = stop ? awayOf({ fix: way.fix, speed: speedOf(travel), ...stop }, share.sight, share.told.away) : null;
    if (sameAway(away, share.told.away) && !isSignOfLife(share, away)) return false;
    share.told.away = away;
    return true;
  }

  function tellSight({ lineId, memberId, sight, told }: Share): void {
    if (sight === told.sight) return;
    told.sight = sight;
    told.fix = null;
    notify.line(lineId, 'location.sight_changed', { lineId, memberId, sight });
  }

  function tellAway(sharer: Sharer, share: Share): void {
    const { lineId, memberId, told } = share;
    if (lookAway(sharer, share) && told.away)
      notify.line(lineId, 'location.away', { lineId, memberId, away: told.away });
  }

  function tellMoved({ way }: Sharer, share: Share, viaFrom: number | null, from: DeviceId | undefined): void {
    const { lineId, memberId, sight, since, told } = share;
    const fix = shownFix(way, sight);
    if (!fix || (sight === 'rough' && isSameCell(told.fix, fix))) return;
    // Kept on the way and sent late, it says where they were before this line saw them.
    if (since !== null && fix.at < Math.min(since, clock.now()) - LIVE_MS) return;
    told.fix = fix;
    // The last one is the fix itself.
    const via =
      viaFrom === null || since === null
        ? []
        : shownTrail({ fix, trail: way.trail.slice(0, -1) }, sight, Math.max(since, viaFrom));
    const moved = via.length > 0 ? { lineId, memberId, fix, via } : { lineId, memberId, fix };
    // Not volatile: socket.io would drop it beside any other packet of the same tick, and of a person who stands
    // still nothing more is told for 15 s. A page that reads nothing is cut off long before this adds up.
    notify.line(lineId, 'location.moved', moved, from ? { except: from } : {});
  }

  return {
    settle(sharer) {
      look(sharer, clock.now());
      for (const share of sharer.shares.values()) {
        share.told.sight = share.sight;
        lookAway(sharer, share);
      }
    },
    passed: look,
    changed(sharer) {
      look(sharer, clock.now());
      for (const share of sharer.shares.values()) {
        tellSight(share);
        tellAway(sharer, share);
      }
    },
    moved(sharer, viaFrom, from) {
      for (const share of sharer.shares.values()) {
        tellSight(share);
        tellMoved(sharer, share, viaFrom, from);
        tellAway(sharer, share);
      }
    },
  };
}

const isSameCell = (told: Share['told']['fix'], fix: NonNullable<Share['told']['fix']>): boolean =>
  told !== null &&
  told.point.lat === fix.point.lat &&
  told.point.lng === fix.point.lng &&
  fix.at - told.at < SIGN_OF_LIFE_MS;

/** Who sees a fix sees its age. */
const isSignOfLife = ({ sight, told }: Share, away: Away | null): boolean =>
  sight === 'words' && (away?.at ?? 0) - (told.away?.at ?? 0) >= SIGN_OF_LIFE_MS;
