import { type Answer, DeviceId, MIN_CLIENT_VERSION, type ErrorCode, type RequestName, requests } from '#protocol';
import type { Server, Socket } from 'socket.io';
import * as v from 'valibot';
import type { Caller, Handlers, Parts } from '../parts.ts';
import type { Links } from '../people/links.ts';
import { answer } from './answer.ts';
import type { HappeningsSource } from './happenings.ts';
import type { Metrics } from './metrics.ts';
import { RefusedError } from './refused-error.ts';
import { openRequestPace } from './request-pace.ts';
import { isGuest } from '../people/rules.ts';
import { hearingRoom, rooms } from './socket-rooms.ts';

/** What a page says when it connects. */
const Handshake = v.object({ token: v.pipe(v.string(), v.maxLength(200)), deviceId: DeviceId, version: v.number() });

/**
 * Sockets of one link at once: a family's phones, and for each some that are gone without the server knowing yet. More
 * is a flood.
 */
const SOCKETS_MAX = 30;

/** setTimeout's longest, ms: a link that lives longer is looked at again by then. */
const TIMER_MAX_MS = 2_147_483_647;

/** What is known of a socket that was let in, kept on it: there are thousands, and most are idle. */
interface Guest {
  readonly caller: Caller;
  readonly token: string;
  /** Until the socket hears its lines; rejects where it is put out instead. */
  entering: Promise<void> | null;
  /** When the link ends, epoch ms. */
  expiresAt: number;
  /** Only an ended link makes the server itself close one socket that was let in. */
  linkEnded: boolean;
}

interface Needs extends Pick<Parts, 'clock' | 'deliveries' | 'report'> {
  links: Links;
  happenings: HappeningsSource;
  metrics: Metrics;
}

// Written by `admit`, and by nobody else.
const guestOf = (socket: Socket): Guest => socket.data as Guest;

const isRequest = (name: string): name is RequestName => Object.hasOwn(requests, name);

/**
 * Lets pages in by their link, answers their requests, and shows them out when the link ends. `idle` resolves when no request is
 * under way: wait for it before what they work on is closed.
 */
