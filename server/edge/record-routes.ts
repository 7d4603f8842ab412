import { type Request, Router } from 'express';
import { LineId } from '#protocol';
import type { Actor, OnLine, Parts } from '../parts.ts';
import { ExportHead, ExportQuery } from '../protocol/operator-record.ts';
import type { DeliveryRecords } from '../record/open-record.ts';
import { parseHttp } from './parse-http.ts';
import { openRateLimit } from './rate-limit.ts';
import { RefusedError } from './refused-error.ts';
import { sendRecord } from './send-record.ts';

/** Exports go through every photo and recording twice. At once, what somebody does who missed the file; then one in 10 s. */
const exportPace = { burst: 6, perSecond: 0.1 };
/** Checks go through every entry: as fast as somebody goes from line to line. */
const checkPace = { burst: 30, perSecond: 1 };

interface Needs extends Pick<Parts, 'clock' | 'membership'> {
  /** Who asks. */
  actorOf: (request: Request) => Promise<Actor>;
  record: DeliveryRecords;
}

/** The record of a line, for a member who may take it out. */
export function recordRoutes({ clock, membership, actorOf, record }: Needs): Router {
  const routes = Router();
  const exporting = openRateLimit(clock, exportPace);
  const checking = openRateLimit(clock, checkPace);

  async function memberOf(request: Request<{ lineId: string }>, pace: typeof exporting): Promise<OnLine> {
    const actor = await actorOf(request);
    const member = await membership.mustBeOn(actor, parseHttp(LineId, request.params.lineId), 'export');
    if (!pace.take(actor.linkId)) throw new RefusedError('too_many', 'Too many records at once; wait a moment');
    return member;
  }

  routes.post('/lines/:lineId/record', async (request, response) => {
    const { id: by, lineId } = await memberOf(request, exporting);
    const { timeZone } = parseHttp(ExportQuery, request.query);
    const { 'x-client-id': clientId } = parseHttp(ExportHead, request.headers);
    await sendRecord(response, (signal) => record.exportFor({ by, lineId, clientId }, { timeZone, signal }));
  });

  routes.get('/lines/:lineId/record/check', async (request, response) => {
    const { lineId } = await memberOf(request, checking);
    response.set('cache-control', 'no-store').json(await record.check(lineId));
  });

  return routes;
}
