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
  NOTE_PARTS_MAX_BYTES,
  PHOTO_MAX_BYTES,
  PhotoId,
} from '#protocol';
import type { Continued, notesHandlers } from '../notes/handlers.ts';
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

/** Parts of recordings that one link may be sending at once. */
const PARTS_MAX = 8;
/** Four phones of a family that each send one every half second. */
const partsPace = { burst: 60, perSecond: 8 };

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

const Offset = v.pipe(v.string(), v.regex(/^\d{1,7}$/, 'an offset in bytes'), v.transform(Number));
const Sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, 'a SHA-256 in hex'));
const GrowingNote = v.object({ lineId: LineId, clientId: ClientId });
const Part = v.object({ ...GrowingNote.entries, from: Offset });
const FileHead = v.object({ 'x-client-id': ClientId, 'x-reply-to': v.optional(EntryId) });
const EndHead = v.object({ 'x-note-from': Offset, 'x-note-sha256': Sha256 });

/** Runs few of a link's works at a time, and not too many in a while. */
function atMost(most: number, pace: ReturnType<typeof openRateLimit>) {
  const underWay = new Map<LinkId, number>();
  return async <T>(linkId: LinkId, work: () => Promise<T>): Promise<T> => {
    const others = underWay.get(linkId) ?? 0;
    if (others >= most || !pace.take(linkId))
      throw new RefusedError('too_many', 'Too many notes and photos at once; wait a moment');
    underWay.set(linkId, others + 1);
    try {
      return await work();
    } finally {
      const left = (underWay.get(linkId) ?? 1) - 1;
      if (left > 0) underWay.set(linkId, left);
      else underWay.delete(linkId);
    }
  };
}

function openBodyReader(limit: number): (request: Request, response: Response) => Promise<Buffer> {
  const read = promisify(raw({ type: () => true, limit }));
  return async (request, response) => {
    await read(request, response);
    return Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  };
}

/** What a page says of a note whose start it has sent already; undefined where the body is all of it. */
function continuedBy(request: Request): Continued | undefined {
  if (request.get('x-note-from') === undefined) return undefined;
  const head = parseHttp(EndHead, request.headers);
  return { from: head['x-note-from'], sha256: head['x-note-sha256'] };
}

/** Recordings and photos, to the server and back. */
export function fileRoutes({ clock, membership, actorOf, notes, photos }: Needs): Router {
  const routes = Router();
  const asUpload = atMost(UPLOADS_MAX, openRateLimit(clock, uploadPace));
  const asPart = atMost(PARTS_MAX, openRateLimit(clock, partsPace));
  const showing = openRateLimit(clock, showPace);

  /** A route's handler that reads one file and answers its entry. */
  function receiving(maxBytes: number, receive: (actor: Actor, sent: SentFile, request: Request) => Promise<Entry>) {
    const bytesOf = openBodyReader(maxBytes);
    return async (request: Request<{ lineId: string }>, response: Response) => {
      // Who and where first: a stranger's two megabytes are not even read.
      const actor = await actorOf(request);
      const lineId = parseHttp(LineId, request.params.lineId);
      await membership.mustBeOn(actor, lineId, 'write');
      const { 'x-client-id': clientId, 'x-reply-to': replyTo = null } = parseHttp(FileHead, request.headers);
      const entry = await asUpload(actor.linkId, async () => {
        const bytes = await bytesOf(request, response);
        // Who once more: the upload took its time, and the link may have ended in it.
        return receive(await actorOf(request), { lineId, clientId, replyTo, bytes }, request);
      });
      response.status(201).json(entry);
    };
  }

  routes.post(
    '/lines/:lineId/notes',
    receiving(NOTE_MAX_BYTES, (actor, sent, request) => notes.receive(actor, sent, continuedBy(request))),
  );
  routes.post(
    '/lines/:lineId/photos',
    receiving(PHOTO_MAX_BYTES, (actor, sent) => photos.receive(actor, sent)),
  );

  const partOf = openBodyReader(NOTE_PARTS_MAX_BYTES);
  const parts = routes.route('/lines/:lineId/notes/:clientId/parts');
  parts.put(async (request, response) => {
    const actor = await actorOf(request);
    const { lineId, clientId, from } = parseHttp(Part, { ...request.params, from: request.query['from'] });
    await membership.mustBeOn(actor, lineId, 'write');
    const have = await asPart(actor.linkId, async () => {
      const bytes = await partOf(request, response);
      return notes.grow(await actorOf(request), { lineId, clientId, from, bytes });
    });
    response.json({ have });
  });
  parts.delete(async (request, response) => {
    await notes.dropGrown(await actorOf(request), parseHttp(GrowingNote, request.params));
    response.status(204).end();
  });

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
    // Without a version to compare, `If-Range` asks for all of it, and so does `HEAD`.
    const inParts = request.method === 'GET' && request.get('if-range') === undefined;
    const range = inParts ? request.range(bytes.length, { combine: true }) : undefined;
    if (range === -1) {
      response.status(416).set('content-range', `bytes */${bytes.length}`).end();
      return;
    }
    const [one, another] = Array.isArray(range) && range.type === 'bytes' ? range : [];
    if (!one || another) {
      response.set('content-length', String(bytes.length)).end(bytes);
      return;
    }
    response.status(206).set('content-range', `bytes ${one.start}-${one.end}/${bytes.length}`);
    response.end(bytes.subarray(one.start, one.end + 1));
  });

  return routes;
}
