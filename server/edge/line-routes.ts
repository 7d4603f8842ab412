import { promisify } from 'node:util';
import { Router, raw } from 'express';
import { ClientId, LineId, type LinkId, NoteId, NOTE_MAX_BYTES } from '#protocol';
import type { Request } from 'express';
import type { compoundFor } from '../location/compounds.ts';
import type { notesHandlers } from '../notes/handlers.ts';
import type { Actor, Parts } from '../parts.ts';
import type { Links } from '../people/links.ts';
import { bearer, parseHttp } from './parse-http.ts';
import { openRateLimit } from './rate-limit.ts';
import { RefusedError } from './refused-error.ts';

/**
 * Recordings that one link may be sending at once; a page sends one per line after the other. Each is held in memory
 * until it is decoded, and all are decoded one by one.
 */
const UPLOADS_MAX = 8;
/** At once, what was said in a day without network; then more than anybody says, and less than the engine can write down. */
const notePace = { burst: 60, perSecond: 0.5 };
/** Paces kept in memory. */
const PACES_MAX = 10_000;

interface Needs extends Pick<Parts, 'clock' | 'deliveries' | 'membership'> {
  links: Links;
  notes: ReturnType<typeof notesHandlers>;
  compoundFor: typeof compoundFor;
  pageConfig: { tilesUrl: string | null; tilesAttribution: string };
}

/** What pages ask over HTTP: large things, and things that a browser's cache should keep. */
export function lineRoutes({ clock, links, notes, compoundFor, deliveries, membership, pageConfig }: Needs): Router {
  const routes = Router();
  const uploads = new Map<LinkId, number>();
  const paces = new Map<LinkId, ReturnType<typeof openRateLimit>>();
  const readBody = promisify(raw({ type: () => true, limit: NOTE_MAX_BYTES }));

  /** Who asks; on which device does not matter here. */
  const actorOf = async (request: Request): Promise<Actor> => (await links.open(bearer(request))).actor;

  function paceOf(linkId: LinkId) {
    const pace = paces.get(linkId) ?? openRateLimit(clock, notePace);
    if (paces.size >= PACES_MAX) paces.clear();
    paces.set(linkId, pace);
    return pace;
  }

  /** Runs one of the few uploads that a link may have under way. */
  async function asUpload<T>(linkId: LinkId, work: () => Promise<T>): Promise<T> {
    const others = uploads.get(linkId) ?? 0;
    if (others >= UPLOADS_MAX || !paceOf(linkId).take())
      throw new RefusedError('too_many', 'Too many recordings; wait a moment');
    uploads.set(linkId, others + 1);
    try {
      return await work();
    } finally {
      const left = (uploads.get(linkId) ?? 1) - 1;
      if (left > 0) uploads.set(linkId, left);
      else uploads.delete(linkId);
    }
  }

  routes.get('/page-config', (_request, response) => void response.json(pageConfig));

  routes.get('/lines/:lineId/compound', async (request, response) => {
    const actor = await actorOf(request);
    const lineId = parseHttp(LineId, request.params.lineId);
    await membership.mustBeOn(actor, lineId);
    const { point } = await deliveries.get(lineId);
    response.set('cache-control', 'private, max-age=3600').json(compoundFor(point));
  });

  routes.post('/lines/:lineId/notes', async (request, response) => {
    // Who and where first: a stranger's two megabytes are not even read.
    const actor = await actorOf(request);
    const lineId = parseHttp(LineId, request.params.lineId);
    await membership.mustBeOn(actor, lineId);
    const clientId = parseHttp(ClientId, request.get('x-client-id'));
    const entry = await asUpload(actor.linkId, async () => {
      await readBody(request, response);
      const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      // Who once more: the upload took its time, and the link may have ended in it.
      return notes.receive(await actorOf(request), lineId, clientId, bytes);
    });
    response.status(201).json(entry);
  });

  routes.get('/notes/:noteId/audio', async (request, response) => {
    const actor = await actorOf(request);
    const { mime, bytes } = await notes.audio(actor, parseHttp(NoteId, request.params.noteId));
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
