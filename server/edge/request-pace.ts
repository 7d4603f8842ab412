import type { RequestName } from '#protocol';
import type { Actor, Clock } from '../parts.ts';
import { openScopeLimit } from './rate-limit.ts';

/** All requests of a member. At once: to open a round of lines after a reconnect, on two phones. */
const requestPace = { burst: 400, perSecond: 40 };
/** What a member says. At once: what was said in a day without network; then more than anybody writes. */
const sayingPace = { burst: 250, perSecond: 10 };
/** Searches go through much: as fast as somebody types who waits for what is found. */
const searchPace = { burst: 30, perSecond: 2 };

/** A finger on the map: a page tells of it eight times a second. */
const pointPace = { burst: 20, perSecond: 10 };

/** What keeps an engine busy for a moment each time: as fast as somebody reads. */
const enginePace = { burst: 30, perSecond: 1 };

/** Whether a member may ask this now; counted over all their devices and links together. */
export function openRequestPace(clock: Clock): (actor: Actor, name: string) => boolean {
  const asking = openScopeLimit(clock, requestPace);
  const saying = openScopeLimit(clock, sayingPace);
  const busying = openScopeLimit(clock, enginePace);
  const own = new Map<string, typeof asking>([
    ['timeline.send' satisfies RequestName, saying],
    ['timeline.send_place' satisfies RequestName, saying],
    ['notes.correct' satisfies RequestName, saying],
    ['timeline.accept_place' satisfies RequestName, saying],
    ['timeline.move_place' satisfies RequestName, saying],
    ['notes.retry' satisfies RequestName, busying],
    ['notes.translate' satisfies RequestName, busying],
    ['location.point' satisfies RequestName, openScopeLimit(clock, pointPace)],
    ['timeline.search' satisfies RequestName, openScopeLimit(clock, searchPace)],
  ]);
  return (actor, name) => asking.take(actor) && (own.get(name)?.take(actor) ?? true);
}
