import { openScopeLimit } from '../edge/rate-limit.ts';
import type { Clock, Scope } from '../parts.ts';

/** Two phones of one person tell once a second each; at once: what waited in the network, or for a server that was busy. */
const reportPace = { burst: 10, perSecond: 4 };

/** Reports of one person, over all their sockets: each is told to every line. What comes faster is dropped before it costs that. */
export const openPace = (clock: Clock): { take(scope: Scope): boolean } => openScopeLimit(clock, reportPace);
