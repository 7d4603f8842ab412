import type { Server } from 'socket.io';
import type { Notify } from '../parts.ts';
import { rooms } from './socket-rooms.ts';

/** Notices over socket.io rooms. */
export function openNotify(io: Server): Notify {
  return {
    line(lineId, name, body, options = {}) {
      const audience = options.except
        ? io.to(rooms.line(lineId)).except(rooms.device(options.except))
        : io.to(rooms.line(lineId));
      (options.volatile ? audience.volatile : audience).emit(name, body);
    },
    scope: (scopeId, name, body) => void io.to(rooms.scope(scopeId)).emit(name, body),
    admit: (scopeId, lineId) => io.in(rooms.scope(scopeId)).socketsJoin(rooms.line(lineId)),
    device: (deviceId, name, body) => void io.to(rooms.device(deviceId)).emit(name, body),
  };
}
