import { promisify } from 'node:util';
import { type Request, type Response, Router, raw } from 'express';
import * as v from 'valibot';
import {
  ClientId,
  type Entry,
  EntryId,
  LineId,
  type LinkId,
  NoteId,
  NOTE_MAX_BYTES,
  PHOTO_MAX_BYTES,
  PhotoId,
} from '#protocol';
import type { notesHandlers } from '../notes/handlers.ts';
import type { Actor, Parts } from '../parts.ts';
import type { photosHandlers } from '../photos/handlers.ts';
import type { SentFile } from '../uploads.ts';
import { parseHttp } from './parse-http.ts';
import { openRateLimit } from './rate-limit.ts';
import { RefusedError } from './refused-error.ts';

/**
 * Files that one link may be sending at once; a page sends one per line after the other. Each is held in memory until it is
 * read, and those of a kind are read one by one.
 */
const UPLOADS_MAX = 8;
/** At once, what was said in a day without network; then more than anybody says, and less than the engine can write down. */
const uploadPace = { burst: 60, perSecond: 0.5 };

/** Photos and recordings asked for: at once, all that some long lines show; then more than anybody looks at. */
const showPace = { burst: 300, perSecond: 30 };

interface Needs extends Pick<Parts, 'clock' | 'membership'> {
  /** Who asks. */
  actorOf: (request: Request) => Promise<Actor>;
  notes: ReturnType<typeof notesHandlers>;
  photos: ReturnType<typeof photosHandlers>;
}

/** A file never changes, but whose link is revoked may not ask for it again. */
const shown = { 'content-disposition': 'inline', 'cache-control': 'private, no-store' };

/** Recordings and photos, to the server and back. */
export function fileRoutes({ clock, membership, actorOf, notes, photos }: Needs): Router {
  const routes = Router();
  const uploads = new Map<LinkId, number>();
  const pace = openRateLimit(clock, uploadPace);
  const showing = openRateLimit(clock, showPace);

  /** Runs one of the few uploads that a link may have under way. */
  async function asUpload<T>(linkId: LinkId, work: () => Promise<T>): Promise<T> {
    const others = uploads.get(linkId) ?? 0;
    if (others >= UPLOADS_MAX || !pace.take(linkId))
      throw new RefusedError('too_many', 'Too many notes and photos at once; wait a moment');
    uploads.set(linkId, others + 1);
    try {
      return await work();
    } finally {
      const left = (uploads.get(linkId) ?? 1) - 1;
      if (left > 0) uploads.set(linkId, left);
      else uploads.delete(linkId);
    }
  }

  /** A route's handler that reads one file and answers its entry. */
  function receiving(maxBytes: number, receive: (actor: Actor, sent: SentFile) => Promise<Entry>) {
    const readBody = promisify(raw({ type: () => true, limit: maxBytes }));
    return async (request: Request<{ lineId: string }>, response: Response) => {
      // Who and where first: a stranger's two megabytes are not even read.
      const actor = await actorOf(request);
      const lineId = parseHttp(LineId, request.params.lineId);
      await membership.mustBeOn(actor, lineId, 'write');
      const clientId = parseHttp(ClientId, request.get('x-client-id'));
      const replyTo = parseHttp(v.optional(EntryId), request.get('x-reply-to')) ?? null;
      const entry = await asUpload(actor.linkId, async () => {
        await readBody(request, response);
        const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
        // Who once more: the upload took its time, and the link may have ended in it.
        return receive(await actorOf(request), { lineId, clientId, replyTo, bytes });
      });
      response.status(201).json(entry);
    };
  }

  routes.post(
    '/lines/:lineId/notes',
    receiving(NOTE_MAX_BYTES, (actor, sent) => notes.receive(actor, sent)),
  );
  routes.post(
    '/lines/:lineId/photos',
    receiving(PHOTO_MAX_BYTES, (actor, sent) => photos.receive(actor, sent)),
  );

  /** Who asks for a file. */
  async function viewerOf(request: Request): Promise<Actor> {
    const actor = await actorOf(request);
    if (!showing.take(actor.linkId))
      throw new RefusedError('too_many', 'Too many notes and photos at once; wait a moment');
    return actor;
  }

  async function showPhoto(request: Request<{ photoId: string }>, response: Response, size: 'whole' | 'thumb') {
    const actor = await viewerOf(request);
    const bytes = await photos.picture(actor, parseHttp(PhotoId, request.params.photoId), size);
    response.set({ ...shown, 'content-type': 'image/jpeg' }).end(bytes);
  }
  routes.get('/photos/:photoId', (request, response) => showPhoto(request, response, 'whole'));
  routes.get('/photos/:photoId/thumb', (request, response) => showPhoto(request, response, 'thumb'));

  routes.get('/notes/:noteId/audio', async (request, response) => {
    const actor = await viewerOf(request);
    const { mime, bytes } = await notes.audio(actor, parseHttp(NoteId, request.params.noteId));
    response.set({ ...shown, 'content-type': mime, 'accept-ranges': 'bytes' });
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
