import { Router, raw } from 'express';
import { ClientId, DeviceId, LineId, NoteId, NOTE_MAX_BYTES } from '#protocol';
import type { Request } from 'express';
import * as v from 'valibot';
import type { compoundFor } from '../location/compounds.ts';
import type { notesHandlers } from '../notes/handlers.ts';
import type { Caller, Parts } from '../parts.ts';
import type { Links } from '../people/links.ts';
import { bearer, parseHttp } from './parse-http.ts';

interface Needs extends Pick<Parts, 'deliveries' | 'membership'> {
  links: Links;
  notes: ReturnType<typeof notesHandlers>;
  compoundFor: typeof compoundFor;
  pageConfig: { tilesUrl: string | null; tilesAttribution: string };
}

/** What pages ask over HTTP: large things, and things that a browser's cache should keep. */
export function lineRoutes({ links, notes, compoundFor, deliveries, membership, pageConfig }: Needs): Router {
  const routes = Router();

  async function callerOf(request: Request): Promise<Caller> {
    const { actor } = await links.open(bearer(request));
    const deviceId = v.safeParse(DeviceId, request.get('x-device-id'));
    return { actor, deviceId: deviceId.success ? deviceId.output : v.parse(DeviceId, 'http-request') };
  }

  routes.get('/page-config', (_request, response) => void response.json(pageConfig));

  routes.get('/lines/:lineId/compound', async (request, response) => {
    const { actor } = await callerOf(request);
    const lineId = parseHttp(LineId, request.params.lineId);
    await membership.mustBeOn(actor, lineId);
    const { point } = await deliveries.get(lineId);
    response.set('cache-control', 'private, max-age=3600').json(compoundFor(point));
  });

  routes.post(
    '/lines/:lineId/notes',
    async (request, response, next) => {
      // Who and where first: a stranger's two megabytes are not even read.
      const caller = await callerOf(request);
      const lineId = parseHttp(LineId, request.params.lineId);
      await membership.mustBeOn(caller.actor, lineId);
      response.locals['note'] = { caller, lineId, clientId: parseHttp(ClientId, request.get('x-client-id')) };
      next();
    },
    raw({ type: () => true, limit: NOTE_MAX_BYTES }),
    async (request, response) => {
      const { caller, lineId, clientId } = response.locals['note'] as {
        caller: Caller;
        lineId: LineId;
        clientId: ClientId;
      };
      const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      response.status(201).json(await notes.receive(caller, lineId, clientId, bytes));
    },
  );

  routes.get('/notes/:noteId/audio', async (request, response) => {
    const caller = await callerOf(request);
    const { mime, bytes } = await notes.audio(caller, parseHttp(NoteId, request.params.noteId));
    response.set({
      'content-type': mime,
      'content-disposition': 'inline',
      // A note never changes, but whose link is revoked may not ask for it again.
      'cache-control': 'private, no-store',
      'accept-ranges': 'bytes',
    });
    const range = request.range(bytes.length, { combine: true });
    if (range === -1) {
      response.status(416).set('content-range', `bytes */${bytes.length}`).end();
      return;
    }
    const one = Array.isArray(range) ? range[0] : undefined;
    if (!one) {
      response.end(bytes);
      return;
    }
    response.status(206).set('content-range', `bytes ${one.start}-${one.end}/${bytes.length}`);
    response.end(bytes.subarray(one.start, one.end + 1));
  });

  return routes;
}
