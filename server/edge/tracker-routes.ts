import express, { type Request, type RequestHandler, Router } from 'express';
import * as v from 'valibot';
import type { Trackers } from '../location/trackers.ts';
import type { Parts } from '../parts.ts';
import { osmAndReport, OwnTracksLocation } from '../protocol/tracker-reports.ts';
import { parseHttp } from './parse-http.ts';
import { openRateLimit } from './rate-limit.ts';
import { RefusedError } from './refused-error.ts';

/** At once, what an app kept in a quarter of an hour without network; then more than any app is set to send. */
const reportPace = { burst: 200, perSecond: 5 };
/** A form of OsmAnd is under 300 bytes. */
const FORM_MAX = '4kb';
/** OwnTracks also sends cards with a face on them, and lists of places. */
const MESSAGE_MAX = '256kb';

/** `id.secret`, each in the id alphabet. */
const OsmAndToken = v.pipe(
  v.string(),
  v.regex(/^[\w-]{8,40}\.[\w-]{16,64}$/),
  v.transform((token) => token.split('.') as [string, string]),
);

/** Where couriers' background apps report, in the formats of OsmAnd and OwnTracks. Nothing of it is logged. */
export function trackerRoutes({ clock, trackers }: Pick<Parts, 'clock'> & { trackers: Trackers }): Router {
  const routes = Router();
  const pace = openRateLimit(clock, reportPace);

  /** The tracker's id; refused before anything of the body is read. */
  async function open(id: string, secret: string): Promise<string> {
    const tracker = await trackers.open(id, secret);
    if (!pace.take(tracker.id)) throw new RefusedError('too_many', 'Too many reports at once; wait a moment');
    return tracker.id;
  }

  const readForm = express.urlencoded({ extended: false, limit: FORM_MAX, parameterLimit: 50 });
  const openOsmAnd: RequestHandler<{ token: string }> = async (request, response, next) => {
    const token = v.safeParse(OsmAndToken, request.params.token);
    if (!token.success) throw new RefusedError('unauthorized', 'This is no address of a background app');
    response.locals['tracker'] = await open(...token.output);
    next();
  };
  const hearOsmAnd: RequestHandler = async (request, response) => {
    const fix = parseHttp(osmAndReport(clock.now()), { ...request.body, ...request.query });
    await trackers.report(String(response.locals['tracker']), fix);
    response.set('cache-control', 'no-store').type('text/plain').send('OK');
  };
  routes.route('/osmand/:token').get(openOsmAnd, hearOsmAnd).post(openOsmAnd, readForm, hearOsmAnd);

  // The app names no type of its own for some messages, and its empty ones are to be ignored.
  const readMessage = express.json({ limit: MESSAGE_MAX, strict: false, type: () => true });
  routes.post('/owntracks', async (request, response, next) => {
    const credentials = basic(request);
    // Browsers and apps ask for a password only where they are told to.
    response.set('www-authenticate', 'Basic realm="Doorline", charset="UTF-8"');
    if (!credentials)
      throw new RefusedError('unauthorized', 'The user and the password of the background app are missing');
    response.locals['tracker'] = await open(...credentials);
    response.removeHeader('www-authenticate');
    next();
  });
  routes.post('/owntracks', readMessage, async (request, response) => {
    // What is no position, or none that can be read, is answered like one: the app would send it again for ever.
    const location = v.safeParse(OwnTracksLocation, request.body);
    if (location.success) await trackers.report(String(response.locals['tracker']), location.output);
    response.set('cache-control', 'no-store').json([]);
  });

  return routes;
}

/** User and password of HTTP basic authentication (RFC 7617). */
function basic(request: Request): [user: string, password: string] | null {
  const encoded = /^Basic ([A-Za-z0-9+/]{1,300}={0,2})$/i.exec(request.get('authorization') ?? '')?.[1];
  if (encoded === undefined) return null;
  const [user, password] =
    /^([\w-]{8,40}):([\w-]{16,64})$/.exec(Buffer.from(encoded, 'base64').toString())?.slice(1) ?? [];
  return user !== undefined && password !== undefined ? [user, password] : null;
}