export function serveSockets(io: Server, parts: Needs, handlers: Handlers): { idle(): Promise<void> } {
  const { clock, deliveries, links, happenings, metrics, report } = parts;
  const mayAsk = openRequestPace(clock);
  let underWay = 0;
  let whenIdle: () => void = () => undefined;
  /** When it is looked for links that have ended, epoch ms, and how to call that off. */
  const expiry = { at: Number.POSITIVE_INFINITY, cancel: () => {} };

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
    const { actor, expiresAt } = await links.open(token);
    if (socketsIn(rooms.link(actor.linkId)).length >= SOCKETS_MAX) throw tooManySockets();
    const guest: Guest = {
      caller: { actor, deviceId },
      token,
      entering: null,
      expiresAt,
      linkEnded: true,
    };
    socket.data = guest;
  }

  const socketsIn = (room: string): Socket[] =>
    [...(io.sockets.adapter.rooms.get(room) ?? [])].flatMap((id) => io.sockets.sockets.get(id) ?? []);

  const tooManySockets = () => new RefusedError('too_many', 'This link is open on too many devices');

  /** Looks at those who came in at the same moment, which `admit` could not see. */
  function mustFitIn({ actor, deviceId }: Caller): void {
    if (socketsIn(rooms.link(actor.linkId)).length > SOCKETS_MAX) throw tooManySockets();
    // Somebody else's notices, and a leave that nobody notices because a namesake stays, come with a device's id.
    const namesakes = socketsIn(rooms.device(deviceId)).map((other) => guestOf(other).caller.actor);
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
    const guest = guestOf(socket);
    const { actor, deviceId } = guest.caller;
    // From here on a revocation finds the socket in its room, and a new delivery finds it in its scope. What happened
    // between the handshake and now is caught by looking once more.
    void socket.join([rooms.link(actor.linkId), rooms.scope(actor), rooms.device(deviceId)]);
    if (actor.role === 'agent') void socket.join(rooms.desk);
    socket.onAny((name: string, ...said: unknown[]) => hear(guest, name, said));
    socket.on('disconnect', (reason) => gone(guest, reason));
    guest.entering = enter(socket, guest);
    guest.entering.catch((error: unknown) => {
      if (!(error instanceof RefusedError)) report('connect', error);
      guest.linkEnded = error instanceof RefusedError && error.code.startsWith('link_');
      socket.disconnect(true);
    });
  });

  async function enter(socket: Socket, guest: Guest): Promise<void> {
    const { actor } = guest.caller;
    mustFitIn(guest.caller);
    guest.expiresAt = (await links.open(guest.token)).expiresAt;
    const lineIds = await deliveries.lineIdsOf(actor);
    // Rooms would keep for ever who joins them after leaving.
    if (!socket.connected) return;
    void socket.join(lineIds.map((id) => hearingRoom(actor.role, id)));
    if (isGuest(actor)) {
      // Whoever left a line between the look and the join is in its room and no longer on it.
      const still = new Set(await deliveries.lineIdsOf(actor));
      for (const id of lineIds) if (!still.has(id)) void socket.leave(hearingRoom(actor.role, id));
      if (!socket.connected) return;
    }
    guest.entering = null;
    lookNoLaterThan(guest.expiresAt);
    happenings.deviceBack(guest.caller);
  }

  /** `said` is what came with the name: the payload, and the function that acknowledges where the page wants an answer. */
  function hear(guest: Guest, name: string, said: unknown[]): void {
    const acknowledge = said.at(-1);
    const reply =
      typeof acknowledge === 'function' ? (value: Answer<unknown>) => void acknowledge(value) : () => undefined;
    if (!mayAsk(guest.caller.actor, name)) {
      reply({ ok: false, error: { code: 'too_many', message: 'Too many requests; wait a moment' } });
    } else if (!isRequest(name)) {
      reply({ ok: false, error: { code: 'bad_request', message: 'There is no such request' } });
    } else if (guest.entering) {
      // A page that could not enter is being put out; its requests end with its socket.
      guest.entering.then(
        () => timed(guest.caller, name, said[0], reply),
        () => undefined,
      );
    } else {
      timed(guest.caller, name, said[0], reply);
    }
  }

  function timed(caller: Caller, name: RequestName, raw: unknown, reply: (value: Answer<unknown>) => void): void {
    const startedAt = performance.now();
    underWay += 1;
    const done = (answered: Answer<unknown>) => {
      underWay -= 1;
      if (underWay === 0) whenIdle();
      metrics.answered(name, answered, (performance.now() - startedAt) / 1000);
      reply(answered);
    };
    const answered = answer(name, raw, caller, handlers, report);
    // Where nobody waits no promise is made: positions come by the thousand.
    if (answered instanceof Promise) void answered.then(done);
    else done(answered);
  }

  function gone({ caller, linkEnded }: Guest, reason: string): void {
    if (io.sockets.sockets.size === 0) expiry.cancel();
    if (io.sockets.adapter.rooms.has(rooms.device(caller.deviceId))) return;
    happenings.deviceGone({ ...caller, shutOut: reason === 'server namespace disconnect' && linkEnded });
  }

  /** One timer for all: it waits for the link that ends first. */
  function lookNoLaterThan(epochMs: number): void {
    if (epochMs >= expiry.at) return;
    expiry.cancel();
    expiry.at = epochMs;
    const cancel = clock.after(Math.min(TIMER_MAX_MS, Math.max(0, epochMs - clock.now())), () => {
      expiry.cancel();
      showOutExpired();
    });
    expiry.cancel = () => {
      expiry.at = Number.POSITIVE_INFINITY;
      cancel();
    };
  }

  function showOutExpired(): void {
    for (const socket of io.sockets.sockets.values()) {
      const { expiresAt } = guestOf(socket);
      if (expiresAt > clock.now()) lookNoLaterThan(expiresAt);
      else {
        socket.emit('people.shut_out', { code: 'link_expired' });
        socket.disconnect(true);
      }
    }
  }

  return { idle: () => (underWay === 0 ? Promise.resolve() : new Promise((idle) => (whenIdle = idle))) };
}

/** Everybody who came in by this link is told and put out at once. */
export function shutOut(io: Server, linkId: Parameters<typeof rooms.link>[0]): void {
  const room = io.in(rooms.link(linkId));
  room.emit('people.shut_out', { code: 'link_revoked' });
  room.disconnectSockets(true);
}
