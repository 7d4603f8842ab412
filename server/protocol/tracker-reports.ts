import * as v from 'valibot';
import type { Fix } from './location.ts';

/** What background apps send over HTTP, in their own formats: they become fixes here and nowhere else. */

/** Epoch seconds as most write them are below this until the year 5138, epoch ms above it since 1973. */
const SECONDS_BELOW = 100_000_000_000;
/** Where an app says nothing of accuracy: too rough to be at a door by it, m. */
const UNKNOWN_ACCURACY_M = 50;
/** Below this a phone's bearing says nothing, m/s. */
const HEADING_FROM_SPEED = 0.5;

/** A number as Java, Swift and people write it: also `9.0E-4`, never `NaN`. */
const numeric = (min: number, max: number) =>
  v.pipe(
    v.string('must be given once'),
    v.regex(/^[+-]?\d{1,20}(\.\d{1,20})?([eE][+-]?\d{1,2})?$/, 'must be a number'),
    v.transform(Number),
    v.minValue(min, `must be at least ${min}`),
    v.maxValue(max, `must be at most ${max}`),
  );

/** The fix as the line knows it; what an app leaves out or cannot know is null. */
function fixOf(said: {
  lat: number;
  lon: number;
  accuracy: number | undefined;
  speed: number | undefined;
  heading: number | undefined;
  at: number;
}): Fix {
  const speed = said.speed === undefined || said.speed < 0 ? null : said.speed;
  const isMoving = speed === null || speed >= HEADING_FROM_SPEED;
  return {
    point: { lat: said.lat, lng: said.lon },
    // 0 is how both apps say that the phone did not tell.
    accuracy: said.accuracy === undefined || said.accuracy <= 0 ? UNKNOWN_ACCURACY_M : said.accuracy,
    speed,
    heading: isMoving && said.heading !== undefined && said.heading >= 0 ? said.heading : null,
    at: said.at,
  };
}

const toMs = (time: number): number => Math.round(time < SECONDS_BELOW ? time * 1000 : time);

/**
 * OsmAnd's online tracking: a template of the courier's own in which the app puts numbers. Its `hdop` is the accuracy in
 * metres, whatever its name (LiveMonitoringHelper passes `Location.getAccuracy()`), the speed is in m/s and the time epoch ms;
 * others that speak this format send epoch seconds. Other parameters are not read.
 */
const OsmAndQuery = v.object({
  lat: numeric(-90, 90),
  lon: numeric(-180, 180),
  timestamp: v.optional(numeric(0, 1e15)),
  accuracy: v.optional(numeric(0, 100_000)),
  hdop: v.optional(numeric(0, 100_000)),
  speed: v.optional(numeric(-1, 1000)),
  bearing: v.optional(numeric(-1, 360)),
});

/** `now`, epoch ms, is the time of a report that says none. */
export const osmAndReport = (now: number) =>
  v.pipe(
    OsmAndQuery,
    v.transform(({ lat, lon, timestamp, accuracy, hdop, speed, bearing }) =>
      fixOf({
        lat,
        lon,
        accuracy: accuracy ?? hdop,
        speed,
        heading: bearing,
        at: timestamp === undefined ? now : toMs(timestamp),
      }),
    ),
  );

/** What cannot be read of a field that may be missing is as if it were missing. */
const perhaps = (min: number, max: number) =>
  v.fallback(v.optional(v.pipe(v.number(), v.minValue(min), v.maxValue(max))), undefined);

/**
 * OwnTracks' message of a position, one of many kinds (https://owntracks.org/booklet/tech/json/): `tst` epoch seconds of the
 * fix, `acc` in metres, `vel` in km/h, `cog` in degrees; the last three are left out where they are 0 or unknown.
 */
export const OwnTracksLocation = v.pipe(
  v.object({
    _type: v.literal('location'),
    lat: v.pipe(v.number(), v.minValue(-90), v.maxValue(90)),
    lon: v.pipe(v.number(), v.minValue(-180), v.maxValue(180)),
    tst: v.pipe(v.number(), v.minValue(0), v.maxValue(1e15)),
    acc: perhaps(0, 100_000),
    vel: perhaps(0, 3600),
    cog: perhaps(0, 360),
  }),
  v.transform(({ lat, lon, tst, acc, vel, cog }) =>
    fixOf({ lat, lon, accuracy: acc, speed: vel === undefined ? undefined : vel / 3.6, heading: cog, at: toMs(tst) }),
  ),
);
