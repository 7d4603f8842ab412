import { type Answer, DeviceId, MIN_CLIENT_VERSION, type ErrorCode, type RequestName, requests } from '#protocol';
import type { Server, Socket } from 'socket.io';
import * as v from 'valibot';
import type { Caller, Handlers, Parts } from '../parts.ts';
import type { Links } from '../people/links.ts';
import { answer } from './answer.ts';
import type { HappeningsSource } from './happenings.ts';
import type { Metrics } from './metrics.ts';
import { openRateLimit } from './rate-limit.ts';
import { RefusedError } from './refused-error.ts';
import { rooms } from './socket-rooms.ts';

/** What a page says when it connects. */
const Handshake = v.object({ token: v.pipe(v.string(), v.maxLength(200)), deviceId: DeviceId, version: v.number() });

/**
 * Sockets of one link at once: a family's phones, and for each some that are gone without the server knowing yet. More
 * is a flood: the pace of requests is counted per socket.
 */
const SOCKETS_MAX = 30;

/** setTimeout's longest, ms: a link that lives longer is looked at again by then. */
const TIMER_MAX_MS = 2_147_483_647;

/** What the handshake proved, kept on the socket. */
interface Admitted {
  caller: Caller;
  token: string;
}

interface Needs extends Pick<Parts, 'clock' | 'deliveries' | 'report'> {
  links: Links;
  happenings: HappeningsSource;
  metrics: Metrics;
}

/** Lets pages in by their link, answers their requests, and shows them out when the link ends. */
export function serveSockets(io: Server, parts: Needs, handlers: Handlers): void {
  const { clock, deliveries, links, happenings, metrics, report } = parts;

  io.use((socket, next) => {
    admit(socket).then(
      () => next(),
      (error: unknown) => next(asConnectError(error)),
    );
  });

  async function admit(socket: Socket): Promise<void> {
    const handshake = v.safeParse(Handshake, socket.handshake.auth);
    if (!handshake.success) throw new RefusedError('bad_request', 'The page did not say who it is');
    const { token, deviceId, version } = handshake.output;
    if (version < MIN_CLIENT_VERSION) throw new RefusedError('client_too_old', 'This page is too old: reload it');
    const { actor } = await links.open(token);
    if (socketsIn(rooms.link(actor.linkId)).length >= SOCKETS_MAX) throw tooManySockets();
    socket.data = { caller: { actor, deviceId }, token } satisfies Admitted;
  }

  const socketsIn = (room: string): Socket[] =>
    [...(io.sockets.adapter.rooms.get(room) ?? [])].flatMap((id) => io.sockets.sockets.get(id) ?? []);

  const tooManySockets = () => new RefusedError('too_many', 'This link is open on too many devices');

  /** Looks at those who came in at the same moment, which `admit` could not see. */
  function mustFitIn({ actor, deviceId }: Caller): void {
    if (socketsIn(rooms.link(actor.linkId)).length > SOCKETS_MAX) throw tooManySockets();
    // Somebody else's notices, and a leave that nobody notices because a namesake stays, come with a device's id.
    const namesakes = socketsIn(rooms.device(deviceId)).map((other) => (other.data as Admitted).caller.actor);
    if (namesakes.some((other) => other.role !== actor.role || other.scopeId !== actor.scopeId))
      throw new RefusedError('conflict', 'This device is here as somebody else');
  }

  function asConnectError(error: unknown): Error & { data?: { code: ErrorCode } } {
    const refused = error instanceof RefusedError ? error : null;
    if (!refused) report('connect', error);
    return Object.assign(new Error(refused?.message ?? 'Something went wrong on our side'), {
      data: { code: refused?.code ?? ('internal' as const) },
    });
  }

  io.on('connection', (socket) => {
    const { caller, token } = socket.data as Admitted;
    const { actor, deviceId } = caller;
    const limit = openRateLimit(clock);
    let cancelExpiry = () => {};
    /** Only an ended link makes the server itself close one socket that was let in. */
    let linkEnded = true;

    // From here on a revocation finds the socket in its room, and a new delivery finds it in its scope. What happened
    // between the handshake and now is caught by looking once more.
    void socket.join([rooms.link(actor.linkId), rooms.scope(actor.scopeId), rooms.device(deviceId)]);
    const ready = enter();
    ready.catch((error: unknown) => {
      if (!(error instanceof RefusedError)) report('connect', error);
      linkEnded = error instanceof RefusedError && error.code.startsWith('link_');
      socket.disconnect(true);
    });

    async function enter(): Promise<void> {
      mustFitIn(caller);
      const { expiresAt } = await links.open(token);
      const lines = await deliveries.linesOf(actor);
      // Rooms would keep for ever who joins them after leaving.
      if (!socket.connected) return;
      await socket.join(lines.map((line) => rooms.line(line.delivery.id)));
      cancelExpiry = atTime(expiresAt, () => {
        socket.emit('people.shut_out', { code: 'link_expired' });
        socket.disconnect(true);
      });
      happenings.deviceBack(caller);
    }

    for (const name of Object.keys(requests) as RequestName[]) {
      socket.on(name, (raw: unknown, acknowledge: unknown) => {
        const reply = typeof acknowledge === 'function' ? (value: unknown) => void acknowledge(value) : () => undefined;
        if (!limit.take()) {
          reply({ ok: false, error: { code: 'too_many', message: 'Too many requests; wait a moment' } });
          return;
        }
        // A page that could not enter is being put out; its requests end with its socket.
        ready.then(() => timed(name, raw)).then(reply, () => undefined);
      });
    }

    async function timed(name: RequestName, raw: unknown): Promise<Answer<unknown>> {
      const startedAt = performance.now();
      const answered = await answer(name, raw, caller, handlers, report);
      metrics.answered(name, answered, (performance.now() - startedAt) / 1000);
      return answered;
    }

    socket.on('disconnect', (reason) => {
      cancelExpiry();
      if (io.sockets.adapter.rooms.has(rooms.device(deviceId))) return;
      happenings.deviceGone({ ...caller, shutOut: reason === 'server namespace disconnect' && linkEnded });
    });
  });

  function atTime(epochMs: number, run: () => void): () => void {
    let cancel = () => {};
    const wait = () => {
      const leftMs = epochMs - clock.now();
      cancel = leftMs > TIMER_MAX_MS ? clock.after(TIMER_MAX_MS, wait) : clock.after(Math.max(0, leftMs), run);
    };
    wait();
    return () => cancel();
  }
}

/** Everybody who came in by this link is told and put out at once. */
export function shutOut(io: Server, linkId: Parameters<typeof rooms.link>[0]): void {
  const room = io.in(rooms.link(linkId));
  room.emit('people.shut_out', { code: 'link_revoked' });
  room.disconnectSockets(true);
}
