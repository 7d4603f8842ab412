/** What both sides take for granted of how people get to a door. No schema in this file: a page may import it without the schema library. */

/**
 * Streets are longer than the straight line: by 1.34 times on average over short city trips (D. Giacomin, D. Levinson,
 * Road network circuity in metropolitan areas, 2015); 1.3 here, for couriers know the short cuts.
 */
export const DETOUR = 1.3;
/** Speed before anything is known of a courier, m/s (21.6 km/h): a little under the 25 km/h that GB 17761-2018 allows an e-bike. */
export const RIDING = 6;
/** The comfortable pace of adults, m/s (R. W. Bohannon, Age and Ageing 26, 1997). */
export const WALKING = 1.4;

/** Within this somebody is at the door, m. */
export const DOOR_M = 40;
/** Faster than this one is passing it, m/s: slower is a walk, or a bicycle that is pushed. */
export const PASSING_SPEED = 2;
